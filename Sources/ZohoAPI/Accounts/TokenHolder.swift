import SyncCore

/// The one holder of the access token: one refresh at a time, cached on disk, refreshed before
/// it ends and after the API has refused it, within Zoho's limits whatever happens.
public actor TokenHolder: AccessTokens {
    /// What the configuration says.
    var configured: Credentials
    /// The refresh token that Zoho has put in the place of the configured one, until it is kept
    /// there.
    var replacement: Secret?
    /// Those of credentials that are not in force now.
    var others = OtherReplacements()
    var accountsServer: String
    var apiDomain: String?
    /// Who may be asked for a client that this accounts server does not know.
    var dataCenters: [DataCenterSearch.Place]
    /// What they have said.
    var findings: [String: DataCenterSearch.Finding] = [:]
    let http: any HTTPClient
    let cache: TokenCache
    let now: @Sendable () -> UTCInstant
    let random: @Sendable () -> Double
    let sink: any EventSink
    let store: StoreRefreshToken
    let record: RecordRefreshToken
    /// The refresh token of which the audit has that it could not be stored.
    var missedReplacement: Secret?
    /// How long a request goes on whose caller has left.
    let patience: Duration
    /// What was told of a refresh token that cannot be kept, and of one that cannot be used.
    var storageNews = DailyNews()
    /// Why a refresh token that Zoho has given is in the cache only; nil where it is put away.
    var storageProblem: String?
    var offerNews = DailyNews()

    var book: TokenBook
    var isRefreshing = false
    /// Changes with the credentials, so that an answer to the old ones is not taken.
    var generation = 0
    var refreshes = 0
    var failures = 0
    var hasCacheFault = false
    /// Whether the next token is news: the first, and the first after a failure or a refusal. The
    /// others are got every hour.
    var isTokenNews = true
    let turnstile = Turnstile()
    /// What Zoho has said of a client that it does not know; nil where it does.
    var unknownClient: String?
    var isSearching = false
    /// Where those wait who have caused a search for the client's data centre.
    let searchEnd = Turnstile()

    /// A holder. What the cache holds for these credentials is used.
    ///
    /// - Parameters:
    ///   - credentials: What to show to Zoho.
    ///   - accountsServer: The data centre's accounts server: `https://accounts.zoho.eu`.
    ///   - apiDomain: The configured API host; nil for the one in Zoho's answer.
    ///   - dataCenters: Who may be asked whose client it is, should this accounts server not know
    ///     it; none where the server was chosen by hand.
    ///   - http: How to reach it.
    ///   - cache: Where the token survives a restart.
    ///   - now: The wall clock.
    ///   - random: Chance, from 0 up to 1, which spreads retries.
    ///   - sink: Where events go.
    ///   - patience: How long a request goes on whose caller has left, so that its answer is kept.
    ///   - store: Keeps a refresh token that Zoho has put in the place of the configured one, which
    ///     it normally does not. The holder itself goes on with the new one.
    ///   - record: Takes into the audit what has become of such a token.
    public init(
        credentials: Credentials, accountsServer: String, apiDomain: String? = nil,
        dataCenters: [DataCenterSearch.Place] = [], http: any HTTPClient, cache: TokenCache,
        now: @escaping @Sendable () -> UTCInstant,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        sink: any EventSink, patience: Duration = .seconds(2),
        store: @escaping StoreRefreshToken = { _, _ in
            .notStored(reason: "there is no configuration", hint: "keep the token cache")
        }, record: @escaping RecordRefreshToken = { _ in }
    ) {
        configured = credentials
        self.dataCenters = dataCenters
        self.accountsServer = withoutSlash(accountsServer)
        self.apiDomain = apiDomain.map(withoutSlash)
        self.http = http
        self.cache = cache
        self.now = now
        self.random = random
        self.sink = sink
        self.store = store
        self.record = record
        self.patience = patience
        let (content, notice) = cache.load()
        if let notice { sink.emit(Event(.notice, .warning, notice)) }
        let fingerprint = credentials.fingerprint(accountsServer: withoutSlash(accountsServer))
        book = TokenBook(
            content, for: fingerprint, accountsServer: accountsServer,
            apiDomain: apiDomain.map(withoutSlash))
        guard let content else { return }
        others = content.others
        if content.fingerprint == fingerprint {
            replacement = content.replacement
            findings = content.findings
        } else {
            if let left = content.replacement { others.keep(left, for: content.fingerprint) }
            replacement = others.take(for: fingerprint)
        }
    }

    /// What is shown to Zoho: what is configured, with the refresh token that Zoho has replaced.
    public var credentials: Credentials {
        Credentials(
            clientID: configured.clientID, clientSecret: configured.clientSecret,
            refreshToken: replacement ?? configured.refreshToken)
    }

    /// Tells what is configured from other credentials.
    var fingerprint: String { configured.fingerprint(accountsServer: accountsServer) }

    /// A token that is good now. Many callers cost one request.
    public func token() async throws(SyncFailure) -> AccessToken {
        while true {
            guard !Task.isCancelled else { throw TokenFailure.cancelled }
            switch book.decide(at: now()) {
            case .use(let token): return token
            case .fail(let failure): throw failure
            case .refresh:
                if !isRefreshing {
                    guard await refresh() else { throw TokenFailure.cancelled }
                } else if let token = book.token, token.isAlive(at: now()) {
                    return token
                } else {
                    await turnstile.wait()
                }
            }
        }
    }

    /// The API has refused this token (401 `INVALID_TOKEN`): the next `token()` gets a new one.
    /// Of many callers with the same token the first counts.
    public func invalidate(_ token: AccessToken) {
        guard book.token?.value == token.value else { return }
        isTokenNews = true
        book.reject(token, at: now())
        save()
    }

    /// Refreshes the token if it is time; for the timer. A failure is an event, and credentials that
    /// Zoho has refused are one again every day.
    public func refreshIfDue() async {
        if let since = book.reminder(at: now()) {
            // Who did not answer yesterday may do so today.
            await search()
            // New credentials may have come meanwhile, and are not refused.
            if let failure = book.refusal {
                sink.emit(
                    Event(
                        .reauthorizationRequired, .error, "\(failure.description), since \(since)",
                        [(.errorCode, failure.code.rawValue)]))
            }
        }
        guard !isRefreshing, case .refresh = book.decide(at: now()) else { return }
        _ = await refresh()
    }

    /// Gets a new token now, as far as Zoho's limits allow, which proves the credentials. False: the
    /// one at hand is still good, and another was not asked for, to spare the limit.
    public func renew() async throws(SyncFailure) -> Bool {
        switch book.decideRenewal(at: now()) {
        case .refresh where !isRefreshing: break
        case .fail(let failure) where !isRefreshing: throw failure
        default:
            _ = try await token()
            return false
        }
        guard await refresh() else { throw TokenFailure.cancelled }
        if let failure = book.lastFailure { throw failure }
        _ = try await token()
        return true
    }

    /// When `refreshIfDue` should be called next.
    public func nextRefresh() -> UTCInstant? { book.nextRefresh(at: now()) }

    /// What may be told about the token.
    public var state: TokenState {
        TokenState(
            expiresAt: book.token?.expiresAt, refreshedAt: book.refreshedAt,
            lastError: book.lastFailure, refreshes: refreshes, failures: failures,
            storageProblem: replacement == nil ? nil : storageProblem,
            requiresReauthorization: book.refusal != nil)
    }

    /// Takes new settings. Other credentials end a refusal and the token; the same ones do not, nor
    /// does a refresh token that Zoho has replaced itself.
    public func replaceCredentials(
        _ credentials: Credentials, accountsServer: String, apiDomain: String? = nil,
        dataCenters: [DataCenterSearch.Place] = []
    ) {
        let server = withoutSlash(accountsServer)
        let domain = apiDomain.map(withoutSlash)
        self.dataCenters = dataCenters
        let isSameServer = server == self.accountsServer
        if isSameServer, replacement != nil, credentials == self.credentials {
            keepReplacement()
        }
        let isSameAccount = isSameServer && credentials == configured
        guard !isSameAccount || domain != self.apiDomain else { return }
        // Another client secret does not bring a replaced refresh token back.
        let isSameGrant =
            isSameServer && credentials.clientID == configured.clientID
            && credentials.refreshToken == configured.refreshToken
        if !isSameGrant {
            if let replacement { others.keep(replacement, for: fingerprint) }
            replacement = others.take(for: credentials.fingerprint(accountsServer: server))
        }
        if !isSameAccount { findings = [:] }
        configured = credentials
        self.accountsServer = server
        self.apiDomain = domain
        // Another API host does not make refused credentials good.
        guard !isSameAccount || book.refusal == nil else { return }
        generation += 1
        isTokenNews = true
        unknownClient = nil
        isSearching = false
        searchEnd.open()
        book.startOver()
        save()
    }

    /// The replaced refresh token is where the old one was.
    func keepReplacement() {
        configured = credentials
        replacement = nil
        save()
    }
}

private func withoutSlash(_ url: String) -> String {
    url.hasSuffix("/") ? String(url.dropLast()) : url
}
