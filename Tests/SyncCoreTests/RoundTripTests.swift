import TestSupport
import Testing

@testable import SyncCore

/// What is kept in the database as JSON comes back as it was, and what is no longer understood does
/// no harm.
struct RoundTripTests {
    private func kept(_ json: JSONValue) throws -> JSONValue { try JSONDocument(json.text).value }

    // MARK: ListState

    private var state: ListState {
        var state = ListState()
        state.filter = .honoured
        state.newestFirst = .ignored
        state.window = .unknown
        state.provenAt = noon
        state.pages = 40
        state.windowPages = 3
        state.windowReadAt = noon + 1
        state.anchor = "7120\"\\é"
        state.nextPage = 17
        state.nextParent = "p1"
        state.startedAt = noon + 2
        return state
    }

    @Test func listState_ComesBackAsItWas() throws {
        #expect(ListState(json: try kept(state.json)) == state)
        #expect(ListState(json: try kept(ListState().json)) == ListState())
    }

    @Test(arguments: [
        "null", "[]", "{}", #"{"filter":"perhaps","window":3,"pages":"many","next_page":null}"#,
        #"{"proven_at":"yesterday","window_read_at":5,"anchor":7,"next_parent":[]}"#,
    ])
    func listState_NotUnderstood_IsThatOfAListNeverRead(text: String) throws {
        #expect(ListState(json: try JSONDocument(text).value) == ListState())
    }

    // MARK: Cursor

    @Test func cursor_OfAList_ComesBackAsItWas() throws {
        var cursor = Cursor()
        cursor.start = noon
        cursor.crossedAt = noon + 1
        cursor.latest = noon + 2
        cursor.isSettled = true
        cursor.sweptAt = noon + 3
        cursor.list = state
        #expect(Cursor(json: try kept(cursor.json)) == cursor)
        cursor.list = ListState()
        #expect(Cursor(json: try kept(cursor.json)) == cursor)
    }

    /// The first version knew no lists.
    @Test(arguments: [#"{"start":null}"#, #"{"list":null}"#, #"{"list":5}"#, #"{"list":[]}"#])
    func cursor_WithoutAList_HasNone(text: String) throws {
        #expect(Cursor(json: try JSONDocument(text).value).list == nil)
    }

    @Test func cursors_OfAnyShape_ComeBackAsTheyWere() throws {
        var random = SeededGenerator(seed: 7)
        func instant(_ random: inout SeededGenerator) -> UTCInstant? {
            random.below(3) == 0 ? nil : noon + Int64(random.below(1_000_000))
        }
        for _ in 0..<200 {
            var cursor = Cursor()
            cursor.start = instant(&random)
            cursor.position = instant(&random)
            cursor.edge = instant(&random)
            cursor.crowds = (0..<random.below(3)).compactMap { _ in instant(&random) }
            cursor.disturbed = (0..<random.below(3)).compactMap { _ in instant(&random) }
            cursor.crossedAt = instant(&random)
            cursor.latest = instant(&random)
            cursor.isSettled = random.below(2) == 0
            cursor.isSweeping = random.below(2) == 0
            cursor.sweptAt = instant(&random)
            if random.below(2) == 0 {
                var state = ListState()
                let proofs: [ListState.Proof] = [.unknown, .honoured, .ignored]
                state.filter = proofs[random.below(3)]
                state.newestFirst = proofs[random.below(3)]
                state.window = proofs[random.below(3)]
                state.provenAt = instant(&random)
                state.pages = random.below(1000)
                state.windowReadAt = instant(&random)
                state.anchor = random.below(2) == 0 ? nil : random.text()
                state.nextPage = random.below(9)
                state.nextParent = random.below(2) == 0 ? nil : random.text()
                state.startedAt = instant(&random)
                cursor.list = state
            }
            #expect(Cursor(json: try kept(cursor.json)) == cursor)
        }
    }

    // MARK: StreamSchema

    private var schema: StreamSchema {
        var schema = StreamSchema(
            table: "books_invoices", zohoName: "invoices", idField: "invoice_id",
            idColumn: "invoice_id")
        schema.add(field: "total", part: .whole, name: "total", kind: .decimal)
        schema.add(field: "custom_fields.712", part: .whole, name: "cf_größe", kind: .any)
        schema.fields = ["invoice_id", "total"]
        schema.modifiedField = "last_modified_time"
        schema.revision = "5"
        schema.checkedAt = noon
        schema.detail = .init(batch: 100, isForPartialRowsOnly: true, fields: ["Notes"])
        var lines = StreamSchema(childOf: schema.table, field: "line_items")
        lines.add(field: "rate", part: .whole, name: "rate", kind: .decimal)
        schema.children = [
            ChildTable(field: "line_items", schema: lines),
            ChildTable(
                field: "Odd Field",
                schema: StreamSchema(childOf: schema.table, field: "Odd Field")),
        ]
        return schema
    }

    @Test func schema_WithDetailAndChildren_ComesBackAsItWas() throws {
        let back = try #require(StreamSchema(json: try kept(schema.json)))
        #expect(back == schema)
        #expect(back.children.map(\.schema.isChild) == [true, true] && !back.isChild)
        #expect(back.children.map(\.schema.keyWidth) == [2, 2] && back.keyWidth == 1)
        #expect(back.children.last?.schema.table == "books_invoices_odd_field")
    }

    @Test func schema_OfTheFirstVersion_HasNoDetailAndNoChildren() throws {
        let text = """
            {"table":"crm_leads","zoho_name":"Leads","fields":["Last_Name"],
            "columns":[{"name":"id","field":"id","part":"whole","kind":"text"}]}
            """
        let schema = try #require(StreamSchema(json: try JSONDocument(text).value))
        #expect(schema.detail == nil && schema.children.isEmpty && schema.revision == nil)
        #expect(schema.columns.map(\.name) == ["id"])
    }
}
