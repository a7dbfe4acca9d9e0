import Synchronization

/// Asks a run to stop at its next checkpoint, between two commits.
public final class CancelFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    /// A flag that is down.
    public init() {}

    /// Raises the flag.
    public func cancel() { flag.store(true, ordering: .relaxed) }

    /// Whether it was raised.
    public var isCancelled: Bool { flag.load(ordering: .relaxed) }

    /// Throws `cancelled` when the flag was raised or the task was cancelled.
    public func check() throws(SyncFailure) {
        guard isCancelled || Task.isCancelled else { return }
        throw SyncFailure(
            .cancelled, "the sync was cancelled", hint: "what was committed is kept",
            disposition: .stopModule)
    }
}
