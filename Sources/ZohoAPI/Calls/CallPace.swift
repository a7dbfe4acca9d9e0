import SyncCore

/// Spreads calls over time: a few at once, then so many a minute, and never more than those in any
/// 60 seconds. Kept from run to run, so that short intervals do not outwit it.
struct CallPace {
    /// Calls that may follow each other at once after a rest.
    static let burst = 10
    /// Clocks here tell whole seconds: what they call 60 of them may be little more than 59.
    private static let window: Int64 = 61
    /// A limit beyond is none.
    private static let fastest = 100_000
    /// What a call costs, so that a second brings as many units as there are calls a minute.
    private static let cost: Int64 = 60

    /// When calls were made in the last window, oldest first.
    private var recent: [UTCInstant] = []
    private var units: Int64?
    private var filledAt: UTCInstant?

    /// A pace without calls.
    init() {}

    /// So many calls, the last of them then; when the others were is not known.
    init(count: Int, last: UTCInstant) {
        recent = Array(repeating: last, count: min(max(count, 0), 10_000))
        units = 0
        filledAt = last
    }

    /// Calls in the last window, and when the last one was.
    var lately: (count: Int, last: UTCInstant)? { recent.last.map { (recent.count, $0) } }

    /// The seconds to wait before a call may be made; 0: none.
    mutating func wait(limit: Int?, now: UTCInstant) -> Int64 {
        guard let limit else { return 0 }
        let most = min(max(1, limit), Self.fastest)
        advance(to: now, limit: most)
        var wait: Int64 = 0
        if recent.count >= most {
            wait = Self.window - (now - recent[recent.count - most])
        }
        if let units, units < Self.cost {
            wait = max(wait, (Self.cost - units + Int64(most) - 1) / Int64(most))
        }
        return wait
    }

    /// Books a call for which there is no wait.
    mutating func book(limit: Int?, now: UTCInstant) {
        guard limit != nil else { return }
        recent.append(now)
        units = max(0, (units ?? 0) - Self.cost)
    }

    private mutating func advance(to now: UTCInstant, limit: Int) {
        // A clock that was set back: what lies ahead was made by now, and is not forgotten.
        if let last = recent.last, last > now { recent = recent.map { min($0, now) } }
        recent.removeFirst(recent.firstIndex { now - $0 < Self.window } ?? recent.count)
        let passed = filledAt.map { min(max(0, now - $0), Self.window) } ?? 0
        // Time is told in whole seconds: what a second brings must find room.
        let burst = max(Self.burst, (limit + 59) / 60)
        let full = Int64(min(burst, limit)) * Self.cost
        units = min(full, (units ?? full) + passed * Int64(limit))
        filledAt = now
    }
}
