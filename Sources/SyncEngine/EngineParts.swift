public import Settings
public import SyncCore

/// What the engine is made of; `zohosyncd` wires the real things, tests bring their own.
public struct EngineParts: Sendable {
    /// Makes the source of a module for one run; nil: this version cannot read the product yet. The
    /// flag ends its waits.
    public typealias MakeSource =
        @Sendable (ModuleSettings, Settings, _ usedToday: Int, CancelFlag) -> (any RemoteSource)?

    /// The configuration on disk.
    public var config: ConfigFile
    /// The local database.
    public var mirror: any LocalMirror & RunStore
    /// Makes the source of a module.
    public var makeSource: MakeSource
    /// Whether this version can read a product.
    public var supports: @Sendable (Module) -> Bool
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
        config: ConfigFile, mirror: any LocalMirror & RunStore,
        makeSource: @escaping MakeSource, supports: @escaping @Sendable (Module) -> Bool,
        tokens: any TokenKeeper, alarms: any ModuleAlarms, sink: any EventSink,
        subscribe: @escaping @Sendable () -> AsyncStream<JSONValue>, time: TimeSource,
        version: String
    ) {
        self.config = config
        self.mirror = mirror
        self.makeSource = makeSource
        self.supports = supports
        self.tokens = tokens
        self.alarms = alarms
        self.sink = sink
        self.subscribe = subscribe
        self.time = time
        self.version = version
    }
}

/// The access token, as far as the engine cares.
public protocol TokenKeeper: Sendable {
    /// What is known of it.
    func report() async -> TokenReport
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
    /// Whether nothing can go on until the credentials change.
    public var requiresReauthorization: Bool

    /// A report.
    public init(
        expiresAt: UTCInstant?, refreshedAt: UTCInstant?, lastError: RunError?,
        requiresReauthorization: Bool
    ) {
        self.expiresAt = expiresAt
        self.refreshedAt = refreshedAt
        self.lastError = lastError
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
