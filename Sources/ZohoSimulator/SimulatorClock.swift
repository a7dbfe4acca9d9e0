import Foundation
import Synchronization

/// The simulator's clock. Tests move it; the demo lets it run.
public final class SimulatorClock: Sendable {
    private struct State {
        /// Seconds that the clock was set or moved to, as of `since`.
        var base: Double
        /// The uptime at `base` when the clock runs, nil when it stands.
        var since: Double?
    }

    private let state: Mutex<State>

    /// A clock that starts at an instant; it stands still unless it advances in real time.
    public init(startingAt start: Date, advancesInRealTime: Bool = false) {
        state = Mutex(
            State(
                base: start.timeIntervalSince1970,
                since: advancesInRealTime ? Self.uptime : nil))
    }

    /// The real time, movable like every other clock here.
    public static func real() -> SimulatorClock {
        SimulatorClock(startingAt: Date(), advancesInRealTime: true)
    }

    /// A clock that stands at an instant given in seconds since 1970.
    public static func fixed(at seconds: Int64) -> SimulatorClock {
        SimulatorClock(startingAt: Date(timeIntervalSince1970: Double(seconds)))
    }

    /// The instant the clock shows.
    public var now: Date { Date(timeIntervalSince1970: exactSeconds) }

    /// Whole seconds since 1970.
    public var seconds: Int64 { Int64(exactSeconds.rounded(.down)) }

    var exactSeconds: Double {
        state.withLock { state in
            state.base + (state.since.map { Self.uptime - $0 } ?? 0)
        }
    }

    /// Moves the clock; negative numbers move it back.
    public func advance(bySeconds seconds: Double) {
        state.withLock { $0.base += seconds }
    }

    /// Sets the clock.
    public func set(to instant: Date) {
        state.withLock { state in
            state.base = instant.timeIntervalSince1970
            if state.since != nil { state.since = Self.uptime }
        }
    }

    private static var uptime: Double { ProcessInfo.processInfo.systemUptime }
}
