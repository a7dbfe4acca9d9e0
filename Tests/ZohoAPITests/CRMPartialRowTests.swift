import SyncCore
import Testing
import ZohoSimulator

@testable import ZohoAPI

struct CRMCutTextTests {
    private static let texts: [(String, Bool)] = [
        ("", false), (String(repeating: "a", count: 499), false),
        (String(repeating: "a", count: 500), true), (String(repeating: "é", count: 499), false),
        (String(repeating: "é", count: 500), true), (String(repeating: "東", count: 499), false),
        (String(repeating: "東", count: 500), true), (String(repeating: "😀", count: 249), false),
        (String(repeating: "😀", count: 250), true),
        (String(repeating: "e\u{301}", count: 250), true),
    ]

    @Test(arguments: texts)
    func mayBeCut_CountsUnits(text: String, isCut: Bool) {
        #expect(CutText.mayBeCut(text.utf8) == isCut)
        #expect((text.utf16.count >= 500) == isCut)
    }
}

struct CRMPartialRowTests {
    private static let schema: StreamSchema = {
        var schema = StreamSchema(table: "crm_t", zohoName: "T")
        for name in ["Rich", "Plain"] {
            schema.add(field: name, part: .whole, name: StreamSchema.name(for: name), kind: .text)
        }
        schema.fields = ["Rich", "Plain"]
        schema.detail = .init(isForPartialRowsOnly: true, fields: ["Rich"])
        return schema
    }()

    private func decode(_ records: [String]) throws -> RowBatch {
        let document = try JSONDocument("[\(records.joined(separator: ","))]")
        return try RecordDecoder(schema: Self.schema).decode(document, array: 0)
    }

    private func record(_ id: Int, _ text: String) -> String {
        #"{"id":"\#(id)","Rich":"\#(text)","Plain":"\#(text)"}"#
    }

    @Test func decode_TextThatMayBeCut_IsLeftToTheDetail() throws {
        let escaped = #"\u00e9\n"#
        let rows = try decode([
            record(0, String(repeating: "a", count: 499)),
            record(1, String(repeating: "a", count: 500)),
            record(2, String(repeating: escaped, count: 249)),
            record(3, String(repeating: escaped, count: 250)),
            record(4, String(repeating: "é", count: 300)),
            #"{"id":"5","Rich":null}"#, #"{"id":"6"}"#,
        ])
        #expect(rows.partial == [1, 3])
        let kinds = (0..<7).map { rows[$0, 1].kind }
        #expect(kinds == [.text, .absent, .text, .absent, .text, .null, .absent])
        // Plain text is never cut.
        #expect((0..<5).allSatisfy { rows[$0, 2].kind == .text })
        #expect(rows.text(of: rows[3, 2]) == String(repeating: "é\n", count: 250))
    }

    @Test func merge_PartialRows_StayPartial() throws {
        let rows = try decode((0..<4).map { record($0, $0 % 2 == 0 ? "a" : Self.long) })
        let other = try decode((0..<4).map { record(3 - $0, $0 == 1 ? Self.long : "a") })
        let merge = SliceMerge([rows, other])
        // One and three are partial in the first slice, two in the second.
        #expect(merge.rows.partial == [1, 2, 3])
        #expect(merge.rows.filtered { $0 > 1 }.partial == [0, 1])
    }

    private static let long = String(repeating: "x", count: 500)

