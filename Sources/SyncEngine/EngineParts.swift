public import Settings
public import SyncCore

/// What the engine is made of; `zohosyncd` wires the real things, tests bring their own.
public struct EngineParts: Sendable {
    /// Makes the source of a module for one run or one stretch of details.
    public typealias MakeSource = @Sendable (SourceOrder) -> any RemoteSource
    /// How a module stands with its calls.
    public typealias Rations = @Sendable (ModuleSettings, Settings) async -> RationReport

    /// The configuration on disk.
    public var config: ConfigFile
    /// The local database.
    public var mirror: any LocalMirror & RunStore
    /// Where the audit is written.
    public var audit: AuditDesk
    /// Makes the source of a module.
    public var makeSource: MakeSource
    /// How the modules stand with their calls.
    public var rations: Rations
    /// The access token.
    public var tokens: any TokenKeeper
    /// Wakes the engine when a module is due.
    public var alarms: any ModuleAlarms
    /// Where events go.
    public var sink: any EventSink
    /// Events from now on, as the events feed shows them.
    public var subscribe: @Sendable () -> AsyncStream<JSONValue>
    /// What time it is.
    public var time: TimeSource
    /// The program's version.
    public var version: String

    /// The parts.
    public init(
        config: ConfigFile, mirror: any LocalMirror & RunStore, audit: AuditDesk,
        makeSource: @escaping MakeSource, rations: @escaping Rations,
        tokens: any TokenKeeper, alarms: any ModuleAlarms, sink: any EventSink,
        subscribe: @escaping @Sendable () -> AsyncStream<JSONValue>, time: TimeSource,
        version: String
    ) {
        self.config = config
        self.mirror = mirror
        self.audit = audit
        self.makeSource = makeSource
        self.rations = rations
        self.tokens = tokens
        self.alarms = alarms
        self.sink = sink
        self.subscribe = subscribe
        self.time = time
        self.version = version
    }
}

/// What a source is wanted for.
public struct SourceOrder: Sendable {
    /// The module.
    public var module: ModuleSettings
    /// The settings of all.
    public var settings: Settings
    /// What its calls are made for.
    public var purpose: CallPurpose
    /// Calls of today that must be left for finding changes.
    public var reserved: Int
    /// Ends its waits.
    public var cancel: CancelFlag

    /// An order.
    public init(
        module: ModuleSettings, settings: Settings, purpose: CallPurpose = .changes,
        reserved: Int = 0, cancel: CancelFlag
    ) {
        self.module = module
        self.settings = settings
        self.purpose = purpose
        self.reserved = reserved
        self.cancel = cancel
    }
}

/// The access token, as far as the engine cares.
public protocol TokenKeeper: Sendable {
    /// What is known of it.
    func report() async -> TokenReport
    /// What Zoho is shown: what is configured, with the refresh token that Zoho has replaced.
    func credentials() async -> Credentials
    /// Gets a new token now; false when the one at hand is still good and Zoho's limit is to be
    /// spared. Throws what the accounts server refused.
    func refresh() async throws(SyncFailure) -> Bool
    /// Takes new credentials or servers, if they are new.
    func adopt(_ settings: Settings) async
}

/// What is known of the access token.
public struct TokenReport: Sendable {
    /// When it ends.
    public var expiresAt: UTCInstant?
    /// When it was got.
    public var refreshedAt: UTCInstant?
    /// Why the last try to get one failed.
    public var lastError: RunError?
    /// How many were got since the start.
    public var refreshes: Int
    /// How many tries have failed since the start.
    public var failures: Int
    /// Why a refresh token that Zoho has given could not be put away.
    public var storageProblem: String?
    /// Whether nothing can go on until the credentials change.
    public var requiresReauthorization: Bool

    /// A report.
    public init(
        expiresAt: UTCInstant?, refreshedAt: UTCInstant?, lastError: RunError?,
        refreshes: Int = 0, failures: Int = 0, storageProblem: String? = nil,
        requiresReauthorization: Bool
    ) {
        self.expiresAt = expiresAt
        self.refreshedAt = refreshedAt
        self.lastError = lastError
        self.refreshes = refreshes
        self.failures = failures
        self.storageProblem = storageProblem
        self.requiresReauthorization = requiresReauthorization
    }
}

/// One timer per module.
public protocol ModuleAlarms: Sendable {
    /// Sets a module's alarm, replacing the one before. `leeway` lets the kernel gather wake-ups.
    func arm(_ module: Module, after: Duration, leeway: Duration)
    /// Takes a module's alarm away.
    func disarm(_ module: Module)
}
