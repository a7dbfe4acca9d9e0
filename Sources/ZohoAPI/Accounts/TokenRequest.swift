import SyncCore

extension HTTPRequest {
    /// The request for an access token. The secrets go into the body: query strings end up in
    /// logs (Zoho CRM API v8, "Refresh access tokens").
    static func refresh(_ credentials: Credentials, accountsServer: String) -> HTTPRequest {
        tokenRequest(
            [
                ("grant_type", Secret("refresh_token")),
                ("client_id", Secret(credentials.clientID)),
                ("client_secret", credentials.clientSecret),
                ("refresh_token", credentials.refreshToken),
            ], accountsServer)
    }

    /// The request for a refresh token. A self client has no redirect address to name.
    static func grant(
        _ code: Secret, clientID: String, clientSecret: Secret, accountsServer: String
    ) -> HTTPRequest {
        tokenRequest(
            [
                ("grant_type", Secret("authorization_code")), ("client_id", Secret(clientID)),
                ("client_secret", clientSecret), ("code", code),
            ], accountsServer)
    }

    /// The question whether a data centre knows a client. Code and secret are made up: where the
    /// client is known, the one or the other is refused, and no secret leaves its data centre.
    static func question(clientID: String, accountsServer: String) -> HTTPRequest {
        var request = grant(
            Secret("none"), clientID: clientID, clientSecret: Secret("none"),
            accountsServer: accountsServer)
        request.timeout = .seconds(10)
        return request
    }

    private static func tokenRequest(
        _ fields: [(name: String, value: Secret)], _ accountsServer: String
    ) -> HTTPRequest {
        var request = HTTPRequest(
            method: "POST", url: accountsServer + "/oauth/v2/token",
            headers: [
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Accept", "application/json"),
            ], timeout: .seconds(30))
        request.content = SecretForm.body(fields)
        return request
    }
}