    @Test func pages_RichTextInAModule_ListsAndDetailsDoNotFight() async throws {
        try await withCRM { world in
            let whole = "<p>" + String(repeating: "Łódź 😀 ", count: 200) + "</p>"
            let long = world.simulator.create(
                module: "Solutions",
                ["Solution_Title": "a", "Answer": .string(whole), "Question": .string(whole)])
            let short = world.simulator.create(
                module: "Solutions", ["Solution_Title": "b", "Answer": "<p>short</p>"])
            let stream = try await world.stream("Solutions")
            let schema = try await world.schema(stream)
            #expect(schema.detail == .init(isForPartialRowsOnly: true, fields: ["Answer"]))
            let rows = try await world.pages(stream, schema)[0].rows
            #expect(rows.ids == [long, short] && rows.partial == [0])
            #expect(rows.shown(0, "answer", schema) == "absent")
            #expect(rows.shown(0, "question", schema) == "'\(whole)'")
            #expect(rows.shown(1, "answer", schema) == "'<p>short</p>'")
            let byID = try await world.source.records(
                of: stream, schema: schema, ids: [long, short], meter: world.meter)
            #expect(byID.partial.map { byID.id(row: $0) } == [long])
            let answer = try await world.source.details(
                of: stream, schema: schema, ids: [long], meter: world.meter)
            #expect(answer.schema == schema)
            let row = try #require(answer.records[0].row)
            #expect(row.shown(0, "answer", schema) == "'\(whole)'")
            #expect(row.shown(0, "question", schema) == "absent")
        }
    }

    @Test func pages_RichTextInASlice_MarksTheRow() async throws {
        let fields =
            (0..<60).map { ZohoSimulator.FieldDefinition("F\($0)", "text") }
            + [
                ZohoSimulator.FieldDefinition("Rich", "textarea").with { $0.isRichText = true },
                ZohoSimulator.FieldDefinition("Modified_Time", "datetime"),
            ]
        let module = ZohoSimulator.ModuleDefinition("Broad", fields: fields)
        try await withCRM(.custom([module])) { world in
            let id = world.simulator.create(
                module: "Broad", ["F0": "a", "Rich": .string(Self.long + "x")])
            let stream = try await world.stream("Broad")
            let schema = try await world.schema(stream)
            let rows = try await world.pages(stream, schema)[0].rows
            #expect(world.requests("Broad").count == 2)
            #expect(rows.ids == [id] && rows.partial == [0])
            #expect(rows.shown(0, "rich", schema) == "absent")
            #expect(rows.shown(0, "f0", schema) == "'a'")
        }
    }

    @Test func details_InventoryLines_EqualTheTruth() async throws {
        try await withCRM(.demo) { world in
            for (module, field) in [
                ("Quotes", "Quoted_Items"), ("Price_Books", "Pricing_Details"),
                ("Projects_X", "Milestones"),
            ] {
                let stream = try await world.stream(module)
                let schema = try await world.schema(stream)
                #expect(schema.children.map(\.field) == [field])
                #expect(schema.detail?.isForPartialRowsOnly == false)
                let (id, truth) = try #require(
                    try world.simulator.truth(module: module).lazy.compactMap { record in
                        let value = try record.fields[field].map { try JSONDocument($0.json).value }
                        return value?.array.map { (record.id, $0) }
                    }.first { !$0.1.isEmpty })
                let answer = try await world.source.details(
                    of: stream, schema: schema, ids: [id], meter: world.meter)
                let rows = try #require(answer.records[0].children[field])
                let child = answer.schema.children[0].schema
                #expect(rows.rowCount == truth.count)
                for (row, line) in truth.enumerated() {
                    #expect(rows.id(row: row) == id)
                    for member in line.object?.members ?? []
                    where !member.key.hasPrefix("$") {
                        let shown = rows.shown(row, StreamSchema.name(for: member.key), child)
                        #expect(Self.expected(member.value).contains(shown), "\(member.key)")
                    }
                }
            }
            let stream = try await world.stream("Quotes")
            let none = try await world.source.details(
                of: stream, schema: try await world.schema(stream),
                ids: ["4876876999999999999"], meter: world.meter)
            #expect(none.records[0].row == nil)
        }
    }

    /// How a value may be shown; a key that is null everywhere has no column.
    private static func expected(_ value: JSONValue) -> [String] {
        switch value {
        case .string(let text): ["'\(UTCInstant(text)?.text ?? text)'"]
        case .number(let number): ["number \(number.text)"]
        // The column of the key itself: the name, or the id where the key ends in it.
        case .object: ["name", "id"].map { "'\(value[$0]?.string ?? "")'" }
        case .null: ["null", "no such cell"]
        default: []
        }
    }
}
