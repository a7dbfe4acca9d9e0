public import SyncCore
import Synchronization

/// Counts a module's calls against its daily ceiling, if the configuration sets one.
public final class CallLedger: Sendable {
    private struct State {
        var day: UTCInstant
        var used: Int
    }
    private let ceiling: Int?
    private let state: Mutex<State>

    /// A ledger that begins with what was used today already.
    public init(ceiling: Int?, usedToday: Int, now: UTCInstant) {
        self.ceiling = ceiling
        state = Mutex(State(day: now.midnight, used: usedToday))
    }

    /// Books one call. Throws `budget_exhausted` when the day's ceiling is reached.
    public func book(now: UTCInstant) throws(SyncFailure) {
        let isAllowed = state.withLock { state in
            let day = now.midnight
            if day != state.day { state = State(day: day, used: 0) }
            guard state.used < ceiling ?? .max else { return false }
            state.used += 1
            return true
        }
        guard isAllowed else {
            throw SyncFailure(
                .budgetExhausted, "the module's \(ceiling ?? 0) calls of today are used up",
                hint: "raise daily_api_calls, or wait until midnight UTC", disposition: .stopModule)
        }
    }

    /// Calls made today.
    public func used(now: UTCInstant) -> Int {
        state.withLock { $0.day == now.midnight ? $0.used : 0 }
    }
}
