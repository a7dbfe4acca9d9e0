/// The port to time: what it is, and waiting. Tests bring their own.
public struct TimeSource: Sendable {
    /// The wall clock.
    public let now: @Sendable () -> UTCInstant
    private let wait: @Sendable (Duration) async throws -> Void

    /// A source of time.
    public init(
        now: @escaping @Sendable () -> UTCInstant,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.wait = sleep
    }

    /// Waits. Throws `cancelled` when the task is cancelled meanwhile.
    public func sleep(_ duration: Duration) async throws(SyncFailure) {
        do {
            try await wait(duration)
        } catch {
            throw SyncFailure(.cancelled, "the wait was cancelled", disposition: .stopModule)
        }
    }
}
