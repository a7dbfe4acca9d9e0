import Testing

@testable import SyncCore

/// A complete read: of one list or of one under each parent, in one go or after an interruption.
struct WholePassTests {
    private static func interrupted(page: Int, parent: String? = nil) -> ListState {
        var state = ListState()
        state.nextPage = page
        state.nextParent = parent
        state.startedAt = noon
        return state
    }

    @Test func oneAnswer_IsSweptInMemory() throws {
        var whole = WholePass(parents: nil)
        #expect(whole.request == PageRequest() && whole.nextPage == 1)
        try whole.receive(.of(["a": 1, "b": 2]))
        #expect(whole.isFinished && whole.nextPage == 0 && whole.calls == 1)
        #expect(whole.isAtomic && !whole.isResumed)
        #expect(whole.step == .begin(.temporary) && whole.notes == .temporary)
        #expect(whole.met.count == 2)
    }

    @Test func severalPages_AreNotedWithTheRows_SoThatARestartGoesOn() throws {
        var whole = WholePass(parents: nil)
        try whole.receive(.of(["a": 1], more: true))
        #expect(whole.step == .begin(.kept) && whole.nextPage == 2 && !whole.isFinished)
        #expect(whole.request.number == 2)
        try whole.receive(.of(["b": 1], more: true))
        #expect(whole.step == .note(.kept))
        try whole.receive(.of(["c": 1]))
        #expect(whole.step == .note(.kept) && whole.isFinished)
        #expect(whole.calls == 3 && !whole.isAtomic && whole.met.count == 3)
    }

    @Test func emptyList_IsACompleteReadToo() throws {
        var whole = WholePass(parents: nil)
        try whole.receive(.of([]))
        #expect(whole.isFinished && whole.isAtomic && whole.step == .begin(.temporary))
    }

    @Test func listThatNeverEnds_IsAFault() throws {
        var whole = WholePass(parents: nil)
        #expect(throws: SyncFailure.self) { try whole.receive(.of([], more: true)) }
    }

    // MARK: Interrupted

    /// The page to go on with; the page that is read first; the calls that count as made.
    @Test(arguments: [(1, 1, 0), (2, 1, 0), (5, 4, 3)])
    func interruptedRead_BeginsWithThePageBefore(next: Int, first: Int, calls: Int) throws {
        var whole = WholePass(parents: nil, resuming: Self.interrupted(page: next))
        #expect(whole.isResumed && !whole.isAtomic && whole.notes == .kept)
        #expect(whole.request.number == first && whole.calls == calls)
        try whole.receive(.of(["a": 1]))
        #expect(whole.step == .note(.kept), "what earlier runs have met still counts")
        #expect(whole.calls == calls + 1 && whole.isFinished && !whole.isAtomic)
    }

    @Test func stateOfAReadThatEnded_BeginsAnew() {
        let whole = WholePass(parents: nil, resuming: ListState())
        #expect(!whole.isResumed && whole.request.number == 1 && whole.notes == .temporary)
    }

    // MARK: Parents

    @Test func parents_AreReadInTheirOrder() throws {
        var whole = WholePass(parents: ["b", "a", "c"])
        try whole.receive(.of([]))
        #expect(whole.step == .begin(.kept) && whole.parent == "b" && whole.nextPage == 1)
        try whole.receive(.of(["b1": 1], more: true))
        #expect(whole.request.parent == "b" && whole.request.number == 2)
        try whole.receive(.of(["b2": 1]))
        #expect(whole.request.parent == "c" && whole.request.number == 1)
        try whole.receive(.of(["c1": 1]))
        #expect(whole.isFinished && whole.parent == nil)
        #expect(whole.calls == 4 && whole.met.count == 3 && !whole.isAtomic)
    }

    @Test func listsOfOneAnswerEach_AreAtomic() throws {
        var whole = WholePass(parents: ["a", "b"])
        try whole.receive(.of(["a1": 1]))
        try whole.receive(.of(["b1": 1]))
        #expect(whole.isFinished && whole.isAtomic)
    }

    @Test func withoutAParent_NothingIsLeftToRead() {
        let whole = WholePass(parents: [])
        #expect(whole.isFinished && !whole.isResumed && whole.calls == 0 && whole.nextPage == 0)
    }

    /// Parents there are, the page and parent to go on with; the parent and page that come first.
    private static let resumptions: [([String], Int, String, String?, Int)] = [
        (["a", "b", "c"], 1, "b", "b", 1), (["a", "b", "c"], 4, "b", "b", 3),
        // New parents before the one at hand are met by the next complete read.
        (["a", "aa", "b"], 1, "b", "b", 1),
        // The parent is gone, and the page was one of its own list.
        (["a", "c"], 4, "b", "c", 1), (["a"], 4, "b", nil, 0), ([], 1, "b", nil, 0),
    ]

    @Test(arguments: resumptions)
    func interruptedRead_GoesOnWithItsParent(
        parents: [String], page: Int, at parent: String, first: String?, number: Int
    ) {
        let whole = WholePass(
            parents: parents, resuming: Self.interrupted(page: page, parent: parent))
        #expect(whole.parent == first && whole.isFinished == (first == nil))
        #expect(whole.nextPage == number)
        if first != nil { #expect(whole.request.number == number) }
        #expect(whole.isResumed && !whole.isAtomic && whole.notes == .kept)
    }

    // MARK: Read twice

    @Test func fingerprint_TellsWhetherRowsHaveMovedBetweenPages() throws {
        func fingerprint(_ pages: [[String]]) throws -> UInt64 {
            var whole = WholePass(parents: nil)
            for (index, ids) in pages.enumerated() {
                try whole.receive(.pairs(ids.map { ($0, 0) }, more: index < pages.count - 1))
            }
            return whole.fingerprint
        }
        let still = try fingerprint([["a", "b"], ["c"]])
        #expect(try fingerprint([["a", "b"], ["c"]]) == still)
        #expect(try fingerprint([["b", "c"], []]) != still)
        #expect(try fingerprint([["a", "b"], ["c", "d"]]) != still)
    }
}
