/// Decides page by page how one reading of a list goes on, and what it has shown.
///
/// The pass is a value: it is told what came and answers what to do. It knows no clock, no socket
/// and no database.
public struct ListPass: Sendable {
    /// What to do after a page is committed.
    public enum Verdict: Equatable, Sendable {
        /// Ask for the next page.
        case goOn
        /// Everything has been read.
        case finished
        /// The list does not do what was asked of it: another way has to be taken.
        case refuted
    }

    /// Pages without a new record that are borne: records that move may fill a page with known ones.
    private static let patience = 3

    /// What is asked for.
    public let reading: ListPlan.Reading
    /// From when on changes are wanted.
    public let since: UTCInstant?
    /// From which day on records are wanted.
    public let fromDay: String?
    /// The page to ask for, from 1.
    public private(set) var number: Int
    /// Pages read.
    public private(set) var pages = 0
    /// Whether one answer told everything, so that it is of one moment.
    public private(set) var isAtomic = true
    /// The latest modification met, and the record that has it.
    public private(set) var latest: UTCInstant?
    /// See `latest`.
    public private(set) var latestID: String?
    /// The record that came last.
    public private(set) var lastID: String?
    /// The ids met, as hashes.
    public private(set) var met: Set<UInt64> = []
    /// The ids in the order in which they came, chained into one number.
    public private(set) var fingerprint: UInt64 = 0
    private let isResumed: Bool
    private var strikes = 0

    /// A pass that begins, or goes on at a page.
    public init(
        _ reading: ListPlan.Reading, since: UTCInstant? = nil, fromDay: String? = nil,
        from number: Int = 1
    ) {
        self.reading = reading
        self.since = since
        self.fromDay = fromDay
        self.number = max(1, number)
        isResumed = number > 1
        isAtomic = number <= 1
    }

    /// The page to read now.
    public var request: PageRequest {
        var request = PageRequest(since: reading == .filtered ? since : nil)
        request.number = number
        request.isNewestFirst = reading == .newestFirst
        request.fromDay = reading == .window ? fromDay : nil
        return request
    }

    /// Takes in a page. Throws when the list never ends.
    public mutating func receive(_ page: RecordPage) throws(SyncFailure) -> Verdict {
        pages += 1
        let known = met.count
        note(page.rows)
        if refutes(page) { return .refuted }
        guard page.hasMore else { return .finished }
        isAtomic = false
        if reading == .newestFirst, reachesKnown(page.rows) { return .finished }
        strikes = met.count > known ? 0 : strikes + 1
        guard page.rows.rowCount > 0, strikes < Self.patience else {
            throw SyncFailure(
                .invalidResponse,
                "Zoho announces more pages after page \(number), but they bring nothing new",
                hint: "the next sync tries again", disposition: .failStream)
        }
        number += 1
        return .goOn
    }

    /// Whether an id came in this pass.
    public func hasMet(_ id: String) -> Bool { met.contains(FNV1a.hash(id)) }

    /// The cursor after this pass: changes have been read to where it began or to the latest
    /// modification, whichever is earlier, less what may appear late.
    public func cursor(after cursor: Cursor, began: UTCInstant) -> Cursor {
        var cursor = cursor
        var state = cursor.list ?? ListState()
        // Read in one go, the list knows better than memory: the latest may have been deleted.
        let isComplete = reading == .whole && !isResumed
        if isComplete {
            cursor.latest = latest
        } else if let latest {
            cursor.latest = max(cursor.latest ?? latest, latest)
        }
        if let newest = cursor.latest {
            // What had stood long enough when it was read cannot appear late: a second of grace is
            // enough, for a filter that leaves out the second it is given.
            let isSettled = began - newest >= ListPlan.overlap
            let start = isSettled ? newest - 1 : min(began, newest) - ListPlan.overlap
            cursor.start = max(cursor.start ?? start, start)
        }
        // It must turn up whenever the list is asked for what was modified since the start.
        let isWithinReach = latest.map { $0 >= cursor.start ?? $0 } ?? false
        if isWithinReach, isComplete || latest == cursor.latest || state.anchor == nil {
            state.anchor = latestID
        } else if isComplete {
            state.anchor = nil
        }
        cursor.list = state
        return cursor
    }

    private mutating func note(_ rows: RowBatch) {
        if rows.rowCount > 0 { lastID = rows.id(row: rows.rowCount - 1) }
        for (row, hash) in hashedIDs(rows).enumerated() {
            met.insert(hash)
            fingerprint = fingerprint &* 0x100_0000_01b3 ^ hash
            guard let modified = rows.modified[row], latest.map({ modified > $0 }) ?? true else {
                continue
            }
            latest = modified
            latestID = rows.id(row: row)
        }
    }

    private func refutes(_ page: RecordPage) -> Bool {
        let times = page.rows.modified.compactMap { $0 }
        switch reading {
        case .whole: return false
        case .filtered:
            // A second of grace: whether the filter is inclusive is not known.
            return times.contains { $0 < (since ?? $0) - 1 }
        case .newestFirst:
            // Documents are mostly modified in the order in which they are made, so the order of
            // the rows alone proves nothing: the server has to say that it has done as asked.
            return page.isNewestFirst != true || (times.isEmpty && page.rows.rowCount > 0)
                || zip(times, times.dropFirst()).contains { $0 < $1 }
        case .window:
            return page.days.contains { day in day.map { $0 < fromDay ?? $0 } ?? false }
        }
    }

    private func reachesKnown(_ rows: RowBatch) -> Bool {
        guard let since, let last = rows.modified.compactMap({ $0 }).last else { return false }
        return last < since
    }
}
