import Dispatch

/// Runs an actor on a serial queue of its own, for actors that own a blocking C handle: the
/// threads of Swift's cooperative pool are too few to be kept waiting.
///
/// ```swift
/// actor Owner {
///     private let executor = DispatchQueueExecutor(label: "owner")
///     nonisolated var unownedExecutor: UnownedSerialExecutor {
///         executor.asUnownedSerialExecutor()
///     }
/// }
/// ```
public final class DispatchQueueExecutor: SerialExecutor {
    /// The queue, for Dispatch sources and callbacks that belong to the actor's handle.
    public let queue: DispatchQueue
    private let mark = DispatchSpecificKey<ObjectIdentifier>()

    /// An executor with a new queue.
    /// - Parameter label: The queue's name, as a debugger shows it.
    public init(label: String) {
        queue = DispatchQueue(label: label)
        queue.setSpecific(key: mark, value: ObjectIdentifier(self))
    }

    /// Takes a job of the actor.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    /// Stops the program when it is not on the queue: for `assumeIsolated`.
    public func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }

    /// Whether the caller is on the queue.
    public func isIsolatingCurrentContext() -> Bool? {
        DispatchQueue.getSpecific(key: mark) == ObjectIdentifier(self)
    }
}
