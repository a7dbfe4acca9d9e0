import Synchronization

/// Where those wait who want what somebody else is fetching already. A cancelled one leaves.
final class Turnstile: Sendable {
    private struct State {
        var waiting: [UInt64: CheckedContinuation<Void, Never>] = [:]
        /// Numbers of those who were cancelled before they could wait.
        var gone: Set<UInt64> = []
        var next: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Waits until `open` or the cancellation of the task. It runs on the caller's actor up to the
    /// wait itself, so that no `open` of the same actor comes in between.
    func wait(isolation: isolated (any Actor)? = #isolation) async {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isGone = state.withLock { state in
                    guard state.gone.remove(number) == nil else { return true }
                    state.waiting[number] = continuation
                    return false
                }
                if isGone { continuation.resume() }
            }
        } onCancel: {
            let continuation = state.withLock { state in
                let continuation = state.waiting.removeValue(forKey: number)
                if continuation == nil { state.gone.insert(number) }
                return continuation
            }
            continuation?.resume()
        }
        state.withLock { _ = $0.gone.remove(number) }
    }

    /// Lets everybody go on.
    func open() {
        let waiting = state.withLock { state in
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        waiting.forEach { $0.resume() }
    }
}
