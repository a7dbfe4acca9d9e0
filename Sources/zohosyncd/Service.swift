import ControlServer
import DispatchBridge
import Glibc
import Settings
import SyncCore
import SyncEngine
import SystemdHost

/// The daemon at work: ready when everything stands, then timers, signals, the watch on the
/// configuration and the watchdog, until it is told to stop.
struct Service {
    /// The longest that running streams may take to finish their page, so that the whole stop,
    /// with the answers under way, takes 10 s at most.
    static let shutdownGrace: Duration = .seconds(7)

    let engine: SyncEngine
    let config: ConfigFile
    let tokens: TokenWatch
    let alarms: AlarmBoard
    let log: EventLog
    let hub: EventHub
    let server: ControlServer
    let socketPath: String
    private let notifier = ServiceNotifier()

    init(
        engine: SyncEngine, config: ConfigFile, tokens: TokenWatch, alarms: AlarmBoard,
        log: EventLog, hub: EventHub, server: ControlServer, socketPath: String
    ) {
        self.engine = engine
        self.config = config
        self.tokens = tokens
        self.alarms = alarms
        self.log = log
        self.hub = hub
        self.server = server
        self.socketPath = socketPath
    }

    func run() async throws(StartFailure) -> ExitStatus {
        // Signals that come while we start are kept for when we can obey them.
        let signals = SignalStream()
        try await openSocket()
        do throws(SyncFailure) {
            try await engine.start()
        } catch {
            await server.shutdown()
            throw StartFailure(.inputOutput, .notice, [error.description])
        }
        let news = hub.subscribe()
        let (ended, engineEnded) = AsyncStream<Void>.makeStream()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await engine.run()
                engineEnded.finish()
            }
            group.addTask { await server.run() }
            group.addTask { await tokens.run() }
            group.addTask { for await module in alarms.due { await engine.alarm(module) } }
            group.addTask { await watchConfiguration() }
            group.addTask { await feedWatchdog() }
            group.addTask { await tellStatus(news) }
            log.emit(Event(.ready, .info, "ready: listening on \(socketPath)"))
            notifier.ready(await engine.summary())
            for await signal in signals.signals {
                guard signal == SIGHUP else { break }
                await reload()
            }
            await stop(ended)
            group.cancelAll()
        }
        return .success
    }

    private func openSocket() async throws(StartFailure) {
        do {
            if let descriptor = try ActivatedSockets.takeControlSocket() {
                try await server.adopt(descriptor)
            } else {
                try await server.listen(on: socketPath)
            }
        } catch let error as ControlServerError {
            throw StartFailure(
                error.exitStatus, .notice, [error.hint.map { "\(error) (\($0))" } ?? "\(error)"])
        } catch {
            throw StartFailure(
                .inputOutput, .notice, ["cannot take the activated socket: \(error)"])
        }
    }

    private func stop(_ engineEnded: AsyncStream<Void>) async {
        log.emit(Event(.stopping, .info, "stopping"))
        notifier.stopping("finishing the pages under way")
        await engine.shutdown()
        // Whoever does not finish in time is cut off; what was committed stays.
        try? await withTimeout(Self.shutdownGrace) { for await _ in engineEnded {} }
        await server.shutdown()
    }

    // MARK: Reload

    private func reload() async {
        notifier.reloading()
        await readConfiguration(isAsked: true)
        notifier.ready(await engine.summary())
    }

    private func watchConfiguration() async {
        let watch: FileWatch
        do {
            watch = try FileWatch(path: config.path)
        } catch {
            return log.emit(
                Event(
                    .notice, .warning,
                    "cannot watch \(config.path): \(error); use systemctl reload after a change"))
        }
        for await _ in watch.changes { await readConfiguration(isAsked: false) }
    }

    /// Reads the file anew. What cannot be used leaves the last good settings in force.
    private func readConfiguration(isAsked: Bool) async {
        let before = config.settings
        do throws(ConfigError) {
            let loaded = try config.load()
            let isRepaired = await engine.isConfigBroken
            guard isAsked || isRepaired || loaded.settings != before else { return }
            for warning in loaded.warnings {
                log.emit(Event(.notice, .warning, warning.text(path: config.path)))
            }
            await engine.apply(loaded.settings)
            log.emit(Event(.reloaded, .info, "configuration read again"))
        } catch {
            await engine.keepSettings(because: error.description)
            for line in error.lines {
                log.emit(Event(.configInvalid, .error, line))
            }
            log.emit(
                Event(.configInvalid, .error, "going on with the last good configuration"))
        }
    }

    // MARK: What systemd sees

    private func tellStatus(_ news: AsyncStream<Event>) async {
        let telling: Set<Event.Name> = [
            .syncStarted, .syncFinished, .syncFailed, .reloaded, .configInvalid, .configChanged,
            .tokenRefreshed, .reauthorizationRequired,
        ]
        for await event in news where telling.contains(event.name) {
            notifier.status(await engine.summary())
        }
    }

    /// Feeds the watchdog after the engine and the writer have answered, not by a timer alone: where
    /// they do not answer, nothing is fed.
    private func feedWatchdog() async {
        guard let limit = ServiceNotifier.watchdogInterval else { return }
        while !Task.isCancelled {
            // An answer that the database is locked is an answer.
            do throws(SyncFailure) { try await engine.ping() } catch {}
            notifier.watchdog()
            try? await Task.sleep(for: limit / 2, tolerance: limit / 10)
        }
    }
}

extension ControlServerError {
    /// How the program ends when its socket cannot be had.
    fileprivate var exitStatus: ExitStatus {
        switch self {
        case .alreadyRunning: .temporary
        case .notPermitted: .notPermitted
        default: .inputOutput
        }
    }
}
