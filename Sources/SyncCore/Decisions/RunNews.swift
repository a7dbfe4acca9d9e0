/// Decides how loudly a module's runs are told, so that a quiet day is a quiet journal.
///
/// A scheduled run in which nothing has changed is no news: at most one line an hour sums up what
/// was quiet. Whatever somebody asked for, has changed something, or is wrong, is told at once.
public struct RunNews: Sendable {
    /// What is told, and how loudly.
    public struct Line: Hashable, Sendable {
        /// How much it matters.
        public let level: Event.Level
        /// What follows the module's name.
        public let message: String

        /// A line.
        public init(level: Event.Level, message: String) {
            self.level = level
            self.message = message
        }
    }

    /// What is told of a run that has ended.
    public struct Report: Sendable {
        /// The run.
        public let run: Line
        /// Its streams that failed.
        public let streams: [(stream: StreamResult, line: Line)]
    }

    /// Seconds between two lines that tell of nothing.
    public static let pause: Int64 = 3600
    /// Failures in a row up to which it may still pass by itself.
    public static let patience = 2

    /// Runs in a row that failed.
    public private(set) var failuresInARow = 0
    private var failingSince: UTCInstant?
    /// Whether the last run was a full success, or nothing is known yet.
    private var wasGood = true
    /// The streams that failed in the last run, with their codes.
    private var failedStreams: [String: String] = [:]
    /// When a line of the module's runs was told last.
    private var toldAt: UTCInstant?
    /// The runs and calls in which nothing has changed since then.
    private var quiet = (runs: 0, calls: 0)

    /// Nothing has been told yet.
    public init() {}

    /// How loudly the start of a run is told. What the schedule does by itself is told at its end.
    public static func start(of run: Run) -> Line {
        Line(
            level: run.trigger == .schedule ? .debug : .info,
            message: "\(run.mode.rawValue) sync started (\(run.trigger.rawValue))")
    }

    /// Takes a run that has ended; answers with what is told of it.
    public mutating func end(of run: Run, now: UTCInstant) -> Report {
        let streams = failedStreams(of: run)
        let line =
            switch run.state {
            case .failed: failure(of: run, now: now)
            case .partial: partial(run)
            case .cancelled: cancelled(run)
            case .succeeded, .queued, .running: success(of: run, now: now)
            }
        wasGood = run.state == .succeeded || (run.state == .cancelled && wasGood)
        if line.level >= .info {
            toldAt = now
            quiet = (0, 0)
        }
        return Report(run: line, streams: streams)
    }

    // MARK: Endings

    private mutating func failure(of run: Run, now: UTCInstant) -> Line {
        let text = run.error?.description ?? "no stream could be read"
        // A day whose calls are used up is waited out: that is no failure.
        guard !Self.isWait(run.error) else {
            forgetFailures()
            return Line(level: .warning, message: "sync waits for its calls: \(text)")
        }
        failuresInARow += 1
        let since = failingSince ?? now
        failingSince = since
        return Line(
            level: Self.isLasting(run.error) || failuresInARow > Self.patience ? .error : .warning,
            message: failuresInARow == 1
                ? "sync failed: \(text)"
                : "sync failed \(failuresInARow) times in a row since \(since): \(text)")
    }

    private mutating func partial(_ run: Run) -> Line {
        forgetFailures()
        guard !Self.isWait(run.error) else {
            return Line(
                level: .warning,
                message: "synced in part, the rest waits for its calls: \(Self.figures(run))")
        }
        let failed = run.streams.filter { $0.state == .failed }.map(\.table)
        let names = failed.prefix(3).joined(separator: ", ")
        let more = failed.count > 3 ? " and \(failed.count - 3) more" : ""
        return Line(
            level: Self.isLasting(run.error) ? .error : .warning,
            message: "synced in part: \(Self.figures(run))"
                + (failed.isEmpty ? "" : "; failed: \(names)\(more)"))
    }

    private mutating func cancelled(_ run: Run) -> Line {
        forgetFailures()
        return Line(level: .notice, message: "sync cancelled: \(Self.figures(run))")
    }

    private mutating func success(of run: Run, now: UTCInstant) -> Line {
        let failures = failuresInARow
        forgetFailures()
        guard wasGood else {
            let after = failures > 0 ? " after \(counted(failures, "failed sync"))" : " in full"
            return Line(level: .info, message: "synced again\(after): \(Self.figures(run))")
        }
        let hasChanged = run.upserted > 0 || run.deleted > 0
        guard run.trigger == .schedule, !hasChanged else {
            return Line(level: .info, message: "synced: \(Self.figures(run))")
        }
        quiet.runs += 1
        quiet.calls += run.apiCalls
        // A clock that was set back must not silence it.
        let isPause = toldAt.map { $0 <= now && now - $0 < Self.pause } ?? false
        guard !isPause else {
            return Line(level: .debug, message: "synced: \(Self.figures(run))")
        }
        return Line(
            level: .info,
            message: "nothing has changed: \(counted(quiet.runs, "sync")), "
                + counted(quiet.calls, "call"))
    }

    private mutating func forgetFailures() {
        failuresInARow = 0
        failingSince = nil
    }

    // MARK: Streams

    /// What is told of the streams that failed. One that fails for the same reason as in the run
    /// before, or as the whole run does, is no news: the run's own line says that it goes on.
    private mutating func failedStreams(
        of run: Run
    ) -> [(stream: StreamResult, line: Line)] {
        let failed = run.streams.compactMap { stream in
            stream.state == .failed ? stream.error.map { (stream: stream, error: $0) } : nil
        }
        let known = failedStreams
        let shared = run.state == .failed ? run.error?.code : nil
        // What was not told is no old news either.
        failedStreams = Dictionary(
            failed.filter { $0.error.code != shared || known[$0.stream.table] == shared }
                .map { ($0.stream.table, $0.error.code) }
        ) { $1 }
        return failed.map { stream, error in
            let isNews =
                error.code != shared && error.code != known[stream.table] && !Self.isWait(error)
            return (
                stream,
                Line(
                    level: isNews ? .warning : .debug,
                    message: "\(stream.table) failed: \(error)")
            )
        }
    }

    /// The figures of a run, always in the same words: programs read them.
    private static func figures(_ run: Run) -> String {
        "\(run.recordsRead) records read, \(run.upserted) written, \(run.deleted) deleted, "
            + "\(run.apiCalls) calls"
    }

    /// A network comes back by itself; a disk that is full does not.
    private static func isLasting(_ error: RunError?) -> Bool {
        error?.code == FailureCode.databaseError.rawValue
    }

    private static func isWait(_ error: RunError?) -> Bool {
        error?.code == FailureCode.budgetExhausted.rawValue
    }
}
