import SyncCore

extension TokenBook {
    /// As the cache has it: of other credentials only the number of requests.
    /// - Parameter apiDomain: The configured API host, which counts before the cached one.
    init(
        _ content: TokenCache.Content?, for fingerprint: String, accountsServer: String,
        apiDomain: String?
    ) {
        guard let content else {
            self.init()
            return
        }
        guard content.fingerprint == fingerprint else {
            var limiter = content.limiter
            limiter.forgiveFailures()
            self.init(limiter: limiter)
            return
        }
        let token = content.token.flatMap { token in
            (apiDomain ?? APIDomain.accepted(token.apiDomain, from: accountsServer)).map { domain in
                AccessToken(
                    value: token.value, apiDomain: domain, obtainedAt: token.obtainedAt,
                    expiresAt: token.expiresAt)
            }
        }
        self.init(token: token, limiter: content.limiter)
    }
}
