import SyncCore

/// When a token may be asked for. Zoho allows ten requests per refresh token in ten minutes, and
/// more of them prolong the lock (Zoho CRM API v8, "Token validity"; Kaizen 43).
struct RefreshLimiter: Sendable, Equatable {
    /// Never more requests than this in a window, whatever happens.
    static let limit = 10
    /// The window in seconds.
    static let window: Int64 = 600
    /// Requests of a window that are kept for tokens that are needed.
    private static let reserve = 4
    /// No wait is longer; a longer one can only come from a clock that was set back.
    private static let longestWait: Int64 = 3600

    /// When requests were made in the last window, oldest first.
    private(set) var attempts: [UTCInstant] = []
    /// The earliest moment for the next one, after a failure.
    private(set) var notBefore: UTCInstant?
    /// How often in a row Zoho has throttled us.
    private(set) var throttles = 0
    /// How often in a row a request has failed in a way that may pass.
    private(set) var failures = 0

    init() {}

    /// As it was when it was written to disk.
    init(attempts: [UTCInstant], notBefore: UTCInstant?, throttles: Int) {
        self.attempts = attempts.sorted().suffix(Self.limit)
        self.notBefore = notBefore
        self.throttles = max(0, min(throttles, 3))
    }

    /// The earliest moment at which a request may be made; `now` if at once.
    func earliest(at now: UTCInstant) -> UTCInstant {
        var earliest = max(now, min(notBefore ?? now, now + Self.longestWait))
        // An attempt later than now was made before the clock was set back: it counts as now.
        let recent = attempts.map { min($0, now) }.filter { $0 > now - Self.window }
        if recent.count >= Self.limit {
            earliest = max(earliest, recent[recent.count - Self.limit] + Self.window)
        }
        return earliest
    }

    /// Whether a new token may be asked for though there is a good one: that leaves room for those
    /// that will be needed.
    func allowsRenewal(at now: UTCInstant) -> Bool {
        let recent = attempts.count { min($0, now) > now - Self.window }
        return earliest(at: now) == now && recent < Self.limit - Self.reserve
    }

    /// A request is about to be made.
    mutating func begin(at now: UTCInstant) {
        attempts = attempts.map { min($0, now) }.filter { $0 > now - Self.window } + [now]
    }

    /// The request that was begun last never reached Zoho, so it does not count there.
    mutating func forgetLast() { _ = attempts.popLast() }

    /// The request brought a token.
    mutating func succeeded() {
        notBefore = nil
        throttles = 0
        failures = 0
    }

    /// The request failed in a way that may pass: exponential wait with full jitter, 4 s to 5 min
    /// at most. `random` is from 0 up to 1.
    mutating func failed(at now: UTCInstant, random: Double) {
        failures += 1
        let most = min(300, 2 << Int64(min(failures, 10)))
        notBefore = now + 1 + Int64(random * Double(most - 1))
    }

    /// Zoho throttles, or issues tokens that cannot be used: 10, 20, then 30 minutes.
    mutating func throttled(at now: UTCInstant, retryAfter: Int64? = nil) {
        throttles = min(throttles + 1, 3)
        let asked = min(max(0, retryAfter ?? 0), Self.longestWait)
        notBefore = now + max(Int64(throttles) * 600, asked)
    }

    /// Nothing before this moment.
    mutating func hold(until moment: UTCInstant) { notBefore = max(notBefore ?? moment, moment) }

    /// New credentials: waits for the old ones are void, the window is not.
    mutating func forgiveFailures() { succeeded() }
}
