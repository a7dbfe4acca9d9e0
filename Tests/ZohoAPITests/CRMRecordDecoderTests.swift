import SyncCore
import Testing

@testable import ZohoAPI

struct CRMRecordDecoderTests {
    private static let schema: StreamSchema = {
        var schema = StreamSchema(table: "crm_t", zohoName: "T")
        let kinds: [(String, StreamSchema.ColumnKind)] = [
            ("Text", .text), ("Json", .json), ("Time", .instant), ("Day", .date),
            ("Flag", .boolean), ("Whole", .integer), ("Money", .decimal), ("Any", .any),
            ("Modified_Time", .instant),
        ]
        for (name, kind) in kinds {
            schema.add(field: name, part: .whole, name: StreamSchema.name(for: name), kind: kind)
        }
        for part in [StreamSchema.Part.id, .name, .email, .module] {
            schema.add(field: "Ref", part: part, name: "ref_\(part.rawValue)", kind: .text)
        }
        schema.modifiedField = "Modified_Time"
        return schema
    }()

    private func decode(_ records: String) throws -> RowBatch {
        let document = try JSONDocument(records)
        return try RecordDecoder(schema: Self.schema).decode(document, array: 0)
    }

    private static let shapes: [(String, String, String)] = [
        (#""Text":"a""#, "text", "'a'"), (#""Text":"""#, "text", "''"),
        (#""Text":null"#, "text", "null"), (#""x":1"#, "text", "absent"),
        (#""Text":"\u00e9\ud83d\ude00\n\"\ud800""#, "text", "'é😀\n\"\u{FFFD}'"),
        (#""Text":1.10"#, "text", "number 1.10"), (#""Text":true"#, "text", "'true'"),
        (#""Text":{"a":[1]}"#, "text", #"'{"a":[1]}'"#), (#""Text":[]"#, "text", "'[]'"),
        (#""Json":["a","\u00e9"]"#, "json", #"'["a","\u00e9"]'"#), (#""Json":[]"#, "json", "'[]'"),
        (#""Json":"a""#, "json", "'a'"), (#""Json":false"#, "json", "'false'"),
        (#""Time":"2026-05-01T08:30:00+02:00""#, "time", "'2026-05-01T06:30:00Z'"),
        (#""Time":"2026-05-01T06:30:00Z""#, "time", "'2026-05-01T06:30:00Z'"),
        (#""Time":"soon""#, "time", "'soon'"), (#""Time":"""#, "time", "''"),
        (#""Time":{"unexpected":true}"#, "time", #"'{"unexpected":true}'"#),
        (#""Day":"2026-05-01""#, "day", "'2026-05-01'"), (#""Flag":true"#, "flag", "true"),
        (#""Flag":false"#, "flag", "false"), (#""Flag":null"#, "flag", "null"),
        (#""Flag":"yes""#, "flag", "'yes'"), (#""Whole":-7"#, "whole", "number -7"),
        (#""Whole":"9007199254740993""#, "whole", "'9007199254740993'"),
        (#""Money":1234567890123456.78"#, "money", "number 1234567890123456.78"),
        (#""Money":[1]"#, "money", "'[1]'"), (#""Any":1e5"#, "any", "number 1e5"),
        (#""Any":"10%""#, "any", "'10%'"), (#""Any":true"#, "any", "true"),
        (#""Any":{}"#, "any", "'{}'"), (#""Text":"a","Text":"b""#, "text", "'b'"),
        (#""text":"other case""#, "text", "absent"),
    ]

    @Test(arguments: shapes)
    func decode_Value_IsItsCell(member: String, column: String, cell: String) throws {
        let rows = try decode(#"[{"id":"1",\#(member)}]"#)
        #expect(rows.shown(0, column, Self.schema) == cell)
    }

    private static let references: [(String, [String])] = [
        (
            #"{"name":"A","id":"7","email":"a@x","module":"Leads"}"#,
            ["'7'", "'A'", "'a@x'", "'Leads'"]
        ),
        (#"{"id":"7","name":null}"#, ["'7'", "null", "null", "null"]),
        (
            #"{"module":{"id":"9","api_name":"Leads"},"id":"7"}"#,
            ["'7'", "null", "null", "'Leads'"]
        ),
        (#"{"module":{"id":"9"},"id":"7"}"#, ["'7'", "null", "null", "null"]),
        (#"{"name":"\"A\""}"#, ["null", "'\"A\"'", "null", "null"]),
        ("{}", ["null", "null", "null", "null"]),
        ("null", ["null", "null", "null", "null"]), (#""A""#, ["null", "'A'", "null", "null"]),
        ("5", ["null", "number 5", "null", "null"]), ("[1]", ["null", "'[1]'", "null", "null"]),
        (#"{"id":7}"#, ["number 7", "null", "null", "null"]),
    ]

    @Test(arguments: references)
    func decode_Reference_IsItsParts(value: String, cells: [String]) throws {
        let rows = try decode(#"[{"id":"1","Ref":\#(value)}]"#)
        let names = ["ref_id", "ref_name", "ref_email", "ref_module"]
        #expect(names.map { rows.shown(0, $0, Self.schema) } == cells)
    }

    @Test func decode_MissingReference_IsAbsentInAllParts() throws {
        let rows = try decode(#"[{"id":"1"}]"#)
        let names = ["ref_id", "ref_name", "ref_email", "ref_module"]
        #expect(names.allSatisfy { rows.shown(0, $0, Self.schema) == "absent" })
    }

    @Test func decode_KeysInChangingOrder_AllFound() throws {
        let members = [
            #""id":"1""#, #""Text":"a""#, #""Other":{"Text":"nested"}"#, #""Money":5"#,
            #""Flag":true"#, #""Modified_Time":"2026-05-01T08:30:00+02:00""#,
        ]
        var records: [String] = []
        for turn in 0..<members.count {
            let turned = Array(members[turn...] + members[..<turn])
            records.append("{\(turned.joined(separator: ","))}")
            records.append("{\(turned.reversed().joined(separator: " , "))}")
        }
        let rows = try decode("[\(records.joined(separator: ","))]")
        #expect(rows.rowCount == 12)
        for row in 0..<rows.rowCount {
            #expect(rows.id(row: row) == "1")
            #expect(rows.shown(row, "text", Self.schema) == "'a'")
            #expect(rows.shown(row, "money", Self.schema) == "number 5")
            #expect(rows.shown(row, "flag", Self.schema) == "true")
            #expect(rows.modified[row]?.text == "2026-05-01T06:30:00Z")
        }
    }

    @Test func decode_UnreadableModification_IsUnknown() throws {
        let rows = try decode(
            #"[{"id":"1","Modified_Time":"x"},{"id":"2","Modified_Time":null},{"id":"3"}]"#)
        #expect(rows.modified == [nil, nil, nil])
    }

    @Test func decode_EmptyList_HasNoRows() throws {
        #expect(try decode("[]").rowCount == 0)
        #expect(try decode("[]").columnCount == Self.schema.columns.count)
    }

    @Test(arguments: [
        "[{}]", #"[{"id":null}]"#, #"[{"id":""}]"#, #"[{"id":{}}]"#, #"[{"id":true}]"#, "[1]",
        #"[{"id":"1"},null]"#, "{}", "null",
    ])
    func decode_NoRecord_IsAnError(records: String) {
        let failure = #expect(throws: SyncFailure.self) { try decode(records) }
        #expect(failure?.code == .invalidResponse)
        #expect(failure?.disposition == .failStream)
    }
}

struct CRMSliceMergeTests {
    /// Rows of an id, a time and one of two columns.
    private func slice(_ column: Int, _ rows: [(String, Int64, String)]) -> RowBatch {
        var batch = RowBatch(columnCount: 3)
        for (id, modified, text) in rows {
            batch.appendRow(modified: UTCInstant(seconds: modified))
            batch[batch.rowCount - 1, 0] = batch.makeCell(text: id)
            batch[batch.rowCount - 1, column] = batch.makeCell(text: text)
        }
        return batch
    }

    private func texts(_ rows: RowBatch) -> [String] {
        (0..<rows.rowCount).map { row in
            (0..<3).map { rows.text(of: rows[row, $0]) }.joined(separator: " ")
        }
    }

    @Test func init_CompleteRows_ArePutTogetherInTheFirstOrder() {
        let merge = SliceMerge([
            slice(1, [("1", 10, "a"), ("2", 20, "b")]), slice(2, [("2", 20, "B"), ("1", 10, "A")]),
        ])
        #expect(texts(merge.rows) == ["1 a A", "2 b B"])
        #expect(merge.rows.modified.map { $0?.seconds } == [10, 20])
        #expect(merge.incomplete == [])
    }

    @Test func init_MissingOrChangedRows_AreNamed() {
        let merge = SliceMerge([
            slice(1, [("1", 10, "a"), ("2", 20, "b"), ("3", 30, "c")]),
            slice(2, [("1", 10, "A"), ("2", 21, "B"), ("4", 40, "D")]),
        ])
        #expect(texts(merge.rows) == ["1 a A"])
        #expect(merge.incomplete == ["2", "3"])
    }

    @Test func init_OneOrNoSlice_IsItself() {
        #expect(texts(SliceMerge([slice(1, [("1", 10, "a")])]).rows) == ["1 a "])
        #expect(SliceMerge([]).rows.rowCount == 0)
    }
}
