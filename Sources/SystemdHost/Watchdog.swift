/// Feeds the service manager's watchdog by proof of progress: a service whose engine or writer is
/// stuck is killed and started again, one whose network is slow or whose database is locked by
/// another program is not.
public struct Watchdog: Sendable {
    /// Those whose life is to be proven.
    public struct Witnesses: Sendable {
        /// Returns once the engine's loop has turned.
        public var engine: @Sendable () async -> Void
        /// Returns once the writer has come to it, whatever it says.
        public var writer: @Sendable () async -> Void
        /// A number that changes as long as the writer gets on.
        public var progress: @Sendable () -> UInt64

        /// Witnesses.
        public init(
            engine: @escaping @Sendable () async -> Void,
            writer: @escaping @Sendable () async -> Void,
            progress: @escaping @Sendable () -> UInt64
        ) {
            self.engine = engine
            self.writer = writer
            self.progress = progress
        }
    }

    /// How often there is a beat where nobody watches.
    private static let idleBeat: Duration = .seconds(30)

    private let beat: Duration
    private let witnesses: Witnesses
    private let feed: (@Sendable () -> Void)?
    private let onBeat: @Sendable () async -> Void
    private let sleep: @Sendable (Duration) async throws -> Void

    /// A watchdog's keeper.
    /// - Parameters:
    ///   - limit: How long the service may be silent; nil: it is not watched, and only beats.
    ///   - feed: Feeds the watchdog.
    ///   - onBeat: What else is to be done from time to time, without a wake-up of its own.
    public init(
        limit: Duration?, witnesses: Witnesses, feed: @escaping @Sendable () -> Void,
        onBeat: @escaping @Sendable () async -> Void,
        sleep: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0, tolerance: $0 / 10)
        }
    ) {
        // A third: a writer that is found at work is fed for one beat later.
        beat = limit.map { $0 / 3 } ?? Self.idleBeat
        self.witnesses = witnesses
        self.feed = limit == nil ? nil : feed
        self.onBeat = onBeat
        self.sleep = sleep
    }

    /// Feeds until the task is cancelled, at once for the first time.
    public func run() async {
        feed?()
        let (events, tell) = AsyncStream<WatchdogDecision.Event>.makeStream()
        let (engineQuestions, askEngine) = AsyncStream<Void>.makeStream()
        let (writerQuestions, askWriter) = AsyncStream<Void>.makeStream()
        await withTaskGroup(of: Void.self) { group in
            // Each is asked by a task of its own: one that does not answer holds up no other.
            group.addTask {
                for await _ in engineQuestions {
                    await witnesses.engine()
                    tell.yield(.engineAnswered)
                }
            }
            group.addTask {
                for await _ in writerQuestions {
                    await witnesses.writer()
                    tell.yield(.writerAnswered)
                }
            }
            group.addTask {
                while (try? await sleep(beat)) != nil {
                    if feed != nil { tell.yield(.beat(progress: witnesses.progress())) }
                    await onBeat()
                }
            }
            var decision = WatchdogDecision()
            for await event in events {
                switch decision.on(event) {
                case .ask:
                    askEngine.yield()
                    askWriter.yield()
                case .feed: feed?()
                case .wait: break
                }
            }
        }
    }
}
