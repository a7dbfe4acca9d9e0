/// `POST /oauth/v2/token` and `/oauth/v2/token/revoke` ("Refresh access tokens", "Token validity").
///
/// Failures are HTTP 200 with an `error` key; only the throttle may say 400.
struct TokenEndpoint {
    let request: SimulatedRequest
    let configuration: ZohoSimulator.Configuration
    let now: Double
    let baseURL: String

    func handle(_ state: inout SimulatorState) -> Reply {
        guard request.method == "POST" else {
            state.violate("the token endpoint takes POST only, not \(request.method)")
            return .html(405)
        }
        if request.segments == ["oauth", "v2", "token", "revoke"] { return revoke(&state) }
        guard request.segments == ["oauth", "v2", "token"] else {
            state.violate("unknown path of the accounts server")
            return .html(404)
        }
        state.statistics.tokenRequests += 1
        for name in ["client_secret", "refresh_token", "code"] where request.query[name] != nil {
            state.violate("\(name) in the query string of the token endpoint ends up in logs")
        }
        let form = Query(String(decoding: request.body, as: UTF8.self))
        func parameter(_ name: String) -> String? { form[name] ?? request.query[name] }

        let clientID = parameter("client_id") ?? ""
        let secret = parameter("client_secret") ?? ""
        let proof = parameter("refresh_token") ?? parameter("code") ?? ""
        let credentials = "\(clientID) \(secret) \(proof)"
        if state.accounts.finalRefusals.contains(credentials) {
            state.violate("token request with credentials that were refused for good")
        }
        func refuse(_ error: String) -> Reply {
            state.accounts.finalRefusals.insert(credentials)
            return Self.failure(error)
        }
        guard clientID == configuration.clientID else { return refuse("invalid_client") }
        guard secret == configuration.clientSecret else { return refuse("invalid_client_secret") }
        switch parameter("grant_type") {
        case "refresh_token":
            return refresh(proof, &state) ?? refuse("invalid_code")
        case "authorization_code":
            guard let code = state.accounts.grantCodes.removeValue(forKey: proof), code.ends > now
            else { return refuse("invalid_code") }
            if let uri = code.redirectURI, parameter("redirect_uri") != uri {
                return refuse("invalid_redirect_uri")
            }
            let token = state.accounts.addRefreshToken(
                scopes: code.scopes ?? configuration.scopes)
            return issue(for: token, isGrant: true, &state)
        default:
            state.violate("unknown grant_type")
            return Self.failure("general_error")
        }
    }

    /// A new access token; nil where the refresh token is not good.
    private func refresh(_ proof: String, _ state: inout SimulatorState) -> Reply? {
        var token = proof
        if !state.accounts.hasRefreshToken(proof) {
            guard let successor = state.accounts.successor(of: proof, now: now) else {
                if state.accounts.replaced[proof] != nil {
                    state.violate("a refresh token is used that was replaced by a new one")
                }
                return nil
            }
            token = successor
        }
        return issue(for: token, isGrant: false, &state)
    }

    /// The refresh token that goes with an access token, if any.
    private func refreshToken(
        beside refreshToken: String, isGrant: Bool, _ state: inout SimulatorState
    ) -> String? {
        let switches = configuration.switches
        if isGrant { return switches.withholdsRefreshToken ? nil : refreshToken }
        guard switches.rotatesRefreshTokens else { return nil }
        return state.accounts.replaceRefreshToken(
            refreshToken, now: now, grace: Double(switches.replacedTokenGraceSeconds))
    }

    private func issue(
        for refreshToken: String, isGrant: Bool, _ state: inout SimulatorState
    ) -> Reply {
        if state.accounts.isThrottled(refreshToken, now: now) {
            state.violate("more than 10 token requests in 10 minutes for one refresh token")
            if configuration.enforceTokenThrottle { return throttled }
        }
        let switches = configuration.switches
        guard
            let access = state.accounts.issueAccessToken(
                for: refreshToken, now: now, lifetime: configuration.accessTokenLifetime,
                cap: switches.liveTokenCap)
        else { return Self.failure("invalid_code") }
        state.statistics.tokenRefreshes += 1
        var members: [SimulatorValue.Member] = [.init("access_token", .string(access.token))]
        if let newRefreshToken = self.refreshToken(
            beside: refreshToken, isGrant: isGrant, &state)
        {
            members.append(.init("refresh_token", .string(newRefreshToken)))
        }
        if switches.tokenTellsScope {
            members.append(.init("scope", .string(access.scopes.joined(separator: " "))))
        }
        members.append(.init("api_domain", .string(baseURL)))
        members.append(.init("token_type", "Bearer"))
        let lifetime = configuration.accessTokenLifetime
        if switches.expiresInMilliseconds {
            members.append(.init("expires_in_sec", .integer(lifetime)))
            members.append(.init("expires_in", .integer(lifetime * 1_000)))
        } else {
            members.append(.init("expires_in", .integer(lifetime)))
        }
        return .json(.object(members))
    }

    private var throttled: Reply {
        let switches = configuration.switches
        if switches.throttleShortForm {
            return .json(["error": "access_denied"], status: switches.throttleStatus)
        }
        return .json(
            [
                "error": "Access Denied",
                "error_description":
                    "You have made too many requests continuously. Please try again after some time.",
                "status": "failure",
            ], status: switches.throttleStatus)
    }

    private func revoke(_ state: inout SimulatorState) -> Reply {
        let form = Query(String(decoding: request.body, as: UTF8.self))
        guard let token = form["token"] ?? request.query["token"], state.accounts.revoke(token)
        else { return .json(["status": "failure", "error": "invalid_token"], status: 400) }
        return .json(["status": "success"])
    }

    private static func failure(_ error: String) -> Reply { .json(["error": .string(error)]) }
}
