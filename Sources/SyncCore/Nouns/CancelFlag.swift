import Synchronization

/// Asks a run to stop at its next checkpoint, between two commits. What only waits, stops at once.
public final class CancelFlag: Sendable {
    private struct State {
        var isCancelled = false
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextID = 0
    }
    private let state = Mutex(State())

    /// A flag that is down.
    public init() {}

    /// Raises the flag.
    public func cancel() {
        let waiting = state.withLock { state in
            state.isCancelled = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Whether it was raised.
    public var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Throws `cancelled` when the flag was raised or the task was cancelled.
    public func check() throws(SyncFailure) {
        guard isCancelled || Task.isCancelled else { return }
        throw SyncFailure(
            .cancelled, "the sync was cancelled", hint: "what was committed is kept",
            disposition: .stopModule)
    }

    /// Waits for a while, or until the flag is raised, which is thrown.
    public func wait(_ duration: Duration, _ time: TimeSource) async throws(SyncFailure) {
        try check()
        let slept = await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                do throws(SyncFailure) {
                    try await time.sleep(duration)
                    return true
                } catch {
                    return false
                }
            }
            group.addTask {
                await self.raised()
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
        try check()
        guard slept else {
            throw SyncFailure(.cancelled, "the wait was cancelled", disposition: .stopModule)
        }
    }

    /// Returns when the flag is raised or the task cancelled.
    private func raised() async {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !state.isCancelled, !Task.isCancelled else { return true }
                    state.waiting[id] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            // Either it waits by now, or it will see that it is cancelled.
            state.withLock { $0.waiting.removeValue(forKey: id) }?.resume()
        }
    }
}
