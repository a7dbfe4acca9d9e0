import SyncCore
import Synchronization

/// Keeps a module's calls within so many a minute: never more in any 60 seconds. Kept from run to
/// run, so that short intervals do not outwit it.
public final class CallPace: Sendable {
    private static let window: Int64 = 60
    private let recent = Mutex<[UTCInstant]>([])

    /// A pace without calls.
    public init() {}

    /// Books a call now; or the seconds to wait before asking again.
    func book(limit: Int, now: UTCInstant) -> Int64? {
        recent.withLock { recent in
            // Clocks are set back now and then: what lies ahead is not recent.
            recent.removeAll { now - $0 >= Self.window || $0 > now }
            guard recent.count >= max(1, limit), let oldest = recent.first else {
                recent.append(now)
                return nil
            }
            return Self.window - (now - oldest)
        }
    }
}
