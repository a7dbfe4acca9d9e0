import SyncCore
import Testing

/// The walk told step by step: what comes, what is asked next, what may be committed.
struct WalkTests {
    private let morning = UTCInstant(seconds: 1_780_000_000)

    @Test func firstWalk_AsksFromTheLastSecondOfEachPage() throws {
        var walk = Walk(cursor: Cursor(), pageSize: 3)
        #expect(walk.next == PageRequest())
        #expect(try walk.receive(page([1, 2, 4], more: true)) == .commit)
        #expect(walk.cursor.position == morning + 4)
        #expect(walk.next == PageRequest(since: morning + 4))
        #expect(try walk.receive(page([4, 5], more: false)) == .commit)
        #expect(walk.next == nil)
        let finished = walk.finishedCursor(now: morning + 5000)
        #expect(finished.latest == morning + 5)
        #expect(finished.position == nil)
        #expect(finished.isSettled)
    }

    @Test func nothingNew_LeavesTheCursorAlone() throws {
        var walk = Walk(cursor: settled(at: 100), pageSize: 3)
        #expect(try walk.receive(page([], more: false)) == .commit)
        #expect(walk.next == nil)
        #expect(walk.finishedCursor(now: morning + 9000) == settled(at: 100))
    }

    @Test func crowd_IsCrossedByToken_AndLeftByItsNextSecond() throws {
        var walk = Walk(cursor: Cursor(), pageSize: 2)
        _ = try walk.receive(page([7, 7], more: true, token: "a"))
        #expect(walk.next == PageRequest(token: PageToken(parts: ["a"], page: 2)))
        #expect(walk.cursor.crowds == [morning + 7])
        _ = try walk.receive(page([7, 8], more: true, token: "b"))
        // Not from 8: between two tokens a row may have slipped through behind the crowd.
        #expect(walk.next == PageRequest(since: morning + 8))
        _ = try walk.receive(page([8], more: false))
        #expect(walk.next == nil)
    }

    @Test func crowd_Disturbed_IsReadOnceMore() throws {
        var walk = Walk(cursor: Cursor(), pageSize: 2)
        _ = try walk.receive(page([7, 7], more: true, token: "a"))
        _ = try walk.receive(page([7], more: false))
        _ = try walk.receive(page([], more: false))
        #expect(walk.next == nil)
        walk.noteDisturbed([morning + 7])
        #expect(walk.next == PageRequest(since: morning + 7))
        _ = try walk.receive(page([7, 7], more: false))
        #expect(walk.next == PageRequest(since: morning + 8))
        _ = try walk.receive(page([], more: false))
        #expect(walk.next == nil)
        #expect(walk.cursor.disturbed == [])
    }

    @Test func secondThatNobodyCrossed_IsNoCrowdToDisturb() throws {
        var walk = Walk(cursor: Cursor(), pageSize: 3)
        _ = try walk.receive(page([1, 2], more: false))
        walk.noteDisturbed([morning + 1])
        #expect(walk.next == nil)
    }

    @Test func exclusiveFilter_IsNoticedAndAllowedFor() throws {
        var walk = Walk(cursor: Cursor(), pageSize: 3)
        _ = try walk.receive(page([1, 2, 4], more: true))
        // Asked from 4, the rows of 4 are missing: so ask from 3.
        #expect(try walk.receive(page([5, 6, 7], more: true)) == .askAgain)
        #expect(walk.next == PageRequest(since: morning + 3))
        #expect(try walk.receive(page([4, 4, 5], more: true)) == .commit)
        // From now on a second earlier from the start.
        #expect(walk.next == PageRequest(since: morning + 4))
    }

    @Test func anchorThatHasGone_IsNotTakenForAnExclusiveFilter() throws {
        var walk = Walk(cursor: Cursor(), pageSize: 3)
        _ = try walk.receive(page([1, 2, 4], more: true))
        #expect(try walk.receive(page([5], more: false)) == .askAgain)
        #expect(try walk.receive(page([5], more: false)) == .askAgain)
        #expect(walk.next == PageRequest(since: morning + 4))
        #expect(try walk.receive(page([5], more: false)) == .commit)
        #expect(walk.next == nil)
    }

