import Dispatch

/// Runs tasks one at a time: they take turns only where they wait, so that what lies between two
/// waits is one step, on a busy machine too.
public final class OneThread: TaskExecutor {
    private let queue = DispatchQueue(label: "test.tasks")

    /// An executor with no tasks yet.
    public init() {}

    /// Runs a task's next step after those of the others (SE-0417).
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
