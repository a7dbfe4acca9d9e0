/// Decides how a numbered list is read in a run: what finds the changes, and whether everything is
/// compared afterwards.
///
/// A list is an offset over live data, and what it can do is not certain. So the cheapest way that
/// has not been refuted is taken, and a list that fits on one page is simply read: that costs one
/// call as anything else would, it is of one moment, and it shows deletions at once.
public struct ListPlan: Sendable {
    /// A way of reading.
    public enum Reading: String, Sendable {
        /// Every page.
        case whole
        /// What was modified since the last time.
        case filtered
        /// The latest modification first, as far as there is news.
        case newestFirst = "newest first"
        /// What is dated within the last months.
        case window
    }

    /// Seconds for which a change may stay invisible, or be followed by another one in its second.
    public static let overlap: Int64 = 300
    /// Days for which a proof is believed.
    public static let proofDays: Int64 = 30
    /// Days of the window.
    public static let windowDays: Int64 = 90
    /// A reading of many pages is repeated so that it costs two calls an hour on the average.
    static let secondsPerPage: Int64 = 1800
    /// Sweeps of the streams that have no sign of modification wait longer: the window and the list
    /// by modification do not help there, so a sweep is all that finds an old document's edit.
    static let windowSweeps: Int64 = 7
    /// A sweep of so many pages waits until the details are read, for a week at most.
    static let greatSweep = 5
    private static let patienceOfSweeps: Int64 = 7 * 86400

    /// What the list may be able to do.
    public var traits: ListTraits
    /// How far it has been read.
    public var cursor: Cursor
    /// Whether everything is asked for.
    public var isFull: Bool
    /// Whether a person asked.
    public var isManual: Bool
    /// The time between two sweeps.
    public var fullSweep: Duration
    /// What time it is.
    public var now: UTCInstant

    /// A plan.
    public init(
        traits: ListTraits, cursor: Cursor, isFull: Bool, isManual: Bool, fullSweep: Duration,
        now: UTCInstant
    ) {
        self.traits = traits
        self.cursor = cursor
        self.isFull = isFull
        self.isManual = isManual
        self.fullSweep = fullSweep
        self.now = now
    }

    /// How far the list was read. Proofs that are too old count as none.
    public var state: ListState {
        var state = cursor.list ?? ListState()
        guard let provenAt = state.provenAt else { return state }
        if now - provenAt >= Self.proofDays * 86400 || provenAt > now {
            state.filter = .unknown
            state.newestFirst = .unknown
            state.window = .unknown
            state.provenAt = nil
        }
        return state
    }

    /// Whether the list was never read to its end.
    public var isBackfill: Bool { cursor.sweptAt == nil }

    /// How changes are found; nil: nothing is due, or only a sweep finds them.
    public var changes: Reading? {
        if isFull || isBackfill || state.pages <= 1 { return .whole }
        if traits.hasFilter, state.filter != .ignored { return .filtered }
        if traits.hasNewestFirst, state.newestFirst != .ignored { return .newestFirst }
        if traits.hasWindow, state.window != .ignored {
            return isDue(after: state.windowReadAt, pages: state.windowPages) ? .window : nil
        }
        return isDue(after: cursor.sweptAt, pages: state.pages) ? .whole : nil
    }

    /// Whether the filter is to be tested before it is relied on.
    public var needsProof: Bool { state.filter == .unknown }

    /// Whether everything is compared once the changes are read.
    public var isSweepDue: Bool {
        guard !isFull, !isBackfill, changes != .whole else { return false }
        if state.nextPage > 0 || state.nextParent != nil { return true }
        // A sweep in the future was noted by a clock that ran ahead: it would put off all others.
        guard let sweptAt = cursor.sweptAt, sweptAt <= now else { return true }
        return now - sweptAt >= sweepPeriod
    }

    /// Whether a due sweep may wait for the details.
    public var maySweepWait: Bool {
        guard state.pages > Self.greatSweep, let sweptAt = cursor.sweptAt, sweptAt <= now else {
            return false
        }
        return now - sweptAt < sweepPeriod + Self.patienceOfSweeps
    }

    /// Calls that a sweep still needs.
    public var sweepCalls: Int { max(1, state.pages - max(0, state.nextPage - 1)) }

    /// Calls that the run's readings are going to cost, as far as that can be known.
    public var calls: Int {
        let forChanges =
            switch changes {
            case nil: 0
            case .whole: max(1, state.pages)
            case .filtered: needsProof ? 2 : 1
            case .newestFirst: 1
            case .window: max(1, state.windowPages)
            }
        return forChanges + (isSweepDue ? sweepCalls : 0)
    }

    private var sweepPeriod: Int64 {
        let period = fullSweep.components.seconds
        return changesAreDated ? Self.windowSweeps * period : period
    }

    private var changesAreDated: Bool {
        let hasSign =
            (traits.hasFilter && state.filter != .ignored)
            || (traits.hasNewestFirst && state.newestFirst != .ignored)
        return !hasSign && traits.hasWindow && state.window != .ignored
    }

    private func isDue(after last: UTCInstant?, pages: Int) -> Bool {
        guard let last, last <= now, !isManual, pages > 1 else { return true }
        let wait = min(Int64(pages) * Self.secondsPerPage, fullSweep.components.seconds)
        return now - last >= wait
    }
}
