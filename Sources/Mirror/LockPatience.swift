import Foundation
import Synchronization

/// How long a connection waits while another program holds the database locked.
final class LockPatience: Sendable {
    /// Seconds between two tries.
    private static let pause: TimeInterval = 0.01

    private let tries: Int
    private let lastTries: Int
    /// Tries that are left, all locks together; nil: there is no hurry.
    private let left = Mutex<Int?>(nil)

    /// - Parameters:
    ///   - seconds: For each lock.
    ///   - lastSeconds: For all together, once it has to hurry.
    init(seconds: TimeInterval, lastSeconds: TimeInterval) {
        tries = Int(seconds / Self.pause)
        lastTries = Int(lastSeconds / Self.pause)
    }

    /// From now on all waits together are short.
    func hurry() { left.withLock { $0 = $0 ?? lastTries } }

    /// Waits, and says whether to try again; SQLite asks after each try (sqlite3_busy_handler).
    func wait(after tries: Int) -> Bool {
        let mayWait = left.withLock { left in
            guard let some = left else { return true }
            left = max(0, some - 1)
            return some > 0
        }
        guard mayWait, tries < self.tries else { return false }
        Thread.sleep(forTimeInterval: Self.pause)
        return true
    }
}
