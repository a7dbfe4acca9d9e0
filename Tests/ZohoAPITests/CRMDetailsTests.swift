import SyncCore
import Testing

@testable import ZohoAPI

struct CRMDetailsTests {
    private let stream = StreamDescription(
        zohoName: "Quotes", table: "crm_quotes", reading: .records)

    /// A text, a rich text and two arrays.
    private static func schema(_ arrays: [String] = ["Lines", "Links"]) -> StreamSchema {
        var schema = StreamSchema(table: "crm_quotes", zohoName: "Quotes")
        for name in ["Subject", "Answer"] {
            schema.add(
                field: name, part: .whole, name: StreamSchema.name(for: name), kind: .text)
        }
        schema.fields = ["Subject", "Answer"]
        schema.children = arrays.map {
            ChildTable(field: $0, schema: StreamSchema(childOf: "crm_quotes", field: $0))
        }
        schema.detail = .init(fields: arrays + ["Answer"])
        return schema
    }

    private func details(
        _ records: [String], schema: StreamSchema = Self.schema(), bench: CRMBench = CRMBench()
    ) async throws -> DetailAnswer {
        let http = ScriptedHTTP { number, _ in
            HTTPResponse(200, #"{"data":[\#(records[number - 1])]}"#)
        }
        let meter = CallMeter()
        let answer = try await CRMSource(caller: makeCaller(http, bench)).details(
            of: stream, schema: schema, ids: (1...records.count).map(String.init), meter: meter)
        #expect(meter.value == records.count)
        #expect(
            http.requests.map(\.url)
                == (1...records.count).map { "https://api.example.test/crm/v8/Quotes/\($0)" })
        return answer
    }

    /// The rows of a child as `column=value` texts.
    private func shown(_ field: String, _ answer: DetailAnswer, record: Int = 0) -> [[String]] {
        guard let child = answer.schema.children.first(where: { $0.field == field })?.schema,
            let rows = answer.records[record].children[field]
        else { return [["no such child"]] }
        return (0..<rows.rowCount).map { row in
            child.columns.map { "\($0.name)=\(rows.shown(row, $0.name, child))" }
        }
    }

    // MARK: The record

    @Test func details_RichText_ComesWholeAndAlone() async throws {
        let long = String(repeating: "é😀", count: 4000)
        let answer = try await details([
            #"{"Subject":"s","id":"1","Modified_Time":"2026-05-01T06:30:00Z","Answer":"\#(long)"}"#
        ])
        let row = try #require(answer.records[0].row)
        #expect(row.rowCount == 1 && row.columnCount == 3 && row.ids == ["1"])
        #expect(row.shown(0, "answer", answer.schema) == "'\(long)'")
        #expect(row.shown(0, "subject", answer.schema) == "absent")
        #expect(row.partial.isEmpty)
    }

