/// What an access token is asked with.
public struct Credentials: Hashable, Sendable {
    /// The client id of Zoho's API console: no secret.
    public var clientID: String
    /// The client's secret.
    public var clientSecret: Secret
    /// The refresh token.
    public var refreshToken: Secret

    /// Credentials of one client at one data centre.
    public init(clientID: String, clientSecret: Secret, refreshToken: Secret) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.refreshToken = refreshToken
    }
}
