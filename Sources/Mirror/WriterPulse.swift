import GRDB
import GRDBSQLite
import Synchronization

/// Tells that the writer gets on: a count that grows while a statement works and when a transaction
/// has ended, and, while the database is being opened, a call every few seconds.
final class WriterPulse: Sendable {
    /// Steps of SQLite's virtual machine between two counts: far less than a millisecond.
    private static let steps: CInt = 10_000

    private struct Report {
        var isWanted: Bool
        var last: ContinuousClock.Instant
    }

    private let counter = Atomic<UInt64>(0)
    private let failed = Atomic(false)
    private let isOpening: Atomic<Bool>
    private let report: Mutex<Report>
    private let interval: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    private let onProgress: @Sendable () -> Void

    /// A pulse that calls `onProgress` at most once in an interval, until `opened`.
    init(
        every interval: Duration, now: @escaping @Sendable () -> ContinuousClock.Instant,
        onProgress: @escaping @Sendable () -> Void
    ) {
        self.interval = interval
        self.now = now
        self.onProgress = onProgress
        isOpening = Atomic(true)
        report = Mutex(Report(isWanted: true, last: now()))
    }

    /// How far the writer has come.
    var count: UInt64 { counter.load(ordering: .relaxed) }

    /// Counts on; SQLite calls it on the writer's thread.
    func beat() {
        counter.add(1, ordering: .relaxed)
        guard isOpening.load(ordering: .relaxed) else { return }
        let isDue = report.withLock { report in
            let now = now()
            guard report.isWanted, now - report.last >= interval else { return false }
            report.last = now
            return true
        }
        if isDue { onProgress() }
    }

    /// Whether the write that ended last has failed.
    var hasFailed: Bool { failed.load(ordering: .relaxed) }

    /// A write has ended. One that failed because of another program's lock has had its turn, too.
    func ended(_ result: Result<some Any, any Error>) {
        switch result {
        case .success: failed.store(false, ordering: .relaxed)
        case .failure: failed.store(true, ordering: .relaxed)
        }
        beat()
    }

    /// The database stands: from here on there is only the count.
    func opened() {
        isOpening.store(false, ordering: .relaxed)
        report.withLock { $0.isWanted = false }
    }

    /// Follows a connection. The pulse has to live as long as that.
    func follow(_ db: Database) {
        sqlite3_progress_handler(
            db.sqliteConnection, Self.steps,
            { context in
                guard let context else { return 0 }
                Unmanaged<WriterPulse>.fromOpaque(context).takeUnretainedValue().beat()
                return 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }
}
