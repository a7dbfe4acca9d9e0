import Foundation
import Synchronization

/// How long a connection waits while another program holds the database locked.
final class LockPatience: Sendable {
    /// Seconds between two tries.
    private static let pause: TimeInterval = 0.01

    private let tries: Int
    private let lastSeconds: TimeInterval
    private let end = Mutex<ContinuousClock.Instant?>(nil)

    /// - Parameters:
    ///   - seconds: For each lock.
    ///   - lastSeconds: For all together, once it has to hurry.
    init(seconds: TimeInterval, lastSeconds: TimeInterval) {
        tries = Int(seconds / Self.pause)
        self.lastSeconds = lastSeconds
    }

    /// From now on there is one last wait for all locks.
    func hurry() { end.withLock { $0 = $0 ?? .now + .seconds(lastSeconds) } }

    /// Waits, and says whether to try again; SQLite asks after each try (sqlite3_busy_handler).
    func wait(after tries: Int) -> Bool {
        guard tries < self.tries, end.withLock({ end in end.map { .now < $0 } ?? true }) else {
            return false
        }
        Thread.sleep(forTimeInterval: Self.pause)
        return true
    }
}
