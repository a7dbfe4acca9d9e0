import SyncCore

extension HTTPRequest {
    /// The request for an access token. The secrets go into the body: query strings end up in
    /// logs (Zoho CRM API v8, "Refresh access tokens").
    static func refresh(_ credentials: Credentials, accountsServer: String) -> HTTPRequest {
        var request = HTTPRequest(
            method: "POST", url: accountsServer + "/oauth/v2/token",
            headers: [
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Accept", "application/json"),
            ], timeout: .seconds(30))
        request.content = SecretForm.body([
            ("grant_type", Secret("refresh_token")), ("client_id", Secret(credentials.clientID)),
            ("client_secret", credentials.clientSecret),
            ("refresh_token", credentials.refreshToken),
        ])
        return request
    }
}
