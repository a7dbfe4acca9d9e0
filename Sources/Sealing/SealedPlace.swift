/// What a sealed text belongs to. It is sealed for this place, and refused in every other.
public enum SealedPlace: String, CaseIterable, Sendable {
    /// The client's secret, in the configuration.
    case clientSecret = "client_secret"
    /// The refresh token, in the configuration.
    case refreshToken = "refresh_token"
    /// The token cache's file.
    case tokenCache = "token.json"
}
