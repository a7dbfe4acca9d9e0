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
    let notifier: ServiceNotifier
    let witnesses: Watchdog.Witnesses
    /// SIGHUP, from the start of the process on.
    let reloads: SignalStream
    private let status: StatusLine

    init(
        engine: SyncEngine, config: ConfigFile, tokens: TokenWatch, alarms: AlarmBoard,
        log: EventLog, hub: EventHub, server: ControlServer, socketPath: String,
        notifier: ServiceNotifier, witnesses: Watchdog.Witnesses, reloads: SignalStream
    ) {
        self.engine = engine
        self.config = config
        self.tokens = tokens
        self.alarms = alarms
        self.log = log
        self.hub = hub
        self.server = server
        self.socketPath = socketPath
        self.notifier = notifier
        self.witnesses = witnesses
        self.reloads = reloads
        status = StatusLine(notifier: notifier) { await engine.summary() }
    }

    func run() async throws(StartFailure) -> ExitStatus {
        // Until here SIGTERM has ended the process at once, and nothing was lost. From here on
        // signals are kept for when we can obey them.
        let stops = SignalStream([SIGTERM, SIGINT])
        try await openSocket()
        do throws(SyncFailure) {
            try await engine.start()
        } catch {
            await server.shutdown()
            throw StartFailure(.inputOutput, .startFailed, [error.description])
        }
        let news = hub.subscribe()
        let (wishes, wish) = AsyncStream<Wish>.makeStream()
        let (edits, edit) = AsyncStream<[String]>.makeStream()
        let (ended, engineEnded) = AsyncStream<Void>.makeStream()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await engine.run()
                engineEnded.finish()
            }
            group.addTask { await server.run() }
            group.addTask { await tokens.run() }
            group.addTask { for await module in alarms.due { await engine.alarm(module) } }
            group.addTask { for await _ in stops.signals { wish.yield(.stop) } }
            group.addTask { for await _ in reloads.signals { wish.yield(.reload(isAsked: true)) } }
            group.addTask {
                await watchConfiguration { wish.yield(.reload(isAsked: false)) }
            }
            group.addTask { await engine.keepAudit() }
            // Apart from the reload: the audit may have to wait for the disk, a stop must not.
            group.addTask { for await keys in edits { await engine.noteEdit(of: keys) } }
            group.addTask { await keepWatchdog() }
            group.addTask { await tellStatus(news) }
            log.emit(Event(.ready, .info, "ready: listening on \(socketPath)"))
            await status.ready()
            // One after the other: a reload is over before the next one begins.
            for await wish in wishes {
                guard case .reload(let isAsked) = wish else { break }
                await reload(isAsked: isAsked, edit)
            }
            await stop(ended)
            group.cancelAll()
        }
        return .success
    }

    /// What the service is asked for from outside.
    private enum Wish: Sendable {
        case stop
        /// By a signal, or because the file has changed.
        case reload(isAsked: Bool)
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
                error.exitStatus, .startFailed,
                [error.hint.map { "\(error) (\($0))" } ?? "\(error)"])
        } catch {
            throw StartFailure(
                .inputOutput, .startFailed, ["cannot take the activated socket: \(error)"])
        }
    }

    private func stop(_ engineEnded: AsyncStream<Void>) async {
        status.stopping("finishing the pages under way")
        log.emit(Event(.stopping, .info, "stopping"))
        // With a socket unit, whoever comes now waits for the next daemon.
        await server.pass()
        await engine.shutdown()
        // Whoever does not finish in time is cut off; what was committed stays.
        try? await withTimeout(Self.shutdownGrace) { for await _ in engineEnded {} }
        await server.shutdown()
    }

    // MARK: Reload

    private func watchConfiguration(_ changed: () -> Void) async {
        let watch: FileWatch
        do {
            watch = try FileWatch(path: config.path)
        } catch {
            return log.emit(
                Event(
                    .notice, .warning,
                    "cannot watch \(config.path): \(error); use systemctl reload after a change"))
        }
        // It may have changed since it was read.
        changed()
        for await _ in watch.changes { changed() }
    }

    /// Reads the file anew. What cannot be used leaves the last good settings in force.
    private func reload(
        isAsked: Bool, _ edit: AsyncStream<[String]>.Continuation
    ) async {
        if isAsked { notifier.reloading() }
        do throws(ConfigError) {
            let reading = try await engine.reload(isAsked: isAsked) { [notifier] in
                if !isAsked { notifier.reloading() }
            }
            if !reading.edits.isEmpty { edit.yield(reading.edits) }
            guard let news = reading.news else { return }
            for warning in news.warnings.digest {
                log.emit(Event(.notice, .warning, warning.advice(path: config.path)))
            }
            log.emit(Event(.reloaded, .info, "configuration read again"))
        } catch {
            if !isAsked { notifier.reloading() }
            for line in error.lines {
                log.emit(Event(.configInvalid, .error, line))
            }
            log.emit(
                Event(.configInvalid, .error, "going on with the last good configuration"))
        }
        await status.ready()
    }

    // MARK: What systemd sees

    private func tellStatus(_ news: AsyncStream<Event>) async {
        let telling: Set<Event.Name> = [
            .syncStarted, .syncFinished, .syncFailed, .reloaded, .configInvalid, .configChanged,
            .tokenRefreshed, .reauthorizationRequired,
        ]
        for await event in news where telling.contains(event.name) { await status.tell() }
    }

    private func keepWatchdog() async {
        guard ServiceNotifier.isSupervised else { return }
        await Watchdog(
            limit: ServiceNotifier.watchdogInterval, witnesses: witnesses,
            feed: { [notifier] in notifier.watchdog() }, onBeat: { [status] in await status.tell() }
        ).run()
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
