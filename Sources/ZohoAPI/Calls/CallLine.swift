import SyncCore
import Synchronization

/// Where calls line up: first come, first served, so many of them in flight at once.
///
/// Whoever comes to the front has a place and the turn. It keeps the turn while it waits for what
/// else it needs (a token, the pace), so that the others wait behind it and not beside it; with
/// `go` the next one has the turn, with `leave` the place is free.
final class CallLine: Sendable {
    private struct Waiter {
        let number: Int
        let limit: Int
        var continuation: CheckedContinuation<Bool, Never>?
    }

    private struct State {
        var waiting: [Waiter] = []
        /// Those who came to the front before they could wait.
        var admitted: Set<Int> = []
        var next = 0
        var inFlight = 0
        var isTurnTaken = false
        var cap = Int.max

        /// Lets the first one in, if there is a place for it; it is to be resumed.
        mutating func admit() -> CheckedContinuation<Bool, Never>? {
            guard let first = waiting.first, !isTurnTaken,
                inFlight < max(1, min(first.limit, cap))
            else { return nil }
            waiting.removeFirst()
            isTurnTaken = true
            inFlight += 1
            if first.continuation == nil { admitted.insert(first.number) }
            return first.continuation
        }
    }

    private let state = Mutex(State())

    /// Calls that have a place.
    var inFlight: Int { state.withLock { $0.inFlight } }

    /// Bounds the calls in flight, whatever they may themselves; nil: no bound.
    func setCap(_ cap: Int?) { change { $0.cap = cap ?? .max } }

    /// Waits for the turn and a place. Each `enter` is followed by one `go` and one `leave`.
    /// - Parameter limit: Calls that may be in flight with it, itself included.
    func enter(limit: Int, cancel: CancelFlag) async throws(SyncFailure) {
        try cancel.check()
        let (number, next) = state.withLock { state in
            state.next += 1
            state.waiting.append(Waiter(number: state.next, limit: limit))
            return (state.next, state.admit())
        }
        next?.resume(returning: true)
        guard state.withLock({ $0.admitted.remove(number) }) == nil else { return }
        let isIn = await withTaskGroup(of: Bool.self) { group in
            group.addTask { await self.turn(of: number) }
            group.addTask {
                // Only the flag ends it.
                do throws(SyncFailure) { try await cancel.wait(.zero, .endless) } catch {}
                return false
            }
            let first = await group.next() ?? false
            group.cancelAll()
            let second = await group.next() ?? false
            return first || second
        }
        guard !isIn else { return }
        try cancel.check()
        throw SyncFailure(.cancelled, "the wait was cancelled", disposition: .stopModule)
    }

    /// Gives the turn to the next in line.
    func go() { change { $0.isTurnTaken = false } }

    /// Gives the place away.
    func leave() { change { $0.inFlight -= 1 } }

    /// Whether it came to the front; false: it was cancelled.
    private func turn(of number: Int) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isIn: Bool? = state.withLock { state in
                    if state.admitted.remove(number) != nil { return true }
                    guard let index = state.waiting.firstIndex(where: { $0.number == number })
                    else { return false }
                    state.waiting[index].continuation = continuation
                    return nil
                }
                if let isIn { continuation.resume(returning: isIn) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiting.firstIndex { $0.number == number }.map {
                    state.waiting.remove(at: $0)
                }
            }
            waiter?.continuation?.resume(returning: false)
            // The one behind may be content with fewer places.
            change { _ in }
        }
    }

    private func change(_ change: (inout State) -> Void) {
        let next = state.withLock { state in
            change(&state)
            return state.admit()
        }
        next?.resume(returning: true)
    }
}

extension TimeSource {
    /// A wait that only cancelling ends.
    fileprivate static var endless: TimeSource {
        TimeSource(
            now: { UTCInstant(seconds: 0) },
            sleep: { _ in
                while true { try await Task.sleep(for: .seconds(86_400)) }
            })
    }
}
