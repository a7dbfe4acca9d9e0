import Dispatch
import Glibc
import SyncCore
import Synchronization
import TestSupport

/// A value that changes on other threads, and that tests wait for.
final class Watched<Value: Sendable>: Sendable {
    private struct State {
        var value: Value
        var nextID = 0
        var watchers: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let state: Mutex<State>

    init(_ value: Value) { state = Mutex(State(value: value)) }

    var value: Value { state.withLock { $0.value } }

    func change(_ body: (inout Value) -> Void) {
        let watchers = state.withLock { state in
            body(&state.value)
            return Array(state.watchers.values)
        }
        for watcher in watchers { watcher.yield() }
    }

    /// Waits until `find` finds something in the value. Throws `Overdue` at the deadline.
    func wait<Found>(
        for what: String, within limit: Duration = .deadline, _ find: (Value) throws -> Found?
    ) async throws -> Found {
        let (changes, continuation) = AsyncStream<Void>.makeStream(
            bufferingPolicy: .bufferingNewest(1))
        let id = state.withLock { state in
            state.nextID += 1
            state.watchers[state.nextID] = continuation
            return state.nextID
        }
        defer { state.withLock { _ = $0.watchers.removeValue(forKey: id) } }
        DispatchQueue.global().asyncAfter(deadline: .now() + limit.dispatchInterval) {
            continuation.finish()
        }
        if let found = try find(value) { return found }
        for await _ in changes {
            if let found = try find(value) { return found }
        }
        if let found = try find(value) { return found }
        throw Overdue(what: what, detail: "\(value)")
    }
}

extension Duration {
    var dispatchInterval: DispatchTimeInterval {
        .milliseconds(
            Int(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000))
    }
}

extension UTCInstant {
    /// What the machine's clock shows.
    static var wallClock: UTCInstant { UTCInstant(seconds: Int64(time(nil))) }
}

/// Lets a few tests at a time start programs: a crowd on a small machine misses every deadline.
actor Gate {
    static let programs = Gate(limit: 6)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(limit: Int) { free = limit }

    func enter() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        guard waiting.isEmpty else { return waiting.removeFirst().resume() }
        free += 1
    }
}
