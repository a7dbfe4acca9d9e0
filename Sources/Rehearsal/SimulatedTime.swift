import Dispatch
import Foundation
public import SyncCore
public import SyncEngine
import Synchronization
public import ZohoSimulator

/// Time that passes only while everybody waits: then it jumps to the earliest moment that somebody
/// waits for. So a fortnight of a daemon's life takes as long as its work.
///
/// To know that everybody waits, it runs their tasks itself, one job at a time: as a task executor it
/// sees each job come and end. What goes on elsewhere, like a query, is announced by `whileBusy`.
public final class SimulatedTime: TaskExecutor, ModuleAlarms {
    private struct Wait {
        let end: Double
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        /// Jobs that are under way or in line.
        var jobs = 0
        /// Work under way elsewhere.
        var busy = 0
        var waits: [Int: Wait] = [:]
        var alarms: [Module: Double] = [:]
        var bell: AsyncStream<Module>.Continuation?
        var nextID = 0
        /// Until when time may pass; nil: it stands.
        var goal: Double?
        var isEnough: (@Sendable () -> Bool)?
        var driver: CheckedContinuation<Void, Never>?
    }

    private enum Step {
        case wake(CheckedContinuation<Bool, Never>)
        case alarm(Module)
        case stop
    }

    private let clock: SimulatorClock
    private let queue = DispatchQueue(label: "simulated-time")
    private let state = Mutex(State())

    /// A time that moves this clock.
    public init(clock: SimulatorClock) { self.clock = clock }

    /// What time it is.
    public var now: UTCInstant { UTCInstant(seconds: clock.seconds) }

    /// This time for those who ask for it and wait in it.
    public var source: TimeSource {
        TimeSource(now: { self.now }, sleep: { try await self.sleep($0) })
    }

    // MARK: Driving

    /// Lets time pass until a moment, or until it is enough, which is asked whenever all wait.
    public func pass(
        until end: UTCInstant, orWhen isEnough: (@Sendable () -> Bool)? = nil
    ) async {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                state.goal = Double(end.seconds)
                state.isEnough = isEnough
                state.driver = continuation
            }
            queue.async { self.tick() }
        }
    }

    /// The modules that are due, as they become so, for a new engine: the alarms of the one before are
    /// gone with it.
    func makeAlarms() -> AsyncStream<Module> {
        let (due, bell) = AsyncStream<Module>.makeStream()
        state.withLock { state in
            state.alarms = [:]
            state.bell = bell
        }
        return due
    }

    /// Goes on when everybody waits.
    private func tick() {
        let isEnough: (@Sendable () -> Bool)? = state.withLock { $0.isEnough }
        let isOver = isEnough?() ?? false
        let step: Step? = state.withLock { state in
            guard state.jobs == 0, state.busy == 0, let goal = state.goal else { return nil }
            return isOver ? .stop : next(&state, goal)
        }
        switch step {
        case nil: break
        case .wake(let continuation): continuation.resume(returning: true)
        case .alarm(let module): state.withLock { $0.bell }?.yield(module)
        case .stop:
            let driver = state.withLock { state in
                defer { (state.goal, state.isEnough, state.driver) = (nil, nil, nil) }
                return state.driver
            }
            driver?.resume()
        }
    }

    private func next(_ state: inout State, _ goal: Double) -> Step {
        let wait = state.waits.min { ($0.value.end, $0.key) < ($1.value.end, $1.key) }
        let alarm = state.alarms.min { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }
        let earliest = min(wait?.value.end ?? .infinity, alarm?.value ?? .infinity)
        let now = clock.now.timeIntervalSince1970
        clock.set(to: Date(timeIntervalSince1970: max(now, min(earliest, goal))))
        guard earliest <= goal else { return .stop }
        if let alarm, alarm.value <= earliest {
            state.alarms[alarm.key] = nil
            return .alarm(alarm.key)
        }
        guard let wait else { return .stop }
        state.waits[wait.key] = nil
        return .wake(wait.value.continuation)
    }

    // MARK: Work

    /// Runs a job in its turn.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs += 1 }
        queue.async {
            job.runSynchronously(on: self.asUnownedTaskExecutor())
            let isLast = self.state.withLock { state in
                state.jobs -= 1
                return state.jobs == 0
            }
            if isLast { self.tick() }
        }
    }

    /// Does what goes on elsewhere; meanwhile time stands.
    func whileBusy<Value, Failure: Error>(
        _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        state.withLock { $0.busy += 1 }
        defer {
            state.withLock { $0.busy -= 1 }
            queue.async { self.tick() }
        }
        return try await body()
    }

    // MARK: Waiting

    private func sleep(_ duration: Duration) async throws {
        let parts = duration.components
        let end =
            clock.now.timeIntervalSince1970 + Double(parts.seconds)
            + Double(parts.attoseconds) / 1e18
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        let isOver = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waits = state.withLock { state in
                    guard !Task.isCancelled else { return false }
                    state.waits[id] = Wait(end: end, continuation: continuation)
                    return true
                }
                if !waits { continuation.resume(returning: false) }
            }
        } onCancel: {
            // Either it waits by now, or it will see that it is cancelled.
            state.withLock { $0.waits.removeValue(forKey: id) }?.continuation
                .resume(returning: false)
        }
        guard isOver else { throw CancellationError() }
    }

    /// Sets a module's alarm.
    public func arm(_ module: Module, after wait: Duration, leeway: Duration) {
        let end = clock.now.timeIntervalSince1970 + Double(wait.components.seconds)
        state.withLock { $0.alarms[module] = end }
    }

    /// Takes a module's alarm away.
    public func disarm(_ module: Module) { state.withLock { $0.alarms[module] = nil } }
}
