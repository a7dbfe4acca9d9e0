import Dispatch
import Synchronization

/// A one-shot timer that can be armed again and again, asleep in the kernel in between
/// (timerfd_create(2) by way of a Dispatch timer source).
///
/// It counts on the monotonic clock, so a change of the wall clock neither hastens nor delays it.
/// The handler runs on the timer's own serial queue, at most once for each call of `arm`.
public final class ModuleTimer: Sendable {
    private let handler: @Sendable () -> Void
    private let machine = Mutex(StateMachine())
    // Proof: a Dispatch source may be scheduled and cancelled from any thread; `let` after init.
    private nonisolated(unsafe) let source: any DispatchSourceTimer

    /// A timer that is not armed.
    /// - Parameters:
    ///   - label: The queue's name, as a debugger shows it.
    ///   - handler: What to do when the time has come. Must not block for long.
    public init(label: String, handler: @escaping @Sendable () -> Void) {
        self.handler = handler
        // No quality of service is asked for: anything above the default would make libdispatch
        // raise its thread's priority, which a service may not do.
        source = DispatchSource.makeTimerSource(queue: DispatchQueue(label: label))
        source.setEventHandler { [weak self] in self?.fire() }
        source.schedule(deadline: .distantFuture)
        source.activate()
    }

    deinit { source.cancel() }

    /// Arms the timer, in place of any earlier time.
    /// - Parameters:
    ///   - duration: How far ahead; at once, where it is zero or negative.
    ///   - leeway: How late the system may be, to wake up for several things at once.
    public func arm(after duration: Duration, leeway: Duration = .zero) {
        let deadline = MonotonicTime.after(duration)
        let slack = Int(clamping: MonotonicTime.nanoseconds(leeway))
        // The source is scheduled under the lock: two callers would otherwise leave it at the
        // time of the one and the state machine at the time of the other.
        machine.withLock { machine in
            machine.arm(deadline)
            source.schedule(
                deadline: DispatchTime(uptimeNanoseconds: deadline), leeway: .nanoseconds(slack))
        }
    }

    /// Disarms the timer. The handler does not start any more once this has returned, but one
    /// that has started may still be running.
    public func cancel() {
        machine.withLock { machine in
            machine.disarm()
            source.schedule(deadline: .distantFuture)
        }
    }

    private func fire() {
        // The handler runs outside the lock, so it may arm the timer again.
        switch machine.withLock({ $0.fired(now: MonotonicTime.now) }) {
        case .deliver: handler()
        case .ignore: break
        }
    }
}

extension ModuleTimer {
    /// Whether an expiry still counts. An expiry may already be on its way to the queue when the
    /// timer is cancelled or armed for a later time.
    struct StateMachine {
        enum Action { case deliver, ignore }

        private var deadline: UInt64?

        mutating func arm(_ deadline: UInt64) { self.deadline = deadline }

        mutating func disarm() { deadline = nil }

        mutating func fired(now: UInt64) -> Action {
            guard let deadline, now >= deadline else { return .ignore }
            self.deadline = nil
            return .deliver
        }
    }
}
