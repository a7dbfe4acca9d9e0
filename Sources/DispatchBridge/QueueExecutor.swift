import Dispatch

/// Runs tasks on a queue of its own, beside the threads that all other tasks share.
///
/// There are no more of those than processors, and a task leaves its thread only where it waits: what
/// decodes a page after the other keeps short work waiting at each of its steps.
public final class QueueExecutor: TaskExecutor {
    private let queue: DispatchQueue

    /// An executor whose threads bear this name.
    public init(label: String) { queue = DispatchQueue(label: label, attributes: .concurrent) }

    /// Runs a task's next step when a thread is free (SE-0417).
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
