public import SyncCore
public import ZohoAPI

/// Where the configuration is kept: a file, or the daemon that has it.
public protocol SetupTarget: Sendable {
    /// The configuration with its secrets masked; nil where there is none yet. Throws where nothing
    /// may or can be written there: that has to be known before a code is spent.
    func present() async throws(SetupFailure) -> JSONValue?
    /// The keys for which an environment variable wins over what is written.
    func overridden() async throws(SetupFailure) -> [String]
    /// The client secret in force, where this program can know it.
    func clientSecret() async -> Secret?
    /// Writes a merge patch, all of it or nothing.
    func write(_ patch: JSONValue) async throws(SetupFailure)
    /// Tries what was written.
    func checks(_ grant: Grant) async throws(SetupFailure) -> [SetupCheck]
}

/// Whether something works.
public struct SetupCheck: Sendable, Hashable {
    /// What was tried.
    public let name: String
    /// Whether it works.
    public let isGood: Bool
    /// What came of it.
    public let detail: String
    /// What to do, where it does not work.
    public let hint: String?

    /// A check.
    public init(_ name: String, isGood: Bool, _ detail: String, hint: String? = nil) {
        self.name = name
        self.isGood = isGood
        self.detail = detail
        self.hint = hint
    }
}
