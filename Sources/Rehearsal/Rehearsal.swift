import Foundation
import GRDB
import Mirror
import Settings
public import SyncCore
public import SyncEngine
import ZohoAPI
public import ZohoSimulator
import ZohoSources

/// The daemon's engine at work against the simulator, in simulated time: with its database, its
/// sources, its rations and its detail lanes, but without sockets, timers and tokens to worry about.
public final class Rehearsal {
    /// The simulated Zoho.
    public let simulator: ZohoSimulator
    /// The time of all.
    public let time: SimulatedTime
    /// The calls.
    public let calls: CallLedger
    /// What was told.
    public let told: EventLedger
    /// The engine, until the next restart.
    public private(set) var engine: SyncEngine
    /// When it began, in seconds since 1970.
    public let startedAt: Int64
    private let folder: String
    private var mirror: SQLiteMirror
    private var work: Task<Void, Never>?

    /// Prepares it; nothing works yet.
    /// - Parameters:
    ///   - modules: as in the configuration file.
    ///   - folder: an empty one, for the database and the configuration.
    ///   - offset: the organisation's zone, in seconds east of UTC.
    public init(
        _ simulator: ZohoSimulator, modules: JSONValue, in folder: String, offset: Int64
    ) throws {
        self.simulator = simulator
        self.folder = folder
        startedAt = simulator.clock.seconds
        time = SimulatedTime(clock: simulator.clock)
        calls = CallLedger(simulator, offset: offset)
        let clock = simulator.clock
        told = EventLedger { UTCInstant(seconds: clock.seconds) }
        let organization = simulator.configuration.financeOrganizations.first?.id
        let config: JSONValue = [
            "accounts_server": .string(Self.address), "api_domain": .string(Self.address),
            "organization_id": JSONValue(organization),
            "client_id": .string(simulator.configuration.clientID),
            "client_secret": .string(simulator.configuration.clientSecret),
            "refresh_token": .string(simulator.configuration.refreshToken),
            "database": .string(folder + "/zoho.sqlite"), "modules": modules,
        ]
        let isMade = FileManager.default.createFile(
            atPath: folder + "/config.json", contents: Data(config.prettyText.utf8),
            attributes: [.posixPermissions: 0o600])
        guard isMade else { throw CocoaError(.fileWriteUnknown) }
        (engine, mirror) = try Self.makeEngine(folder, simulator, time, told)
    }

    /// Nobody listens there.
    private static let address = "http://127.0.0.1:9"

    private static func makeEngine(
        _ folder: String, _ simulator: ZohoSimulator, _ time: SimulatedTime, _ told: EventLedger
    ) throws -> (SyncEngine, SQLiteMirror) {
        let config = ConfigFile(path: folder + "/config.json")
        let settings = try config.load().settings
        let mirror = try SQLiteMirror(path: settings.databasePath)
        let http = SimulatedHTTP(simulator: simulator, time: time.source)
        let holder = TokenHolder(
            credentials: settings.credentials, accountsServer: settings.accountsServer,
            apiDomain: settings.apiDomain, http: http,
            cache: TokenCache(path: folder + "/token.json"), now: { time.now }, sink: told)
        let store = BusyMirror(mirror: mirror, time: time)
        let sources = SourceFactory(
            http: http, tokens: BusyTokens(holder: holder, time: time), store: store,
            time: time.source, sink: told)
        let engine = SyncEngine(
            parts: EngineParts(
                config: config, mirror: store,
                audit: AuditDesk(
                    store: mirror, sink: told, time: time.source, userName: { _ in nil }),
                makeSource: sources.make, rations: sources.report,
                tokens: QuietTokens(), alarms: time, sink: told,
                subscribe: { AsyncStream { $0.finish() } }, time: time.source,
                version: "rehearsal"),
            settings: settings)
        return (engine, mirror)
    }

    // MARK: Life

    /// Lets the engine work whenever time passes.
    public func begin() async throws {
        let (engine, time) = (engine, time)
        let due = time.makeAlarms()
        try await engine.start()
        work = Task(executorPreference: time) {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { for await module in due { await engine.alarm(module) } }
                group.addTask { await engine.run() }
                await group.next()
                group.cancelAll()
            }
        }
    }

    /// Ends the engine as the service does, and closes the database.
    public func stop() async {
        await engine.shutdown()
        // Calls that are under way take their time.
        let (work, time) = (work, time)
        async let ended: Void? = work?.value
        await time.pass(until: time.now + 60)
        _ = await ended
        mirror.close()
    }

    /// A new engine that knows what the database and the configuration tell, and nothing else.
    public func restart() async throws {
        await stop()
        (engine, mirror) = try Self.makeEngine(folder, simulator, time, told)
        try await begin()
    }

    // MARK: Time

    /// Lets so many seconds pass, or less when it is enough.
    public func pass(
        _ seconds: Int64, orWhen isEnough: (@Sendable () -> Bool)? = nil
    ) async {
        await time.pass(until: time.now + seconds, orWhen: isEnough)
    }

    /// The number that a query of the database answers with.
    public func count(_ query: String) throws -> Int {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: folder + "/zoho.sqlite", configuration: configuration)
            .read { db in try Int.fetchOne(db, sql: query) ?? 0 }
    }

    /// How a module stands with its calls, as status tells it.
    public func callsStatus(of module: Module) async -> JSONValue {
        await engine.status()["api_calls"]?[module.rawValue] ?? .null
    }
}
