import SyncCore
import Testing
import ZohoSimulator

@testable import ZohoAPI

/// A source that is told the fields of a module, and nothing else.
func detailSource(_ body: String, _ bench: CRMBench = CRMBench()) -> CRMSource {
    CRMSource(caller: makeCaller(ScriptedHTTP { _, _ in HTTPResponse(200, body) }, bench))
}

private func fields(_ members: [String]) -> String {
    #"{"fields":[\#(members.map { "{\($0)}" }.joined(separator: ","))]}"#
}

private let richText = #""data_type":"textarea","textarea":{"type":"rich_text"}"#

struct CRMDetailSchemaTests {
    private let quotes = StreamDescription(
        zohoName: "Quotes", table: "crm_quotes", reading: .records)

    private func schema(
        _ members: [String], known: StreamSchema? = nil
    ) async throws -> StreamSchema {
        try await detailSource(fields(members)).schema(
            of: quotes, known: known, now: crmMorning, meter: CallMeter())
    }

    private static let arrays: [(String, Bool)] = [
        (#""api_name":"Milestones","data_type":"subform""#, true),
        (#""api_name":"Products","data_type":"multiselectlookup""#, true),
        (#""api_name":"Team","data_type":"multiuserlookup""#, true),
        (#""api_name":"Quoted_Items","data_type":"bigint","json_type":"jsonarray""#, true),
        (#""api_name":"Pricing_Details","data_type":"text","json_type":"jsonarray""#, true),
        (#""api_name":"Participants","data_type":"text""#, true),
        (#""api_name":"Product_Details","data_type":"text","json_type":"jsonarray""#, true),
        (#""api_name":"Product_Details","data_type":"text","json_type":"string""#, false),
        (#""api_name":"Tag","data_type":"text","json_type":"jsonarray""#, false),
        (#""api_name":"Contract","data_type":"fileupload","json_type":"jsonarray""#, false),
    ]

    @Test(arguments: arrays)
    func schema_Array_IsAChildOrAColumn(members: String, isChild: Bool) async throws {
        let schema = try await schema([#""api_name":"Subject","data_type":"text""#, members])
        #expect(schema.children.count == (isChild ? 1 : 0))
        #expect(schema.fields.count == (isChild ? 1 : 2))
        #expect(
            schema.detail
                == (isChild
                    ? .init(batch: 1, fields: schema.children.map(\.field)) : nil))
        for child in schema.children {
            #expect(child.schema.table == "crm_quotes_" + StreamSchema.name(for: child.field))
            #expect(child.schema.columns.map(\.name) == ["_parent_id", "_position"])
            #expect(child.schema.isChild)
        }
    }

    @Test func schema_RichText_IsOwedForPartialRowsOnly() async throws {
        let schema = try await schema([
            #""api_name":"Subject","data_type":"text""#, #""api_name":"Answer",\#(richText)"#,
            #""api_name":"Plain","data_type":"textarea","textarea":{"type":"large"}"#,
        ])
        #expect(schema.detail == .init(isForPartialRowsOnly: true, fields: ["Answer"]))
        #expect(schema.fields == ["Subject", "Answer", "Plain"])
        #expect(schema.cutFields == ["Answer"])
        #expect(schema.columns.map(\.name) == ["id", "subject", "answer", "plain"])
    }

    @Test func schema_RichTextBesideArrays_IsOwedForAllRows() async throws {
        let schema = try await schema([
            #""api_name":"Answer",\#(richText)"#, #""api_name":"Lines","data_type":"subform""#,
        ])
        #expect(schema.detail == .init(fields: ["Lines", "Answer"]))
        #expect(schema.cutFields == ["Answer"])
    }

    @Test func schema_NothingLeftOut_OwesNoDetail() async throws {
        let schema = try await schema([#""api_name":"Subject","data_type":"text""#])
        #expect(schema.detail == nil && schema.children.isEmpty && schema.cutFields.isEmpty)
    }

    @Test func schema_VanishedChild_KeepsItsTableAndIsNotSpokenOf() async throws {
        let subject = #""api_name":"Subject","data_type":"text""#
        let lines = #""api_name":"Lines","data_type":"subform""#
        var known = try await schema([subject, lines])
        known.children[0].schema.add(field: "Cost", part: .whole, name: "cost", kind: .decimal)
        let without = try await schema([subject], known: known)
        #expect(without.children == known.children)
        #expect(without.detail == nil && without.liveChildren.isEmpty)
        let other = #""api_name":"Links","data_type":"multiselectlookup""#
        let again = try await schema([subject, other, lines], known: without)
        #expect(again.children.map(\.field) == ["Lines", "Links"])
        #expect(again.children[0] == known.children[0])
        #expect(again.liveChildren == [0, 1])
        // A subform that has given way to a text of the same name.
        let text = try await schema([subject, #""api_name":"Lines",\#(richText)"#], known: again)
        #expect(text.liveChildren.isEmpty && text.cutFields == ["Lines"])
        #expect(text.detail == .init(isForPartialRowsOnly: true, fields: ["Lines"]))
        #expect(text.children.count == 2)
    }

    @Test func schema_ClashingTables_GetAnotherName() async throws {
        let lines = #""api_name":"Line-Items","data_type":"subform""#
        let schema = try await schema([
            #""api_name":"Subject","data_type":"text""#, lines,
            #""api_name":"Line_Items","data_type":"subform""#,
        ])
        #expect(
            schema.children.map(\.schema.table)
                == ["crm_quotes_line_items", "crm_quotes_line_items_2"])
        #expect(schema.children.map(\.schema.zohoName) == ["Line-Items", "Line_Items"])
        for child in schema.children {
            #expect(child.schema.isChild && child.schema.keyWidth == 2)
            #expect(child.schema.columns.map(\.kind) == [.text, .integer])
        }
    }

    @Test func schema_ModuleNamedLikeAChild_KeepsTheTable() async throws {
        let parent = ZohoSimulator.ModuleDefinition(
            "Quotes", fields: [.init("Subject", "text"), .subform("Lines", rows: "Rows_X")])
        let modules = [parent, ZohoSimulator.ModuleDefinition("Quotes_Lines")]
        try await withCRM(.custom(modules)) { world in
            let schema = try await world.schema(try await world.stream("Quotes"))
            #expect(schema.children.map(\.schema.table) == ["crm_quotes_lines_2"])
        }
    }

    @Test func json_Schema_ComesBackAsItWas() async throws {
        let schema = try await schema([
            #""api_name":"Answer",\#(richText)"#, #""api_name":"Lines","data_type":"subform""#,
        ])
        #expect(StreamSchema(json: schema.json) == schema)
    }
}
