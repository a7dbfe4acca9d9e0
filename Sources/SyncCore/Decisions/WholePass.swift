/// Decides how every page of a list is read: of the one list, or of the lists under each parent, one
/// after the other. Goes on where an interrupted one ended.
public struct WholePass: Sendable {
    /// The parents still to be read, the one at hand first; a single nil where there are none.
    private var parents: ArraySlice<String?>
    private var pass: ListPass
    /// The pass that the last page belongs to.
    public private(set) var latest: ListPass
    /// Whether nothing is left to read.
    public private(set) var isFinished: Bool
    /// Calls that the complete read has cost, those of earlier runs included.
    public private(set) var calls: Int
    /// Whether it goes on with what an earlier run began.
    public let isResumed: Bool
    /// Whether each list came in one answer, and so is of one moment.
    public private(set) var isAtomic: Bool
    /// The ids met in this run, as hashes.
    public private(set) var met: Set<UInt64> = []
    /// The ids in the order in which they came, chained into one number.
    public private(set) var fingerprint: UInt64 = 0
    /// Where to note what is met. What one answer tells needs no notes that outlive the run.
    public private(set) var notes: SweepNotes
    /// What the sweep does with the page last received.
    public private(set) var step = Commit.SweepStep.none

    /// A complete read; `state` tells where an interrupted one is to go on.
    /// - Parameter parents: the ids of the records under which the lists are; nil: there is one list.
    public init(parents: [String]?, resuming state: ListState? = nil) {
        let all = parents.map { $0.sorted().map(Optional.some) } ?? [nil]
        var first = 0
        if let parent = state?.nextParent {
            first = all.firstIndex { ($0 ?? "") >= parent } ?? all.count
        }
        self.parents = all[first...]
        // Rows may have moved up since: the page before is read again. Where the parent at hand is
        // gone, the page was one of its list, and the next parent's is read from the beginning.
        let isSameList = parents == nil || self.parents.first == state?.nextParent
        let number = isSameList ? max(1, (state?.nextPage ?? 0) - 1) : 1
        isResumed = first > 0 || (state?.nextPage ?? 0) > 0
        isAtomic = !isResumed
        notes = isResumed ? .kept : .temporary
        calls = parents == nil ? number - 1 : first
        pass = ListPass(.whole, from: number)
        latest = pass
        isFinished = self.parents.isEmpty
    }

    /// The page to read now.
    public var request: PageRequest {
        var request = pass.request
        request.parent = parent
        return request
    }

    /// The parent whose list is read now.
    public var parent: String? { parents.first ?? nil }

    /// The number of the page to read now; 0 when nothing is left.
    public var nextPage: Int { isFinished ? 0 : pass.number }

    /// Takes in a page. Throws when the list never ends.
    public mutating func receive(_ page: RecordPage) throws(SyncFailure) {
        let isFirst = met.isEmpty && !isResumed && step == .none
        let verdict = try pass.receive(page)
        latest = pass
        calls += 1
        isAtomic = isAtomic && pass.isAtomic
        if verdict == .finished {
            fingerprint = fingerprint &* 0x100_0000_01b3 ^ pass.fingerprint
            met.formUnion(pass.met)
            parents = parents.dropFirst()
            isFinished = parents.isEmpty
            if !isFinished { pass = ListPass(.whole) }
        }
        if isFirst, !isFinished { notes = .kept }
        step = isFirst ? .begin(notes) : .note(notes)
    }
}
