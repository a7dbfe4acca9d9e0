import Testing

@testable import SyncCore

/// One reading of a list told page by page.
struct ListPassTests {
    private static func pass(_ reading: ListPlan.Reading, from number: Int = 1) -> ListPass {
        ListPass(reading, since: noon, fromDay: "2026-03-01", from: number)
    }

    @Test func request_AsksForWhatTheReadingNeedsAndNoMore() {
        #expect(Self.pass(.whole).request == PageRequest())
        #expect(Self.pass(.filtered).request == PageRequest(since: noon))
        #expect(Self.pass(.newestFirst).request.isNewestFirst)
        #expect(Self.pass(.newestFirst).request.since == nil)
        #expect(Self.pass(.window).request.fromDay == "2026-03-01")
        #expect(Self.pass(.window).request.since == nil)
        #expect(Self.pass(.whole, from: 4).request.number == 4)
        #expect(Self.pass(.whole, from: -1).request.number == 1)
    }

    @Test func pages_AreReadUntilNoMoreFollow() throws {
        var pass = Self.pass(.whole)
        #expect(try pass.receive(.of(["a": 1, "b": 2], more: true)) == .goOn)
        #expect(pass.request.number == 2)
        #expect(try pass.receive(.of([:])) == .finished)
        #expect(pass.pages == 2 && !pass.isAtomic)
        #expect(pass.hasMet("a") && pass.hasMet("b") && !pass.hasMet("c"))
        #expect(pass.lastID == "b")
    }

    @Test func oneAnswer_IsOfOneMoment_UnlessItGoesOnWithAnother() throws {
        var pass = Self.pass(.whole)
        #expect(try pass.receive(.of(["a": 1])) == .finished)
        #expect(pass.isAtomic)
        var resumed = Self.pass(.whole, from: 2)
        #expect(try resumed.receive(.of(["a": 1])) == .finished)
        #expect(!resumed.isAtomic)
    }

    // MARK: Lists that never end

    @Test func pagesOfKnownRecords_AreBorneTwiceInARow() throws {
        var pass = Self.pass(.whole)
        for _ in 0..<2 {
            // The records have moved: they fill a page once more, and then something new comes.
            _ = try pass.receive(.of(["a": 1], more: true))
            #expect(try pass.receive(.of(["a": 1], more: true)) == .goOn)
            #expect(try pass.receive(.of(["\(pass.number)": 1], more: true)) == .goOn)
        }
        _ = try pass.receive(.of(["a": 1], more: true))
        _ = try pass.receive(.of(["a": 1], more: true))
        let failure = #expect(throws: SyncFailure.self) {
            try pass.receive(.of(["a": 1], more: true))
        }
        #expect(failure?.code == .invalidResponse && failure?.disposition == .failStream)
    }

    @Test func emptyPage_ThatAnnouncesMore_IsAFault() {
        var pass = Self.pass(.whole)
        #expect(throws: SyncFailure.self) { try pass.receive(.of([:], more: true)) }
    }

    // MARK: What the answers bear out

    private static let filtered: [([Int64?], Bool)] = [
        ([0, 5], false), ([-1], false), ([-2], true), ([3, -400, 9], true), ([nil], false),
        ([], false),
    ]

    /// Whether the filter takes in the very second is not known: a second of grace.
    @Test(arguments: filtered)
    func filter_ThatLetsThroughWhatIsOlder_IsRefuted(times: [Int64?], isRefuted: Bool) throws {
        var pass = Self.pass(.filtered)
        #expect(try pass.receive(.of(times)) == (isRefuted ? .refuted : .finished))
        var unlimited = ListPass(.filtered)
        #expect(try unlimited.receive(.of(times)) == .finished)
    }

    /// Seconds after `since` of the rows, what the server says of its order, the verdict.
    private static let ordered: [([Int64?], Bool?, ListPass.Verdict)] = [
        ([9, 5, 5, 0], true, .goOn), ([9, 5, -1], true, .finished), ([9, 5, -1], nil, .refuted),
        ([9, 5], false, .refuted), ([5, 9], nil, .refuted), ([5, 9], true, .refuted),
        ([nil, nil], true, .refuted), ([9, nil, 5], true, .goOn),
        ([9, nil, -5, nil], true, .finished),
    ]

    @Test(arguments: ordered)
    func newestFirst_EndsAtWhatIsKnown_AndIsRefutedByAnyOtherOrder(
        times: [Int64?], isNewestFirst: Bool?, verdict: ListPass.Verdict
    ) throws {
        var pass = Self.pass(.newestFirst)
        var page = RecordPage.of(times, more: true)
        page.isNewestFirst = isNewestFirst
        #expect(try pass.receive(page) == verdict)
    }

    @Test func newestFirst_WithoutRowsOrWithoutABeginning_IsReadToItsEnd() throws {
        var empty = Self.pass(.newestFirst)
        var page = RecordPage.of([])
        page.isNewestFirst = true
        #expect(try empty.receive(page) == .finished)
        var unlimited = ListPass(.newestFirst)
        page = .of([9, -99], more: true)
        page.isNewestFirst = true
        #expect(try unlimited.receive(page) == .goOn)
    }

    @Test(
        arguments: [
            (["2026-03-01", "2026-04-01"], false), (["2026-02-28"], true), ([nil], false),
            ([], false),
        ] as [([String?], Bool)])
    func window_ThatShowsAnEarlierDay_IsRefuted(days: [String?], isRefuted: Bool) throws {
        var pass = Self.pass(.window)
        var page = RecordPage.of(days.map { _ in 0 })
        page.days = days
        #expect(try pass.receive(page) == (isRefuted ? .refuted : .finished))
    }

    @Test func fingerprint_ChangesWithTheOrderAndWithTheRows() throws {
        func fingerprint(_ ids: [String]) throws -> UInt64 {
            var pass = Self.pass(.whole)
            _ = try pass.receive(.pairs(ids.map { ($0, 0) }))
            return pass.fingerprint
        }
        let one = try fingerprint(["a", "b", "c"])
        #expect(try fingerprint(["a", "b", "c"]) == one)
        for other in [["a", "c", "b"], ["a", "b"], ["a", "b", "c", "c"], []] {
            #expect(try fingerprint(other) != one)
        }
    }
}

