/// A line of the audit: who did what to the configuration and its secrets, or tried to.
public struct AuditEntry: Hashable, Sendable {
    /// What was done.
    public enum Action: String, CaseIterable, Sendable {
        /// Settings that are no secrets were changed over the socket.
        case configChanged = "config_changed"
        /// Secrets were changed over the socket.
        case secretsChanged = "secrets_changed"
        /// Secrets were shown.
        case secretsRevealed = "secrets_revealed"
        /// A request was refused for who asked, or for where it came from.
        case requestRefused = "request_refused"
        /// The file was changed by somebody else than the daemon, and taken up.
        case configReloaded = "config_reloaded"
        /// Zoho gave a new refresh token, and the daemon put it where the old one was, or failed to.
        case refreshTokenReplaced = "refresh_token_replaced"
    }

    /// How it ended.
    public enum Result: String, CaseIterable, Sendable {
        case done, refused, failed
    }

    /// How long entries are kept: a year, in seconds.
    public static let lifetime: Int64 = 365 * 24 * 3600
    /// The most keys that an entry names, and the longest that one may be.
    private static let mostKeys = 100
    private static let longestKey = 200

    /// Its number, which grows; nil until it is kept.
    public var id: Int?
    /// When.
    public let at: UTCInstant
    /// Who, by the kernel's word; nil where nobody can tell.
    public let caller: Caller?
    /// The user's name then.
    public let user: String?
    /// What.
    public let action: Action
    /// The key paths it was about; never a value.
    public let keys: [String]
    /// Method and path of the request, where there was one.
    public let request: String?
    /// How it ended.
    public let result: Result
    /// The stable name of the error, where there was one.
    public let code: String?
    /// How many requests the entry stands for.
    public let repeats: Int

    /// An entry.
    public init(
        id: Int? = nil, at: UTCInstant, caller: Caller?, user: String?, action: Action,
        keys: [String] = [], request: String? = nil, result: Result = .done,
        code: String? = nil, repeats: Int = 1
    ) {
        self.id = id
        self.at = at
        self.caller = caller
        self.user = user
        self.action = action
        // A patch may name as many keys as fit into a request.
        let named = keys.prefix(Self.mostKeys).map { String($0.prefix(Self.longestKey)) }
        let more = keys.count - named.count
        self.keys = more > 0 ? named + ["… and \(more) more"] : named
        self.request = request
        self.result = result
        self.code = code
        self.repeats = repeats
    }
}
