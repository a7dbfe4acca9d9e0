import Dispatch
import Glibc
import Synchronization

/// The signals that reach this process, as a stream (signal(7), signalfd(2)).
///
/// From its creation on the signals no longer have their default effect, and they stay without it
/// after the stream has ended: a second SIGTERM must not cut a shutdown short that the first began.
public final class SignalStream: Sendable {
    /// The signals in the order of their arrival. One that arrives again before it was delivered
    /// is told once, as the kernel does. For one reader.
    public let signals: AsyncStream<CInt>
    private let storage: Storage

    /// What a daemon listens to: stop, stop from the terminal, reload.
    public static let daemonSignals = [SIGTERM, SIGINT, SIGHUP]

    /// Starts to listen, and ignores SIGPIPE: a peer that leaves is an error of the write.
    /// - Parameter numbers: The signals to take.
    public init(_ numbers: [CInt] = daemonSignals) {
        // Sixteen pending signals are more than anybody sends in earnest; the oldest count.
        let (stream, continuation) = AsyncStream.makeStream(
            of: CInt.self, bufferingPolicy: .bufferingOldest(16))
        let storage = Storage(numbers, deliver: { continuation.yield($0) })
        continuation.onTermination = { _ in storage.cancel() }
        self.signals = stream
        self.storage = storage
        self.finish = { continuation.finish() }
    }

    private let finish: @Sendable () -> Void

    /// Stops listening and ends the stream.
    public func cancel() { finish() }

    deinit { finish() }
}

extension SignalStream {
    /// Owns the Dispatch sources.
    final class Storage: Sendable {
        private let machine = Mutex(StateMachine())
        // Proof: a Dispatch source may be cancelled from any thread; `let` after init.
        private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

        init(_ numbers: [CInt], deliver: @escaping @Sendable (CInt) -> Void) {
            _ = signal(SIGPIPE, SIG_IGN)
            let queue = DispatchQueue(label: "zohosyncd.signals")
            let registrations = DispatchGroup()
            sources = numbers.map { number in
                Self.ignoreDefaultAction(of: number)
                let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
                source.setEventHandler { deliver(number) }
                registrations.enter()
                source.setRegistrationHandler { registrations.leave() }
                source.activate()
                return source
            }
            // Dispatch registers a source on a thread of its own, in microseconds; a signal that
            // came before would be lost.
            registrations.wait()
        }

        /// Keeps a signal from ending the process until Dispatch has put its own handler in place.
        /// Dispatch does that once for each signal in the life of the process: whoever ignored
        /// the signal again later would take the handler away for good.
        private static func ignoreDefaultAction(of number: CInt) {
            var current = sigaction()
            sigaction(number, nil, &current)
            if current.__sigaction_handler.sa_handler == nil { _ = signal(number, SIG_IGN) }
        }

        func cancel() {
            switch machine.withLock({ $0.cancel() }) {
            case .cancelSources: for source in sources { source.cancel() }
            case .nothing: break
            }
        }
    }

    /// Listening, then not: the sources are cancelled once, whoever ends the stream first.
    struct StateMachine {
        enum Action { case cancelSources, nothing }

        private var isListening = true

        mutating func cancel() -> Action {
            guard isListening else { return .nothing }
            isListening = false
            return .cancelSources
        }
    }
}