    @Test func pageThatContradictsItself_IsAskedAgain_ThenFails() throws {
        var walk = Walk(cursor: settled(at: 100), pageSize: 3)
        #expect(try walk.receive(page([2, 1], more: false)) == .askAgain)
        #expect(try walk.receive(page([2, 1], more: false)) == .askAgain)
        let failure = #expect(throws: SyncFailure.self) {
            try walk.receive(page([2, 1], more: false))
        }
        #expect(failure?.code == .invalidResponse)
    }

    @Test func recordsOlderThanAskedFor_AreAContradiction() throws {
        var walk = Walk(cursor: settled(at: 100), pageSize: 3)
        #expect(try walk.receive(page([-5000], more: false)) == .askAgain)
    }

    @Test func moreRecordsWithoutAToken_InOneSecond_Fails() {
        var walk = Walk(cursor: Cursor(), pageSize: 2)
        #expect(throws: SyncFailure.self) { try walk.receive(page([7, 7], more: true)) }
    }

    @Test func freshRows_AreReadAgainByTheNextWalk() throws {
        var walk = Walk(cursor: Cursor(), pageSize: 3)
        _ = try walk.receive(page([1, 50], more: false, server: 60))
        let finished = walk.finishedCursor(now: morning + 60)
        #expect(finished.start == morning + 50 - Walk.overlap)
        #expect(!finished.isSettled)
    }

    @Test func settledCrowdAtTheEnd_IsNotReadAgain() throws {
        var walk = Walk(cursor: Cursor(), pageSize: 2)
        _ = try walk.receive(page([7, 7], more: true, token: "a"))
        _ = try walk.receive(page([7, 7], more: false))
        _ = try walk.receive(page([], more: false))
        #expect(walk.finishedCursor(now: morning).start == morning + 8)
    }

    @Test func interruptedWalk_GoesOnFromItsPosition() throws {
        var walk = Walk(cursor: Cursor(), pageSize: 3)
        _ = try walk.receive(page([1, 2, 4], more: true))
        let resumed = Walk(cursor: walk.cursor, pageSize: 3)
        #expect(resumed.next == PageRequest(since: morning + 4))
    }

    @Test func sweep_BeginsFromTheBeginning_AndGoesOnAfterARestart() throws {
        var walk = Walk(cursor: settled(at: 100), extent: .sweep, pageSize: 3)
        #expect(walk.beginsSweep)
        #expect(walk.next == PageRequest())
        _ = try walk.receive(page([1, 2, 4], more: true))
        let resumed = Walk(cursor: walk.cursor, extent: .sweep, pageSize: 3)
        #expect(!resumed.beginsSweep)
        #expect(resumed.next == PageRequest(since: morning + 4))
        let renewed = Walk(cursor: walk.cursor, extent: .newSweep, pageSize: 3)
        #expect(renewed.beginsSweep)
        #expect(renewed.next == PageRequest())
    }

    // MARK: Helpers

    private func settled(at second: Int64) -> Cursor {
        var cursor = Cursor()
        cursor.start = morning + second - Walk.overlap
        cursor.latest = morning + second
        cursor.isSettled = true
        cursor.sweptAt = morning
        return cursor
    }

    private func page(
        _ seconds: [Int64], more: Bool, token: String? = nil, server: Int64 = 5000
    ) -> RecordPage {
        var rows = RowBatch(columnCount: 1)
        for (index, second) in seconds.enumerated() {
            rows.appendRow(modified: morning + second)
            rows[index, 0] = rows.makeCell(text: "\(second).\(index).\(token ?? "")")
        }
        return RecordPage(
            rows: rows, hasMore: more, next: token.map { PageToken(parts: [$0], page: 2) },
            serverTime: morning + server)
    }
}
