/// Decides which page of a changing list is read next, and what may be committed after it.
///
/// Pages by number or token are offsets over live data: when a record changes while we page, the
/// others move up and one is skipped without any error. So the cursor is the data itself: records
/// come in the order of their modification, and after each page we ask again *from its last
/// second*. A record that changes meanwhile moves to the end, where we meet it; a deletion moves
/// nothing.
///
/// Only where a whole page shares one second (an import) is there no later second to ask from. Such
/// a *crowd* is crossed by page token. If one of its rows turns up again later in the walk, or among
/// the deleted, the crowd was disturbed while we crossed it, and it is read once more. Who was in it
/// need not be remembered: the mirror knows each row's time of modification.
///
/// The walk is a value: it is told what came and answers what to do. It knows no clock, no socket
/// and no database.
public struct Walk: Sendable {
    /// Seconds for which a change may stay invisible, or be followed by another one in its second.
    public static let overlap: Int64 = 300
    /// How often one walk reads a crowd again that is disturbed each time.
    private static let maximumRereads = 3
    private static let maximumStrikes = 3

    /// What to do with a page.
    public enum Verdict: Equatable, Sendable {
        /// Commit its rows with the walk's cursor.
        case commit
        /// The page cannot be right: drop it and ask again.
        case askAgain
    }

    /// What may be committed with the page last received.
    public private(set) var cursor: Cursor

    /// Whether a sweep begins with this walk.
    public let beginsSweep: Bool

    private enum Phase: Equatable {
        case changes
        /// Reading one crowded second again.
        case crowd(UTCInstant)
        case done
    }

    private var phase = Phase.changes
    /// The crowded second that is being crossed by page token.
    private var crossing: UTCInstant?
    private var request: PageRequest
    /// The second whose rows, met already, must head the answer to the request.
    private var anchor: UTCInstant?
    /// Whether `If-Modified-Since` has shown itself to be exclusive.
    private var isExclusive = false
    /// Whether it has shown itself to be inclusive, which ends the doubt.
    private var isInclusive = false
    private var isProbing = false
    private var rereads: [UTCInstant: Int] = [:]
    /// The ids of the page before, while a crowd is crossed.
    private var previous: [UInt64] = []
    private var newest: NewestRows
    private var serverTime: UTCInstant?
    private var strikes = 0

    /// What is to be read.
    public enum Extent: Sendable {
        /// What has changed; a sweep under way goes on.
        case changes
        /// Everything, compared: a sweep begins, unless one is under way.
        case sweep
        /// Everything, compared, from the beginning even if a sweep is under way.
        case newSweep
    }

    /// A walk from where the last one ended, over pages of so many records.
    public init(cursor: Cursor, extent: Extent = .changes, pageSize: Int) {
        newest = NewestRows(limit: pageSize)
        var cursor = cursor
        let begins =
            switch extent {
            case .changes: false
            // A stream without a start is being read from the beginning anyway.
            case .sweep: cursor.start != nil && !cursor.isSweeping
            case .newSweep: cursor.start != nil || cursor.isSweeping
            }
        beginsSweep = begins
        if begins {
            cursor.disturbed = []
            cursor.start = nil
            cursor.position = nil
            cursor.edge = nil
            cursor.crowds = []
            cursor.isSweeping = true
        }
        self.cursor = cursor
        // Beyond the edge, rows may have been hidden when the walk passed before it was interrupted.
        let position = cursor.position.map { min($0, cursor.edge ?? $0) }
        request = PageRequest(since: position ?? cursor.start)
        // Behind a crowd that was crossed there need not be a row to recognise.
        anchor = cursor.position.flatMap {
            $0 != position || cursor.crowds.contains($0 - 1) ? nil : $0
        }
    }

    /// The page to read now; nil when there is nothing left to read.
    public var next: PageRequest? { phase == .done ? nil : request }

    /// Takes in the page that was asked for. Throws when the server contradicts itself for good.
    public mutating func receive(_ page: RecordPage) throws(SyncFailure) -> Verdict {
        serverTime = page.serverTime ?? serverTime
        let times = page.rows.modified.compactMap { $0 }
        if let doubt = contradiction(in: page, times: times) {
            strikes += 1
            guard strikes < Self.maximumStrikes else {
                throw SyncFailure(
                    .invalidResponse, doubt,
                    hint: "the next sync goes on from the last committed page",
                    disposition: .failStream)
            }
            return .askAgain
        }
        if let since = request.since, times.first == since {
            // Proof against what a change between two questions may have looked like.
            isInclusive = true
            isExclusive = false
        }
        if missesAnchor(times) { return .askAgain }
        strikes = 0
        note(page.rows, times: times)
        try advance(page, times: times)
        return .commit
    }

    /// Ends a walk that has not begun: somebody knows that nothing has changed.
    public mutating func skip() { phase = .done }

    /// Takes in that rows have left these seconds, changed or deleted, as the mirror has noticed.
    public mutating func noteDisturbed(_ seconds: [UTCInstant]) {
        for second in seconds
        where cursor.crowds.contains(second) && !cursor.disturbed.contains(second) {
            cursor.disturbed.append(second)
        }
        if phase == .done { nextPhase() }
    }

