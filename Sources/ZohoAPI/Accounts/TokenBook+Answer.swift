import SyncCore

extension TokenBook {
    /// What has become of a request.
    enum Outcome: Equatable {
        /// There is a token.
        case refreshed(AccessToken)
        /// There is none; `isNews` where the credentials have just been refused for good.
        case failed(SyncFailure, isNews: Bool)
    }

    /// Takes what the token endpoint has said.
    ///
    /// - Parameters:
    ///   - answer: What it said.
    ///   - apiDomain: The configured API host, which counts before the answer's.
    ///   - accountsServer: Who said it, for the message.
    ///   - now: The time, from before the request: a token's life starts when Zoho makes it.
    ///   - random: From 0 up to 1.
    mutating func take(
        _ answer: TokenAnswer, apiDomain: String?, accountsServer: String, at now: UTCInstant,
        random: Double
    ) -> Outcome {
        switch answer {
        case .granted(let value, let answered, let seconds):
            let accepted = answered.flatMap { APIDomain.accepted($0, from: accountsServer) }
            guard let domain = apiDomain ?? accepted else {
                let cause =
                    answered == nil
                    ? "Zoho's answer names no api_domain"
                    : "the api_domain in Zoho's answer is not a Zoho API host"
                let hint = "set api_domain in the configuration"
                let failure = postpone(at: now, by: { $0.throttled(at: now) }) {
                    TokenFailure.invalid(cause, hint: hint, until: $0, at: now)
                }
                return .failed(failure, isNews: false)
            }
            let token = AccessToken(
                value: value, apiDomain: domain, obtainedAt: now, expiresAt: now + seconds)
            accept(token)
            return .refreshed(token)
        case .refused(let error):
            let failure = TokenFailure.refused(error, accountsServer: accountsServer)
            return .failed(failure, isNews: refuse(failure, at: now))
        case .throttled(let retryAfter):
            let failure = postpone(
                at: now, by: { $0.throttled(at: now, retryAfter: retryAfter) }
            ) { TokenFailure.throttled(until: $0, at: now) }
            return .failed(failure, isNews: false)
        case .unavailable(let cause):
            let failure = postpone(at: now, by: { $0.failed(at: now, random: random) }) {
                TokenFailure.unavailable(cause, until: $0, at: now)
            }
            return .failed(failure, isNews: false)
        case .unreachable(let cause):
            let failure = postpone(
                at: now,
                by: {
                    $0.forgetLast()
                    $0.failed(at: now, random: random)
                }
            ) { TokenFailure.unavailable(cause, until: $0, at: now) }
            return .failed(failure, isNews: false)
        case .invalid(let cause, let hint):
            // Each of these may have made a token, of which Zoho keeps few alive: go slowly.
            let failure = postpone(at: now, by: { $0.throttled(at: now) }) {
                TokenFailure.invalid(cause, hint: hint, until: $0, at: now)
            }
            return .failed(failure, isNews: false)
        }
    }
}