/// How far a list counts as read after a reading.
struct ListPassCursorTests {
    /// The latest modification in seconds before the reading began, and where the next one starts.
    @Test(
        arguments: [
            (86400, -86401), (301, -302), (300, -301), (299, -599), (0, -300), (-50, -300),
        ] as [(Int64, Int64)])
    func start_LeavesRoomForWhatAppearsLate(ago: Int64, start: Int64) throws {
        var pass = ListPass(.whole)
        _ = try pass.receive(.of(["old": -9_999_999, "new": -ago]))
        let cursor = pass.cursor(after: Cursor(), began: noon)
        #expect(cursor.start == noon + start)
        #expect(cursor.latest == noon - ago)
        #expect(cursor.list?.anchor == "new")
    }

    @Test func start_NeverGoesBack() throws {
        var before = Cursor()
        before.start = noon - 10
        before.latest = noon - 9
        var pass = ListPass(.filtered, since: before.start)
        _ = try pass.receive(.of(["a": -9]))
        // The clock was set back by a day since.
        let cursor = pass.cursor(after: before, began: noon - 86400)
        #expect(cursor.start == noon - 10 && cursor.latest == noon - 9)
    }

    @Test(arguments: [(ListPlan.Reading.whole, 1, true), (.whole, 3, false), (.filtered, 1, false)])
    func latest_ThatWasDeleted_IsForgottenOnlyByACompleteReading(
        reading: ListPlan.Reading, from number: Int, isForgotten: Bool
    ) throws {
        var before = Cursor()
        before.latest = noon - 1000
        before.list = ListState()
        before.list?.anchor = "deleted"
        var pass = ListPass(reading, from: number)
        _ = try pass.receive(.of(["a": -5000]))
        let cursor = pass.cursor(after: before, began: noon)
        #expect(cursor.latest == noon - (isForgotten ? 5000 : 1000))
        #expect(cursor.list?.anchor == (isForgotten ? "a" : "deleted"))
    }

    @Test func anchor_OfAListWithoutTimes_IsNone() throws {
        var before = Cursor()
        before.list = ListState()
        before.list?.anchor = "a"
        var whole = ListPass(.whole)
        _ = try whole.receive(.of([nil, nil]))
        #expect(whole.cursor(after: before, began: noon).list?.anchor == nil)
        #expect(whole.cursor(after: before, began: noon).start == nil)
        var filtered = ListPass(.filtered, since: noon)
        _ = try filtered.receive(.of([]))
        #expect(filtered.cursor(after: before, began: noon).list?.anchor == "a")
    }

    /// The filter asks from the start on: a record before it cannot turn up again.
    @Test func anchor_IsNoRecordFromBeforeTheStart() throws {
        var before = Cursor()
        before.start = noon - 400
        var pass = ListPass(.window, fromDay: "2026-03-01")
        _ = try pass.receive(.of(["old": -9000]))
        let cursor = pass.cursor(after: before, began: noon)
        #expect(cursor.start == noon - 400)
        #expect(cursor.list?.anchor == nil)
    }

    @Test func abilitiesAndProgress_AreNotTouched() throws {
        var before = Cursor()
        var state = ListState()
        state.filter = .honoured
        state.pages = 7
        state.nextPage = 3
        before.list = state
        before.sweptAt = noon - 5
        var pass = ListPass(.filtered, since: noon)
        _ = try pass.receive(.of([]))
        #expect(pass.cursor(after: before, began: noon) == before)
    }
}

extension RecordPage {
    /// Records of these ids, modified so many seconds after noon.
    static func pairs(_ rows: [(String, Int64?)], more: Bool = false) -> RecordPage {
        let rows = RowBatch(rows: rows.map { ($0, "", $1.map { noon.seconds + $0 }) })
        return RecordPage(rows: rows, hasMore: more, next: nil, serverTime: nil)
    }

    static func of(_ rows: KeyValuePairs<String, Int64?>, more: Bool = false) -> RecordPage {
        pairs(rows.map { ($0.key, $0.value) }, more: more)
    }

    /// Records modified so many seconds after noon.
    static func of(_ times: [Int64?], more: Bool = false) -> RecordPage {
        pairs(times.enumerated().map { ("\($0.offset)", $0.element) }, more: more)
    }
}
