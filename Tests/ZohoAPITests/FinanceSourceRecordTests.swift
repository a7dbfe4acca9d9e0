import SyncCore
import Testing

@testable import ZohoAPI

struct FinanceSourceRecordTests {
    // MARK: Lookups

    private func found(_ stream: String, _ world: FinanceWorld, _ ids: [String]) async throws
        -> RowBatch
    {
        let stream = try await world.stream(stream)
        var schema = try await world.source.schema(
            of: stream, known: nil, now: crmMorning, meter: world.meter)
        schema.add(field: "total", part: .whole, name: "total", kind: .decimal)
        return try await world.source.records(
            of: stream, schema: schema, ids: ids, meter: world.meter)
    }

    @Test func records_AreThoseThatZohoHas() async throws {
        let world = FinanceWorld { number, _ in
            switch number {
            case 1: .finance(#""bill":{"bill_id":"1","total":5}"#)
            case 2: .finance(404, 1002, "Bill does not exist.")
            case 3: .finance(400, 1002, "Bill does not exist.")
            default: .finance(#""bill":{"bill_id":"4"}"#)
            }
        }
        let rows = try await found("bills", world, ["1", "2", "3", "4"])
        #expect(rows.ids == ["1", "4"])
        #expect(rows.columnCount == 2 && rows[0, 1].kind == .absent)
        #expect(world.paths[0] == "/books/v3/bills/1?organization_id=712345678")
        #expect(world.meter.value == 4)
    }

    @Test(arguments: [
        HTTPResponse(404, "<html>not found</html>"), .finance(404, 5), .finance(404, 0),
        .finance(403, 1002), .finance(200, 1002), .finance(400, 7), HTTPResponse(404, ""),
        .finance(#""bill":{"bill_id":"2"}"#), .finance(#""bill":"""#), HTTPResponse(200, "{}"),
    ])
    func records_DoubtfulAnswer_IsAFailureNeverADeletion(answer: HTTPResponse) async throws {
        let world = FinanceWorld { _, _ in answer }
        let failure = await world.failure { _ = try await found("bills", world, ["1"]) }
        #expect(failure?.disposition == .failStream)
    }

    @Test(arguments: [
        ("chartofaccounts", #""chart_of_account":{"account_id":"1"}"#),
        ("chartofaccounts", #""account_id":"1","account_name":"x""#),
        ("customerpayments", #""payment":{"payment_id":"1"}"#),
        ("salesorders", #""salesorder":[{"salesorder_id":"1"}]"#),
        ("basecurrencyadjustment", #""data":{"exchange_rate":1}"#),
        ("journals", #""something_else":{"journal_id":1}"#),
    ])
    func records_RecordUnderAnyKey_IsFound(stream: String, members: String) async throws {
        let world = FinanceWorld { _, _ in .finance(members) }
        #expect(try await found(stream, world, ["1"]).ids == ["1"])
    }

    @Test func records_StreamWithoutLookup_SaysSo() async throws {
        let world = FinanceWorld { _, _ in .finance(400, 7) }
        let failure = await world.failure { _ = try await found("taxes", world, ["1"]) }
        #expect(failure?.code == .notSupported && world.http.requests.isEmpty)
    }

    // MARK: Details

    @Test func details_OneRecord_IsOneCall() async throws {
        let world = FinanceWorld { _, _ in
            .finance(
                #""invoice":{"invoice_id":"1","notes":"n","line_items":[{"line_item_id":"5"}]}"#)
        }
        let answer = try await world.details("invoices", ["1"])
        #expect(answer.records.count == 1 && answer.records[0].id == "1")
        #expect(answer.records[0].row?.shown(0, "notes", answer.schema) == "'n'")
        #expect(answer.records[0].children["line_items"]?.rowCount == 1)
        #expect(answer.schema.children.map(\.field) == ["line_items"])
        #expect(answer.schema.detail == StreamSchema.Detail(batch: 1))
        #expect(world.paths == ["/books/v3/invoices/1?organization_id=712345678"])
    }

    @Test func details_GoneRecord_HasNoRow() async throws {
        let world = FinanceWorld { _, _ in .finance(404, 1002) }
        let answer = try await world.details("invoices", ["1"])
        #expect(answer.records.map(\.id) == ["1"] && answer.records[0].row == nil)
    }

    @Test func details_MissingScope_KeepsItsName() async throws {
        let world = FinanceWorld { _, _ in .finance(401, 57) }
        let failure = await world.failure { _ = try await world.details("invoices", ["1"]) }
        #expect(failure?.code == .insufficientScope && failure?.disposition == .skipStream)
        let refused = FinanceWorld { _, _ in .finance(404, 5) }
        let other = await refused.failure { _ = try await refused.details("invoices", ["1"]) }
        // The list can be read, so the stream is there.
        #expect(other?.disposition == .failStream)
    }

    @Test func details_Items_ComeTogether() async throws {
        let world = FinanceWorld { _, request in
            if request.url.contains("itemdetails") {
                return .finance(
                    #""items":[{"item_id":"2","sku":"b"},{"item_id":"1","sku":"a"}]"#)
            }
            return request.url.contains("/items/3")
                ? .finance(404, 1002)
                : request.url.contains("/items/4")
                    ? .finance(#""item":{"item_id":"4","sku":"d"}"#) : .finance(400, 7)
        }
        let answer = try await world.details("items", ["1", "2", "3", "4", "5"])
        // The bulk answer left three out: one is gone, one is there, one is not answered for.
        #expect(answer.records.map(\.id) == ["1", "2", "3", "4"])
        #expect(answer.records.map { $0.row == nil } == [false, false, true, false])
        #expect(answer.records[3].row?.shown(0, "sku", answer.schema) == "'d'")
        #expect(world.paths[0].hasPrefix("/books/v3/itemdetails?item_ids=1,2,3,4,5&"))
        #expect(answer.schema.detail?.batch == 100)
    }

    @Test func details_ItemsWhoseBulkCallIsRefused_ComeSingly() async throws {
        let world = FinanceWorld(.inventory) { _, request in
            request.url.contains("itemdetails")
                ? .finance(404, 5) : .finance(#""item":{"sku":"a"}"#)
        }
        let answer = try await world.details("items", ["1", "2"])
        #expect(answer.records.map(\.id) == ["1", "2"] && answer.schema.detail?.batch == 1)
        _ = try await world.details("items", ["1", "2"], answer.schema)
        #expect(world.paths.filter { $0.contains("itemdetails") }.count == 1)
        #expect(world.http.requests.count == 5)
    }

    @Test func details_FaultThatPasses_IsThrownWhole() async throws {
        let world = FinanceWorld { _, request in
            request.url.contains("itemdetails")
                ? .finance(#""items":[{"item_id":"1"}]"#) : .finance(429, 45)
        }
        let failure = await world.failure { _ = try await world.details("items", ["1", "2"]) }
        #expect(failure?.code == .budgetExhausted && failure?.disposition == .stopModule)
    }
}
