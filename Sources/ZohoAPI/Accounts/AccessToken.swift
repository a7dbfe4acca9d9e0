import SyncCore

/// A token that opens Zoho's APIs for about an hour.
public struct AccessToken: Sendable, Equatable, CustomStringConvertible {
    /// The token as it goes into `Authorization: Zoho-oauthtoken …`.
    public let value: Secret
    /// The API's base URL, without a slash at its end.
    public let apiDomain: String
    /// When Zoho issued it.
    public let obtainedAt: UTCInstant
    /// When it ends.
    public let expiresAt: UTCInstant

    init(value: Secret, apiDomain: String, obtainedAt: UTCInstant, expiresAt: UTCInstant) {
        self.value = value
        self.apiDomain = apiDomain
        self.obtainedAt = obtainedAt
        self.expiresAt = expiresAt
    }

    /// When to fetch the next one: five minutes before the end, or a tenth of a shorter life.
    var refreshAt: UTCInstant { expiresAt - min(300, (expiresAt - obtainedAt) / 10) }

    /// Whether the next one should be fetched. A token from the future says that the clock was
    /// set back: its end cannot be trusted.
    func isDue(at now: UTCInstant) -> Bool { now >= refreshAt || now < obtainedAt - 60 }

    /// Whether it still opens anything.
    func isAlive(at now: UTCInstant) -> Bool { now < expiresAt }

    /// Until when it is good; not the token.
    public var description: String { "AccessToken(until \(expiresAt))" }
}
