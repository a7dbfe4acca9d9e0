import SyncCore

/// What may be told about the access token.
public struct TokenState: Sendable, Equatable {
    /// When the present token ends; nil without one.
    public let expiresAt: UTCInstant?
    /// When a token was last obtained.
    public let refreshedAt: UTCInstant?
    /// Why the last attempt failed; nil once one has succeeded.
    public let lastError: SyncFailure?
    /// How many tokens were obtained since the start.
    public let refreshes: Int
    /// How many attempts have failed since the start.
    public let failures: Int
    /// Why a refresh token that Zoho has given is not where the old one came from.
    public let storageProblem: String?
    /// Whether only new credentials can help.
    public let requiresReauthorization: Bool
}
