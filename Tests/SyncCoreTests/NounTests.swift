import Testing

@testable import SyncCore

struct CursorTests {
    @Test func json_RoundTrip_KeepsEverything() throws {
        var cursor = Cursor()
        #expect(Cursor(json: cursor.json) == cursor)
        cursor.start = noon
        cursor.position = noon + 1
        cursor.edge = noon + 2
        cursor.crowds = [noon + 3, noon + 4]
        cursor.disturbed = [noon + 4]
        cursor.latest = noon + 5
        cursor.isSweeping = true
        cursor.sweptAt = noon + 6
        #expect(Cursor(json: try JSONDocument(cursor.json.text).value) == cursor)
    }

    @Test(arguments: [
        "null", "{}", "[1]", #"{"start":5,"position":"soon","crowds":{},"sweeping":"yes"}"#,
    ])
    func json_NotUnderstood_ReadsFromTheBeginning(text: String) throws {
        #expect(Cursor(json: try JSONDocument(text).value) == Cursor())
    }
}

struct ModuleTests {
    private static let names: [(String, Module?)] = [
        ("Zoho CRM", .crm), ("zoho crm", .crm), ("CRM", .crm), ("crm", .crm), ("Books", .books),
        ("ZOHO BOOKS", .books), ("inventory", .inventory), ("Zoho Invoice", .invoice),
        ("", nil), ("zoho", nil), ("invoices", nil), (" crm", nil),
    ]

    @Test(arguments: names)
    func init_NameInAnyCase_IsTheModule(name: String, module: Module?) {
        #expect(Module(named: name) == module)
    }
}

struct RowBatchTests {
    private let batch = RowBatch(rows: [("1", "ä", 10), ("2", "", nil), ("3", "c", 30)])

    @Test func appendRow_Cells_AreAbsentUntilSet() {
        var rows = RowBatch(columnCount: 3)
        rows.reserve(rows: 2)
        rows.appendRow(modified: nil)
        #expect(rows.rowCount == 1)
        #expect((0..<3).allSatisfy { rows[0, $0].kind == .absent })
        rows.setModified(noon, row: 0)
        #expect(rows.modified == [noon])
    }

    @Test func text_OfCells_IsTheirBytes() {
        #expect((0..<3).map { batch.id(row: $0) } == ["1", "2", "3"])
        #expect((0..<3).map { batch.text(of: batch[$0, 1]) } == ["ä", "", "c"])
    }

    @Test func filtered_Rows_KeepCellsAndTimes() {
        let rows = batch.filtered { $0 != 1 }
        #expect((0..<rows.rowCount).map { rows.id(row: $0) } == ["1", "3"])
        #expect(rows.text(of: rows[0, 1]) == "ä")
        #expect(rows.modified.map { $0?.seconds } == [10, 30])
        #expect(batch.filtered { _ in false }.rowCount == 0)
    }

    @Test func merged_Batches_AreInOrderOfModification() {
        let other = RowBatch(rows: [("4", "d", 30), ("5", "e", 20)])
        let rows = batch.merged(with: other)
        #expect((0..<rows.rowCount).map { rows.id(row: $0) } == ["2", "1", "5", "3", "4"])
        #expect((0..<rows.rowCount).map { rows.text(of: rows[$0, 1]) } == ["", "ä", "e", "c", "d"])
        #expect(batch.merged(with: RowBatch(columnCount: 2)).rowCount == 3)
        #expect(RowBatch(columnCount: 2).merged(with: batch).id(row: 0) == "2")
    }
}

struct FailureTests {
    @Test func cancelFlag_Raised_ThrowsCancelled() throws {
        let flag = CancelFlag()
        try flag.check()
        flag.cancel()
        #expect(flag.isCancelled)
        let failure = #expect(throws: SyncFailure.self) { try flag.check() }
        #expect(failure?.code == .cancelled)
    }

    @Test func timeSource_CancelledSleep_ThrowsCancelled() async {
        let time = TimeSource(now: { noon }, sleep: { _ in throw CancellationError() })
        let failure = await #expect(throws: SyncFailure.self) { try await time.sleep(.seconds(1)) }
        #expect(failure?.code == .cancelled)
    }

    @Test func callMeter_Calls_AreCounted() {
        let meter = CallMeter()
        meter.count()
        meter.count()
        #expect(meter.value == 2)
    }
}

struct PathTextTests {
    @Test(arguments: [
        ("/etc/zohosyncd/config.json", "/etc/zohosyncd", "config.json"),
        ("/config.json", "/", "config.json"), ("config.json", ".", "config.json"),
        ("./a/b", "./a", "b"), ("a/", "a", ""),
    ])
    func path_Split_IsFolderAndName(path: String, folder: String, name: String) {
        #expect(PathText.folder(of: path) == folder)
        #expect(PathText.name(of: path) == name)
    }

    @Test func absolute_OfARelativePath_StartsAtTheFolder() {
        #expect(PathText.absolute("/a", relativeTo: "/srv") == "/a")
        #expect(PathText.absolute("a/b", relativeTo: "/srv") == "/srv/a/b")
        #expect(PathText.absolute("./a", relativeTo: "/") == "/a")
    }
}

struct FNV1aTests {
    /// The published vectors of the algorithm.
    @Test(arguments: [
        ("", 0xcbf2_9ce4_8422_2325 as UInt64), ("a", 0xaf63_dc4c_8601_ec8c),
        ("foobar", 0x8594_4171_f739_67e8),
    ])
    func hash_OfAText_IsAsPublished(text: String, hash: UInt64) {
        var whole = FNV1a()
        whole.add(text.utf8)
        #expect(whole.value == hash)
        var pieces = FNV1a()
        for byte in text.utf8 { pieces.add([byte]) }
        #expect(pieces.value == hash)
    }
}

struct VisibleTextTests {
    @Test(arguments: [
        ("1000.abc~!", true), ("", false), (" ", false), ("a b", false), ("a\n", false),
        ("\u{7F}", false), ("é", false), ("\0", false),
    ])
    func accepts_OnlyOneWordOfASCII(text: String, isAccepted: Bool) {
        #expect(VisibleText.accepts(text.utf8) == isAccepted)
    }
}
