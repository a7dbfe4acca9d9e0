/// Who may call: clients, refresh tokens, access tokens, grant codes.
struct AccountsLedger: Sendable {
    struct RefreshToken: Sendable {
        let token: String
        var scopes: [String]
        /// When access tokens were asked for, in seconds, newest last.
        var requests: [Double] = []
        var liveAccessTokens: [String] = []
    }

    struct AccessToken: Sendable {
        let refreshToken: String
        let scopes: [String]
        let ends: Double
        var isRevoked = false
        /// Calls that were refused with it.
        var refusals = 0
        /// The connections on which it was refused.
    }

    struct GrantCode: Sendable {
        let ends: Double
        let redirectURI: String?
        /// What was asked for in the console; nil: what the simulator was started with.
        var scopes: [String]?
    }

    private(set) var refreshTokens: [RefreshToken]
    private(set) var accessTokens: [String: AccessToken] = [:]
    var grantCodes: [String: GrantCode] = [:]
    /// Credentials that were refused for good: using them again is a violation.
    var finalRefusals: Set<String> = []
    /// Refresh tokens that were replaced: by which, and until when they are good all the same.
    private(set) var replaced: [String: (by: String, ends: Double)] = [:]
    private var counter: UInt64 = 0

    init(refreshToken: String, scopes: [String]) {
        refreshTokens = [RefreshToken(token: refreshToken, scopes: scopes)]
    }

    /// A new opaque token in Zoho's shape: `1000.<hex>.<hex>`.
    mutating func newToken() -> String {
        counter += 1
        var random = SeededRandom(seed: counter &* 0x9E37_79B9)
        func hex() -> String {
            let text = String(random.next(), radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        return "1000.\(hex())\(hex()).\(hex())\(hex())"
    }

    func hasRefreshToken(_ token: String) -> Bool { refreshTokens.contains { $0.token == token } }

    /// The 21st refresh token ends the oldest, silently, with its access tokens
    /// ("Token validity").
    mutating func addRefreshToken(scopes: [String]) -> String {
        let token = newToken()
        refreshTokens.append(RefreshToken(token: token, scopes: scopes))
        if refreshTokens.count > 20, let oldest = refreshTokens.first { revoke(oldest.token) }
        return token
    }

    /// Puts a new refresh token in the place of one, with all that belongs to it.
    mutating func replaceRefreshToken(_ old: String, now: Double, grace: Double) -> String? {
        guard let place = place(old) else { return nil }
        let token = newToken()
        let replaced = refreshTokens[place]
        refreshTokens[place] = RefreshToken(
            token: token, scopes: replaced.scopes, requests: replaced.requests,
            liveAccessTokens: replaced.liveAccessTokens)
        self.replaced[old] = (by: token, ends: now + grace)
        return token
    }

    /// The token that stands where this one stood, as long as that one may still be used.
    func successor(of token: String, now: Double) -> String? {
        guard let next = replaced[token], next.ends > now else { return nil }
        return hasRefreshToken(next.by) ? next.by : successor(of: next.by, now: now)
    }

    /// Notes a token request; true when it is one too many in 10 minutes.
    mutating func isThrottled(_ refreshToken: String, now: Double) -> Bool {
        guard let place = place(refreshToken) else { return false }
        refreshTokens[place].requests.removeAll { $0 <= now - 600 }
        guard refreshTokens[place].requests.count < 10 else { return true }
        refreshTokens[place].requests.append(now)
        return false
    }

    mutating func issueAccessToken(
        for refreshToken: String, now: Double, lifetime: Int, cap: Int
    ) -> (token: String, scopes: [String])? {
        guard let place = place(refreshToken) else { return nil }
        let token = newToken()
        let scopes = refreshTokens[place].scopes
        accessTokens[token] = AccessToken(
            refreshToken: refreshToken, scopes: scopes, ends: now + Double(lifetime))
        refreshTokens[place].liveAccessTokens.append(token)
        if refreshTokens[place].liveAccessTokens.count > cap {
            let oldest = refreshTokens[place].liveAccessTokens.removeFirst()
            accessTokens[oldest]?.isRevoked = true
        }
        return (token, scopes)
    }

    /// The token's grant when it is good now.
    func grant(of token: String, now: Double) -> AccessToken? {
        guard let access = accessTokens[token], !access.isRevoked, access.ends > now else {
            return nil
        }
        return access
    }

    /// Counts a refused call; true when the caller must have known better.
    /// Calls that were on their way already are no fault, whichever connection they take.
    mutating func noteRefusal(of token: String, tolerance: Int) -> Bool {
        accessTokens[token]?.refusals += 1
        return accessTokens[token].map { $0.refusals > tolerance } ?? false
    }

    /// Revokes a refresh or access token; false when there is none.
    @discardableResult
    mutating func revoke(_ token: String) -> Bool {
        if let place = place(token) {
            for access in refreshTokens[place].liveAccessTokens {
                accessTokens[access]?.isRevoked = true
            }
            refreshTokens.remove(at: place)
            return true
        }
        guard accessTokens[token] != nil else { return false }
        accessTokens[token]?.isRevoked = true
        return true
    }

    mutating func revokeAllRefreshTokens() {
        for token in refreshTokens.map(\.token) { revoke(token) }
    }

    mutating func expireAccessTokens() {
        for token in accessTokens.keys { accessTokens[token]?.isRevoked = true }
    }

    mutating func setScopes(_ scopes: [String]) {
        for place in refreshTokens.indices { refreshTokens[place].scopes = scopes }
        for (token, access) in accessTokens {
            var copy = AccessToken(
                refreshToken: access.refreshToken, scopes: scopes, ends: access.ends)
            copy.isRevoked = access.isRevoked
            accessTokens[token] = copy
        }
    }

    private func place(_ token: String) -> Int? {
        refreshTokens.firstIndex { $0.token == token }
    }
}