    /// The cursor to commit when nothing is left to read.
    public func finishedCursor(now: UTCInstant) -> Cursor {
        var finished = cursor
        if let start = nextStart { finished.start = start }
        if !newest.isEmpty { finished.isSettled = isSettled }
        finished.position = nil
        finished.edge = nil
        finished.disturbed = []
        // A row that has left a crowd may not be visible at its new place yet.
        if !isCrossingRecent {
            finished.crowds = []
            finished.crossedAt = nil
        }
        // What would not hold still is read again by the next walk.
        if let first = cursor.disturbed.min() {
            finished.start = min(finished.start ?? first, first)
        }
        if cursor.isSweeping || finished.sweptAt == nil { finished.sweptAt = now }
        finished.isSweeping = false
        return finished
    }

    // MARK: Checks

    private func contradiction(in page: RecordPage, times: [UTCInstant]) -> String? {
        if zip(times, times.dropFirst()).contains(where: { $0 > $1 }) {
            return "Zoho sent records that are not in the order of their modification"
        }
        if let since = request.since, let first = times.first, first < since {
            return "Zoho sent records modified at \(first), "
                + "older than \(since), which was asked for"
        }
        if page.hasMore, times.isEmpty {
            return "Zoho announced more records on a page that has none"
        }
        if crossing != nil, page.hasMore, hashedIDs(page.rows) == previous {
            return "Zoho sent the same page twice"
        }
        return nil
    }

    /// Whether the filter has swallowed the second that it should have begun with. Zoho's filter is
    /// inclusive as observed, not as documented, so the walk checks instead of trusting: when the
    /// rows it has met are missing, it asks once from a second earlier. When they are missing there
    /// too, they have changed or gone, and the first question is asked again.
    private mutating func missesAnchor(_ times: [UTCInstant]) -> Bool {
        guard let second = anchor, request.token == nil else { return false }
        if times.contains(second) {
            isExclusive = isExclusive || (isProbing && !isInclusive)
            isProbing = false
            return false
        }
        guard !isExclusive, !isInclusive else { return false }
        if isProbing {
            anchor = nil
            request.since = second
        } else {
            request.since = second - 1
        }
        isProbing.toggle()
        return true
    }

    // MARK: Progress

    private mutating func note(_ rows: RowBatch, times: [UTCInstant]) {
        guard let last = times.last else { return }
        cursor.latest = max(cursor.latest ?? last, last)
        if let now = serverTime, cursor.edge == nil, last > now - Self.overlap {
            cursor.edge = now - Self.overlap
        }
        if phase == .changes { newest.note(hashedIDs(rows), rows.modified) }
    }

    private mutating func advance(
        _ page: RecordPage, times: [UTCInstant]
    ) throws(SyncFailure) {
        if let second = crossing {
            return try cross(second, page, times: times)
        }
        guard let first = times.first, let last = times.last else { return endPhase() }
        if case .crowd(let second) = phase {
            return try cross(second, page, times: times)
        }
        cursor.position = last
        if !page.hasMore {
            endPhase()
        } else if first < last {
            ask(from: last, anchor: last)
        } else {
            if !cursor.crowds.contains(first) { cursor.crowds.append(first) }
            try cross(first, page, times: times)
        }
    }

    /// Takes in one page of a crowd and goes on by token until the second moves on. What follows
    /// the crowd is asked for afresh: it may have slipped through between two tokens.
    private mutating func cross(
        _ second: UTCInstant, _ page: RecordPage, times: [UTCInstant]
    ) throws(SyncFailure) {
        crossing = second
        cursor.crossedAt = serverTime
        previous = hashedIDs(page.rows)
        if page.hasMore, times.last.map({ $0 <= second }) ?? true {
            guard let token = page.next else {
                throw SyncFailure(
                    .invalidResponse,
                    "Zoho announced more records modified at \(second) but gave no page token",
                    hint: "the next sync tries again", disposition: .failStream)
            }
            request.token = token
            return
        }
        crossing = nil
        if case .crowd = phase { return endPhase() }
        cursor.position = second + 1
        ask(from: second + 1, anchor: times.first { $0 > second })
    }

    private mutating func ask(from second: UTCInstant, anchor: UTCInstant?) {
        request = PageRequest(since: isExclusive ? second - 1 : second)
        self.anchor = anchor
        isProbing = false
    }

    private mutating func endPhase() {
        if case .crowd = phase, let position = cursor.position {
            // While the crowd was read again, others may have changed.
            phase = .changes
            ask(from: position, anchor: nil)
        } else {
            nextPhase()
        }
    }

    private mutating func nextPhase() {
        phase = .done
        let second = cursor.disturbed.first { rereads[$0, default: 0] < Self.maximumRereads }
        guard let second else { return }
        rereads[second, default: 0] += 1
        cursor.disturbed.removeAll { $0 == second }
        phase = .crowd(second)
        ask(from: second, anchor: second)
    }

    // MARK: The next start

    private var isSettled: Bool {
        guard cursor.edge == nil, let latest = cursor.latest, let now = serverTime else {
            return false
        }
        return latest <= now - Self.overlap
    }

    private var isCrossingRecent: Bool {
        guard let crossedAt = cursor.crossedAt, let now = serverTime else { return false }
        return now - crossedAt < Self.overlap
    }

    /// Where the next walk begins: behind everything that may still change unseen, and otherwise so
    /// that an unchanged stream costs one page at most.
    private var nextStart: UTCInstant? {
        guard let latest = cursor.latest, !newest.isEmpty else { return cursor.start }
        // What lies before this walk's start was settled when it was read.
        let earliest = max(latest - Self.overlap, cursor.start ?? latest - Self.overlap)
        if let edge = cursor.edge { return min(earliest, max(edge, cursor.start ?? edge)) }
        guard let now = serverTime, latest <= now + 60 else { return earliest }
        return newest.start(notBefore: earliest)
    }
}
