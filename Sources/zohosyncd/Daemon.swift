import ControlAPI
import ControlServer
import CurlHTTP
import DispatchBridge
import Glibc
import Logging
import Mirror
import Settings
import SyncCore
import SyncEngine
import SystemdHost
import ZohoAPI
import ZohoSources

/// The wiring: what is opened in which order, and what closes it again.
struct Daemon {
    /// What the command line said.
    struct Options {
        var config: String
        var socket: String?
        var database: String?
        var once: Bool
        var logLevel: Event.Level
    }

    private let options: Options
    private let environment: ConfigEnvironment
    private let hub = EventHub()
    private let log: EventLog
    private let notifier = ServiceNotifier()

    /// How much longer a start may take after each sign that it gets on: what SQLite does in one
    /// piece, such as writing a large log back, comes without signs.
    private static let timeForOpening: Duration = .seconds(120)

    init(options: Options) {
        self.options = options
        environment = .process(database: options.database)
        let handler = LogDestination.detect().makeHandler(level: options.logLevel.loggerLevel)
        log = EventLog(
            logger: Logger(label: "zohosyncd", factory: { _ in handler }), floor: options.logLevel,
            hub: hub)
    }

    /// Runs until it is told to end, or once.
    func run() async -> ExitStatus {
        // SIGHUP would end the process by default, and a start that takes long may meet one.
        let reloads = options.once ? nil : SignalStream([SIGHUP])
        do throws(StartFailure) {
            let config = ConfigFile(
                path: options.config, environment: environment)
            let settings = try load(config)
            log.emit(Event(.started, .info, "zohosyncd \(ProgramVersion.current) started"))
            let lock = try lease(settings.databasePath)
            defer { _ = lock }
            let mirror = try open(settings.databasePath)
            defer { mirror.close() }
            let http = CurlClient(.zoho)
            http.trust(caBundle: settings.caBundle)
            let audit = AuditDesk(
                store: mirror, sink: log, time: .system, userName: UserDirectory.name)
            let tokens = TokenWatch(
                holder: makeTokenHolder(settings, config, audit, http), http: http,
                settings: settings)
            // One that the last daemon could not put away.
            await tokens.holder.storeReplacement()
            let sources = SourceFactory(
                http: http, tokens: tokens.holder, store: mirror, time: .system, sink: log)
            let alarms = AlarmBoard()
            let engine = SyncEngine(
                parts: EngineParts(
                    config: config, mirror: mirror, audit: audit, makeSource: sources.make,
                    rations: sources.report, tokens: tokens, alarms: alarms, sink: log,
                    subscribe: { [hub] in
                        hub.subscribe { $0.json(at: .current) }
                    },
                    time: .system, version: ProgramVersion.current),
                settings: settings)
            let status: ExitStatus
            if let reloads {
                let service = service(engine, config, mirror, tokens, alarms, reloads)
                status = try await service.run()
            } else {
                status = try await OnceRun(engine: engine, settings: settings).run()
            }
            await http.close()
            hub.finish()
            return status
        } catch {
            for line in error.lines { log.emit(Event(error.event, .error, line)) }
            if !options.once, let socket = try? ActivatedSockets.takeControlSocket() {
                WaitingClients.turnAway(
                    from: socket, .cannotStart(error.lines.first ?? "exit status \(error.status)"))
            }
            return error.status
        }
    }

    private func service(
        _ engine: SyncEngine, _ config: ConfigFile, _ mirror: SQLiteMirror, _ tokens: TokenWatch,
        _ alarms: AlarmBoard, _ reloads: SignalStream
    ) -> Service {
        Service(
            engine: engine, config: config, tokens: tokens, alarms: alarms, log: log, hub: hub,
            server: ControlServer(
                service: engine, access: .system(), sink: log,
                executor: QueueExecutor(label: "zohosyncd.control")),
            socketPath: options.socket
                ?? ControlPath.socket(
                    runtimeDirectory: environment.filled("RUNTIME_DIRECTORY")),
            notifier: notifier,
            witnesses: Watchdog.Witnesses(
                engine: { await engine.ping() },
                // An answer that the database is locked is an answer.
                writer: { do throws(SyncFailure) { try await mirror.ping() } catch {} },
                progress: { mirror.progress }),
            reloads: reloads)
    }

    private func load(_ config: ConfigFile) throws(StartFailure) -> Settings {
        do throws(ConfigError) {
            let loaded = try config.load()
            for warning in loaded.warnings.digest {
                log.emit(Event(.notice, .warning, warning.advice(path: config.path)))
            }
            return loaded.settings
        } catch {
            throw StartFailure(.config, .configInvalid, error.lines)
        }
    }

    private func lease(_ database: String) throws(StartFailure) -> DatabaseLock {
        do throws(DatabaseLockError) {
            return try DatabaseLock(database: database)
        } catch {
            switch error {
            case .held:
                throw StartFailure(
                    .temporary, .startFailed, ["\(error): stop it first, or use another database"])
            case .cannotOpen:
                throw StartFailure(
                    .inputOutput, .startFailed,
                    ["\(error): check that its folder exists and is writable for this user"])
            }
        }
    }

    private func open(_ database: String) throws(StartFailure) -> SQLiteMirror {
        do throws(SyncFailure) {
            return try SQLiteMirror(path: database) { [notifier] in
                notifier.extendTimeout(by: Self.timeForOpening)
            }
        } catch {
            throw StartFailure(.inputOutput, .startFailed, [error.description])
        }
    }

    private func makeTokenHolder(
        _ settings: Settings, _ config: ConfigFile, _ audit: AuditDesk, _ http: CurlClient
    ) -> TokenHolder {
        let folder =
            environment.filled("STATE_DIRECTORY")?.split(separator: ":").first.map(String.init)
            ?? PathText.folder(of: settings.databasePath)
        let keeper = RefreshTokenKeeper(config: config, audit: audit)
        return TokenHolder(
            credentials: settings.credentials, accountsServer: settings.accountsServer,
            apiDomain: settings.apiDomain, dataCenters: settings.dataCentersToAsk, http: http,
            cache: .sealed(
                path: folder + "/token.json",
                // A key that cannot be read has kept the configuration from being loaded.
                keyring: try? environment.keyring()),
            now: { .current }, sink: log,
            store: keeper.keep, record: keeper.record)
    }
}

/// Why the daemon cannot start.
struct StartFailure: Error {
    let status: ExitStatus
    let event: Event.Name
    let lines: [String]

    init(_ status: ExitStatus, _ event: Event.Name, _ lines: [String]) {
        self.status = status
        self.event = event
        self.lines = lines
    }
}

extension CurlClient.Configuration {
    /// How Zoho is talked to. It answers lists within seconds; half a minute of silence is a fault.
    fileprivate static var zoho: CurlClient.Configuration {
        var configuration = CurlClient.Configuration()
        configuration.userAgent = "zohosyncd/\(ProgramVersion.current)"
        configuration.firstByteTimeout = .seconds(30)
        configuration.lowSpeed = .init(bytesPerSecond: 100, seconds: 30)
        return configuration
    }
}