    @Test(arguments: [(#""Answer":null,"#, "null"), ("", "absent")])
    func details_NoRichText_IsNullOrAbsent(member: String, cell: String) async throws {
        let answer = try await details([#"{\#(member)"id":"1"}"#])
        #expect(answer.records[0].row?.shown(0, "answer", answer.schema) == cell)
    }

    @Test(arguments: [(204, ""), (200, #"{"data":[]}"#)])
    func details_MissingRecord_IsNone(status: Int, body: String) async throws {
        let http = ScriptedHTTP { _, _ in HTTPResponse(status, body) }
        let answer = try await CRMSource(caller: makeCaller(http, CRMBench())).details(
            of: stream, schema: Self.schema(), ids: ["7"], meter: CallMeter())
        #expect(answer.records.map(\.id) == ["7"])
        #expect(answer.records[0].row == nil && answer.records[0].children.isEmpty)
        #expect(answer.schema == Self.schema())
        // Only a list that does not show it either makes it so.
        #expect(http.requests.count == 2)
        #expect(http.requests.last?.url.hasSuffix("&ids=7") == true)
    }

    @Test func details_MissingButListed_SaysNothing() async throws {
        let http = ScriptedHTTP { number, _ in
            number == 1 ? HTTPResponse(204) : HTTPResponse(200, #"{"data":[{"id":"7"}]}"#)
        }
        let leads = StreamDescription(zohoName: "Leads", table: "crm_leads", reading: .records)
        let answer = try await CRMSource(caller: makeCaller(http, CRMBench())).details(
            of: leads, schema: Self.schema(), ids: ["7"], meter: CallMeter())
        #expect(http.requests.last?.url.contains("converted=both") == true)
        let row = try #require(answer.records[0].row)
        #expect(row.ids == ["7"] && row[0, 1].kind == .absent && row[0, 2].kind == .absent)
        #expect(answer.records[0].children.isEmpty)
    }

    @Test(arguments: [
        "{}", #"{"data":{}}"#, #"{"data":[1]}"#, #"{"data":[{}]}"#, #"{"data":[{"id":"8"}]}"#,
        #"{"data":[{"id":"7","Lines":{"unexpected":true}}]}"#,
        #"{"data":[{"id":"7","Lines":["x"]}]}"#, #"{"data":[{"id":"7","Lines":[{},null]}]}"#,
    ])
    func details_OddAnswer_IsAnErrorNotAnAbsence(body: String) async throws {
        let http = ScriptedHTTP { _, _ in HTTPResponse(200, body) }
        let failure = await #expect(throws: SyncFailure.self) {
            try await CRMSource(caller: makeCaller(http, CRMBench())).details(
                of: stream, schema: Self.schema(), ids: ["7"], meter: CallMeter())
        }
        #expect(failure?.code == .invalidResponse)
        #expect(failure?.disposition == .failStream)
    }

    @Test(arguments: [
        (400, "INVALID_DATA", Disposition.failStream), (403, "NO_PERMISSION", .skipStream),
    ])
    func details_Refusal_MeansWhatItMeansElsewhere(
        status: Int, code: String, disposition: Disposition
    ) async throws {
        let http = ScriptedHTTP { _, _ in .zoho(status, code) }
        let failure = await #expect(throws: SyncFailure.self) {
            try await CRMSource(caller: makeCaller(http, CRMBench())).details(
                of: stream, schema: Self.schema(), ids: ["7"], meter: CallMeter())
        }
        #expect(failure?.code == .zohoRejected)
        #expect(failure?.disposition == disposition)
    }

    // MARK: Children

    @Test func details_Subform_IsRowsWithColumnsByValue() async throws {
        let answer = try await details([
            """
            {"id":"1","Lines":[
             {"id":"11","Parent_Id":{"name":"Q","id":"1"},"Title":"A\\u00e9","Cost":10.10,"Open":true,
              "Created_Time":"2026-05-01T08:30:00+02:00","Due":"2026-05-01","$in_merge":false,
              "$field_states":null,"Skills":["x","\\u00e9"],"Where":{"lat":1.0},"Later":null,
              "Owner":{"name":"Ira","id":"5","email":"ira@example.test"},
              "About":{"name":"L","id":"6","module":{"api_name":"Leads","id":"9"}}},
             {"id":"12","Title":null,"Cost":"10%","Owner":null}]}
            """
        ])
        let child = answer.schema.children[0].schema
        #expect(
            child.columns.dropFirst(2).map {
                "\($0.name) \($0.part == .whole ? $0.kind.rawValue : $0.part.rawValue)"
            } == [
                "id text", "parent_id id", "parent_id_name name", "title text", "cost decimal",
                "open boolean", "created_time instant", "due text", "skills json", "where json",
                "owner_id id", "owner name", "owner_email email", "about_id id", "about name",
                "about_module module",
            ])
        #expect(
            shown("Lines", answer) == [
                [
                    "_parent_id='1'", "_position=number 0", "id='11'", "parent_id='1'",
                    "parent_id_name='Q'", "title='Aé'", "cost=number 10.10", "open=true",
                    "created_time='2026-05-01T06:30:00Z'", "due='2026-05-01'",
                    #"skills='["x","\u00e9"]'"#, #"where='{"lat":1.0}'"#, "owner_id='5'",
                    "owner='Ira'", "owner_email='ira@example.test'", "about_id='6'", "about='L'",
                    "about_module='Leads'",
                ],
                [
                    "_parent_id='1'", "_position=number 1", "id='12'", "parent_id=absent",
                    "parent_id_name=absent", "title=null", "cost='10%'", "open=absent",
                    "created_time=absent", "due=absent", "skills=absent", "where=absent",
                    "owner_id=null", "owner=null", "owner_email=null", "about_id=absent",
                    "about=absent", "about_module=absent",
                ],
            ])
    }

    @Test func details_Links_AreRowsThatNameTheOther() async throws {
        let answer = try await details([
            #"{"id":"1","Links":[{"id":"21","Products":{"name":"P","id":"31"}}]}"#,
            #"{"id":"2","Links":[{"id":"22","user":{"name":"U","id":"5","email":"u@x"}}]}"#,
        ])
        #expect(
            shown("Links", answer) == [
                [
                    "_parent_id='1'", "_position=number 0", "id='21'", "products_id='31'",
                    "products='P'", "user_id=absent", "user=absent", "user_email=absent",
                ]
            ])
        #expect(
            shown("Links", answer, record: 1) == [
                [
                    "_parent_id='2'", "_position=number 0", "id='22'", "products_id=absent",
                    "products=absent", "user_id='5'", "user='U'", "user_email='u@x'",
                ]
            ])
    }

    @Test func details_MissingOrNullArray_HasNoRows() async throws {
        let answer = try await details([#"{"id":"1","Lines":null}"#, #"{"id":"2","Lines":[]}"#])
        for record in answer.records {
            #expect(Set(record.children.keys) == ["Lines", "Links"])
            for (_, rows) in record.children {
                #expect(rows.rowCount == 0 && rows.columnCount == 2)
            }
        }
    }

    @Test func details_VanishedChild_IsLeftAlone() async throws {
        var schema = Self.schema()
        schema.detail?.fields = ["Links"]
        let answer = try await details([#"{"id":"1","Lines":[{"id":"11"}]}"#], schema: schema)
        #expect(Array(answer.records[0].children.keys) == ["Links"])
    }

    @Test func details_Columns_StayAsTheyAre() async throws {
        let first = try await details([
            #"{"id":"1","Lines":[{"id":"11","Title":"A","Ref":{"name":"N","id":"9"}}]}"#
        ])
        let second = try await details(
            [
                """
                {"id":"1","Lines":[{"Title":{"name":"N","id":"9"},"id":"11","title":"B",
                 "Ref":"bare","Ref_Id":"c","_parent_id":"x","_position":9}]}
                """
            ], schema: first.schema)
        let columns = second.schema.children[0].schema.columns
        #expect(columns.starts(with: first.schema.children[0].schema.columns))
        // A clash of names, and keys that are named like ours.
        #expect(
            shown("Lines", second) == [
                [
                    "_parent_id='1'", "_position=number 0", "id='11'",
                    #"title='{"name":"N","id":"9"}'"#, "ref_id=null", "ref='bare'",
                    "title_2='B'", "ref_id_2='c'",
                ]
            ])
    }

    @Test func details_MoreRowsThanSent_IsSaidOncePerStream() async throws {
        let bench = CRMBench()
        let record = { (id: Int, more: Bool) in
            """
            {"id":"\(id)","Lines":[{"id":"11"}],"$has_more":{"Lines":\(more),"Links":false,
             "Other":true}}
            """
        }
        let answer = try await details(
            [record(1, false), record(2, true), record(3, true)], bench: bench)
        #expect(answer.records.map { $0.children["Lines"]?.rowCount } == [1, 1, 1])
        #expect(bench.events.count == 1)
        #expect(bench.events.first?.name == .notice)
        #expect(bench.events.first?.message.contains("Lines of some records of Quotes") == true)
    }
}
