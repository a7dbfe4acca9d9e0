import Synchronization

/// The simulator without its socket: takes requests, gives replies.
final class SimulatorCore: Sendable {
    typealias Hook = @Sendable (Int, String) -> Void

    let configuration: ZohoSimulator.Configuration
    let clock: SimulatorClock
    let state: Mutex<SimulatorState>
    private let hook = Mutex(HookBox())
    private let requestCount = Mutex(0)
    private let address = Mutex("")

    /// A bare closure would be wrapped once more by each look at it.
    private struct HookBox {
        var hook: Hook?
    }

    init(_ configuration: ZohoSimulator.Configuration) {
        self.configuration = configuration
        clock = configuration.clock
        var state = SimulatorState(configuration: configuration)
        Seeder.fill(&state, now: clock.seconds)
        FinanceSeed.fill(&state, now: clock.seconds)
        self.state = Mutex(state)
    }

    var baseURL: String {
        get { address.withLock { $0 } }
        set { address.withLock { $0 = newValue } }
    }

    func setHook(_ new: Hook?) { hook.withLock { $0.hook = new } }

    /// Marks the start of a call, so that calls under way can be counted.
    func begin(_ request: SimulatedRequest) {
        if FinanceService.product(of: request) != nil { return beginFinance() }
        guard request.path.hasPrefix("/crm/") else { return }
        let isSorted = CallLimits.isSorted(request)
        state.withLock { state in
            state.inFlight += 1
            state.statistics.mostInFlight = max(state.statistics.mostInFlight, state.inFlight)
            guard isSorted else { return }
            state.sortedInFlight += 1
            state.statistics.mostSortedInFlight = max(
                state.statistics.mostSortedInFlight, state.sortedInFlight)
        }
    }

    /// Marks the end of a call, answered or not.
    func end(_ request: SimulatedRequest) {
        if FinanceService.product(of: request) != nil {
            return state.withLock { $0.finance.inFlight -= 1 }
        }
        guard request.path.hasPrefix("/crm/") else { return }
        let isSorted = CallLimits.isSorted(request)
        state.withLock { state in
            state.inFlight -= 1
            if isSorted { state.sortedInFlight -= 1 }
        }
    }

    /// The finance products have calls under way of their own.
    private func beginFinance() {
        state.withLock { state in
            state.finance.inFlight += 1
            state.statistics.finance.mostInFlight = max(
                state.statistics.finance.mostInFlight, state.finance.inFlight)
        }
    }

    func respond(to request: SimulatedRequest) -> Reply {
        if request.segments.first == "simulator" {
            return AdminInterface(core: self, request: request).handle()
        }
        // The hook runs without the lock: it is there to change records.
        let index = requestCount.withLock { count in
            count += 1
            return count
        }
        let hook = hook.withLock { $0.hook }
        hook?(index, request.shown)
        let exact = clock.exactSeconds
        let base = baseURL
        return state.withLock { state in
            state.respond(to: request, exactNow: exact, baseURL: base)
        }
    }
}
