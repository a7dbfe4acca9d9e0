/// How long a request goes on trying while the daemon restarts: a decision about outcomes and time.
struct RestartPatience {
    enum Outcome {
        /// The daemon answered that it is shutting down.
        case shuttingDown
        /// Nobody answers.
        case unreachable
    }

    /// A stop takes up to ten seconds, a start less than one.
    static let limit: Duration = .seconds(15)
    private static let pause: Duration = .milliseconds(500)

    private var begin: ContinuousClock.Instant?

    /// The pause before the next try; nil when the outcome is to be told. A daemon that is not there
    /// is waited for only if it was there before.
    mutating func pause(
        after outcome: Outcome, now: ContinuousClock.Instant
    ) -> Duration? {
        guard let begin else {
            guard outcome == .shuttingDown else { return nil }
            begin = now
            return Self.pause
        }
        return now - begin < Self.limit ? Self.pause : nil
    }
}
