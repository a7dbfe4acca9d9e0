import SyncCore

/// What to do for somebody who wants a token.
enum RefreshDecision: Equatable {
    /// Use this one.
    case use(AccessToken)
    /// Ask Zoho for a new one.
    case refresh
    /// Neither is possible.
    case fail(SyncFailure)
}

/// All that is known of the access token, and every decision about it. Pure: time and chance
/// are arguments.
struct TokenBook: Sendable {
    private(set) var token: AccessToken?
    private(set) var limiter = RefreshLimiter()
    private(set) var refreshedAt: UTCInstant?
    private var freshRejections = 0
    private(set) var lastFailure: SyncFailure?
    /// Set when Zoho has refused the credentials for good.
    private(set) var refusal: SyncFailure?
    /// When that was, and when it was told last.
    private var refusedAt: UTCInstant?
    private var toldAt: UTCInstant?
    /// After so long a refusal is told again: nobody may have been there to read it.
    static let reminderInterval: Int64 = 24 * 3600

    init(token: AccessToken? = nil, limiter: RefreshLimiter = RefreshLimiter()) {
        self.token = token
        self.limiter = limiter
        self.refreshedAt = token?.obtainedAt
    }

    /// What to do for somebody who wants a token now.
    func decide(at now: UTCInstant) -> RefreshDecision {
        if let refusal { return .fail(refusal) }
        if let token, !token.isDue(at: now) { return .use(token) }
        let earliest = limiter.earliest(at: now)
        if earliest == now { return .refresh }
        if let token, token.isAlive(at: now) { return .use(token) }
        let wait = Disposition.retry(after: .seconds(earliest - now))
        guard let lastFailure else {
            return .fail(
                SyncFailure(
                    .rateLimited,
                    "cannot get an access token: \(RefreshLimiter.limit) requests in "
                        + "\(RefreshLimiter.window / 60) minutes have been made already, the next "
                        + "is allowed at \(earliest)", disposition: wait))
        }
        return .fail(
            SyncFailure(
                lastFailure.code, lastFailure.message, hint: lastFailure.hint, disposition: wait))
    }

    /// What to do for somebody who wants a new token, though there may be a good one.
    func decideRenewal(at now: UTCInstant) -> RefreshDecision {
        if let refusal { return .fail(TokenFailure.notAskedAgain(refusal, since: refusedAt)) }
        return limiter.allowsRenewal(at: now) ? .refresh : decide(at: now)
    }

    /// When the next request is due, or where none will help, the next reminder of it.
    func nextRefresh(at now: UTCInstant) -> UTCInstant? {
        // A clock that was set back must not put it off.
        if let toldAt { return min(toldAt, now) + Self.reminderInterval }
        return max(token?.refreshAt ?? now, limiter.earliest(at: now))
    }

    /// A request is about to be made.
    mutating func begin(at now: UTCInstant) { limiter.begin(at: now) }

    /// The API has refused a token. When it refuses one that Zoho has only just issued for the
    /// second time, the next is not asked for at once: the fault is elsewhere, and every new one
    /// puts an older one out of use.
    mutating func reject(_ rejected: AccessToken, at now: UTCInstant) {
        guard let token, token.value == rejected.value else { return }
        self.token = nil
        let isFresh = now - token.obtainedAt < 60
        freshRejections = isFresh ? freshRejections + 1 : 0
        // One may have been revoked or evicted just then; two in a row are a pattern.
        if freshRejections > 1 {
            lastFailure = SyncFailure(
                .zohoUnavailable,
                "cannot use the access token: Zoho refuses one that it has just issued",
                disposition: .retry(after: nil))
            limiter.hold(until: min(token.obtainedAt, now) + 60)
        }
    }

    /// Takes a token.
    mutating func accept(_ token: AccessToken) {
        self.token = token
        refreshedAt = token.obtainedAt
        lastFailure = nil
        limiter.succeeded()
    }

    /// Notes a failure for good. True if it is news.
    mutating func refuse(_ failure: SyncFailure, at now: UTCInstant) -> Bool {
        let isNews = refusal == nil
        refusal = failure
        lastFailure = failure
        token = nil
        if isNews {
            refusedAt = now
            toldAt = now
        }
        return isNews
    }

    /// More is known of the refusal.
    mutating func explain(_ failure: SyncFailure) {
        guard refusal != nil else { return }
        refusal = failure
        lastFailure = failure
    }

    /// Since when the credentials have been refused, if it is time to tell it again.
    mutating func reminder(at now: UTCInstant) -> UTCInstant? {
        guard let refusedAt, let toldAt else { return nil }
        self.toldAt = min(toldAt, now)
        guard now - toldAt >= Self.reminderInterval else { return nil }
        self.toldAt = now
        return min(refusedAt, now)
    }

    /// Notes a failure that may pass: `delay` puts off the next request, `failure` says what
    /// happened, given the moment of that request.
    mutating func postpone(
        at now: UTCInstant, by delay: (inout RefreshLimiter) -> Void,
        _ failure: (UTCInstant) -> SyncFailure
    ) -> SyncFailure {
        delay(&limiter)
        let failure = failure(limiter.earliest(at: now))
        lastFailure = failure
        return failure
    }

    /// New credentials: nothing of the old ones counts, but the requests made.
    mutating func startOver() {
        token = nil
        lastFailure = nil
        refusal = nil
        refusedAt = nil
        toldAt = nil
        limiter.forgiveFailures()
    }
}
