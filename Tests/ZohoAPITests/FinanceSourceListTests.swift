import SyncCore
import Testing

@testable import ZohoAPI

struct FinanceSourceListTests {
    private func bills(_ ids: ClosedRange<Int>) -> String {
        ids.map { #"{"bill_id":"\#($0)","date":"2026-05-01"}"# }.joined(separator: ",")
    }

    @Test func streams_AndSchemas_CostNoCall() async throws {
        let world = FinanceWorld { _, _ in .finance(400, 7) }
        let stream = try await world.stream("creditnotes")
        let schema = try await world.source.schema(
            of: stream, known: nil, now: crmMorning, meter: world.meter)
        #expect(schema.table == "books_creditnotes" && schema.zohoName == "creditnotes")
        #expect(schema.columns.map(\.name) == ["creditnote_id"])
        #expect(schema.modifiedField == "last_modified_time" && schema.checkedAt == crmMorning)
        #expect(schema.detail == StreamSchema.Detail(batch: 1) && schema.children.isEmpty)
        #expect(world.http.requests.isEmpty && world.meter.value == 0)
        #expect(try await world.source.tombstones(of: stream, meter: world.meter) == nil)
    }

    @Test func page_Answer_IsRowsAndWhatTheyBring() async throws {
        let world = FinanceWorld { _, _ in
            HTTPResponse(
                200,
                #"""
                {"code":0,"message":"success","bills":[\#(self.bills(1...3))],
                 "page_context":{"page":1,"per_page":200,"has_more_page":true,
                  "applied_filter":"Status.All","sort_column":"created_time","sort_order":"A"}}
                """#, [("date", "Mon, 02 Mar 2026 08:00:00 GMT")])
        }
        let (page, schema) = try await world.page("bills")
        #expect(page.rows.ids == ["1", "2", "3"] && page.hasMore && page.next == nil)
        #expect(page.days == ["2026-05-01", "2026-05-01", "2026-05-01"])
        #expect(page.serverTime == crmMorning && page.isNewestFirst == false)
        #expect(page.schema?.columns.map(\.name) == ["bill_id", "date"])
        #expect(
            world.paths == [
                "/books/v3/bills?page=1&per_page=200&filter_by=Status.All"
                    + "&sort_column=created_time&sort_order=A&organization_id=712345678"
            ])
        // Nothing new the second time.
        #expect(try await world.page("bills", schema).page.schema == nil)
    }

    @Test func page_Requests_SayWhatIsWanted() async throws {
        let world = FinanceWorld { _, _ in
            .finance(
                #""bills":[],"page_context":{"has_more_page":"false","sort_column":"#
                    + #""last_modified_time","sort_order":"D"}"#)
        }
        var request = PageRequest(since: crmMorning)
        request.isNewestFirst = true
        request.number = 2
        let page = try await world.page("bills", nil, request).page
        #expect(page.isNewestFirst == true && !page.hasMore && page.rows.rowCount == 0)
        #expect(world.paths[0].contains("page=2&"))
        #expect(world.paths[0].contains("last_modified_time=2026-03-02T08%3A00%3A00%2B0000"))
        #expect(world.paths[0].contains("sort_column=last_modified_time&sort_order=D"))
    }

    // MARK: Finding the list

    @Test(arguments: [
        ("vendorcredits", "vendor_credits", "vendor_credit_id"),
        ("vendorcredits", "vendorcredits", "vendor_credit_id"),
        ("recurringbills", "recurring_bills", "recurring_bill_id"),
        ("customerpayments", "customer_payments", "payment_id"),
        ("debitnotes", "invoices", "invoice_id"), ("fixedassets", "fixed_assets", "fixed_asset_id"),
        // A key that nobody has heard of.
        ("bills", "purchase_bills", "bill_id"),
    ])
    func page_ArrayUnderAnotherKey_IsFound(stream: String, key: String, id: String) async throws {
        let world = FinanceWorld { _, _ in
            .finance(#""warnings":[],"\#(key)":[{"\#(id)":"1"}]"#)
        }
        #expect(try await world.page(stream).page.rows.ids == ["1"])
    }

    @Test(arguments: [
        "{}", #"{"code":0}"#, #"{"code":0,"bills":""}"#, #"{"code":0,"bills":{}}"#,
        #"{"code":0,"others":[]}"#, #"{"code":0,"a":[{"bill_id":"1"}],"b":[{"bill_id":"1"}]}"#,
        #"{"code":0,"others":[{"other_id":"1"}]}"#, #"{"code":0,"bills":[{"bill_id":""}]}"#,
        #"{"code":0,"bills":[],"page_context":{"has_more_page":2}}"#, "[]",
    ])
    func page_WithoutTheList_IsNeverAnEmptyOne(body: String) async throws {
        let world = FinanceWorld { _, _ in HTTPResponse(200, body) }
        let failure = await world.failure { _ = try await world.page("bills") }
        #expect(failure?.code == .invalidResponse && failure?.disposition == .failStream)
    }

    @Test func page_FullAndSilent_IsNotTakenForTheLast() async throws {
        let world = FinanceWorld(pageSize: 3) { number, _ in
            .finance(#""bills":[\#(self.bills(1...(number == 1 ? 3 : 4)))]"#)
        }
        let failure = await world.failure { _ = try await world.page("bills") }
        #expect(failure?.code == .invalidResponse)
        // A list that does not come in pages has no such size.
        #expect(try await world.page("bills").page.hasMore == false)
    }

    @Test func page_OfAListWithoutPages_IsWhole() async throws {
        let world = FinanceWorld { _, _ in .finance(#""locations":[{"location_id":"1"}]"#) }
        let page = try await world.page("locations").page
        #expect(page.rows.ids == ["1"] && !page.hasMore && page.isNewestFirst == nil)
        #expect(page.days.isEmpty)
        #expect(world.paths == ["/books/v3/locations?organization_id=712345678"])
    }

    // MARK: Refusals

    @Test func page_UsualParametersRefused_AreLeftOutFromThenOn() async throws {
        let world = FinanceWorld { _, request in
            request.url.contains("filter_by")
                ? .finance(400, 4, "Invalid value") : .list("bills", self.bills(1...2))
        }
        for _ in 0..<2 {
            #expect(try await world.page("bills").page.rows.rowCount == 2)
        }
        #expect(
            world.paths.map { $0.contains("filter_by") } == [true, false, false])
        #expect(world.bench.events.map(\.name) == [.notice])
        #expect(world.bench.events[0].fields.contains { $0.value == "books_bills" })
    }

    @Test func page_UsualParametersThatWereNotTheReason_AreKept() async throws {
        let world = FinanceWorld { number, _ in
            number <= 2 ? .finance(400, 4) : .list("bills", self.bills(1...2))
        }
        let failure = await world.failure { _ = try await world.page("bills") }
        #expect(failure?.code == .zohoRejected && failure?.disposition == .failStream)
        _ = try await world.page("bills")
        #expect(world.paths.map { $0.contains("filter_by") } == [true, false, true])
        #expect(world.bench.events.isEmpty)
    }

    @Test func page_AbilityRefused_SaysSo() async throws {
        let world = FinanceWorld { _, _ in .finance(400, 4) }
        var window = PageRequest()
        window.fromDay = "2026-02-01"
        var newest = PageRequest()
        newest.isNewestFirst = true
        for request in [PageRequest(since: crmMorning), window, newest] {
            let failure = await world.failure { _ = try await world.page("bills", nil, request) }
            #expect(failure?.code == .zohoRejected && failure?.disposition == .failStream)
        }
        #expect(world.http.requests.count == 3 && world.bench.events.isEmpty)
    }

    @Test func page_StreamThatTheEditionLacks_IsSkipped() async throws {
        for (name, status, code) in [
            ("bills", 404, 5), ("taxexemptions", 400, 7), ("taxexemptions", 400, 4),
            ("fixedassets", 400, 4),
        ] {
            let world = FinanceWorld { _, _ in .finance(status, code) }
            let failure = await world.failure { _ = try await world.page(name) }
            #expect(failure?.code == .zohoRejected && failure?.disposition == .skipStream)
        }
        let world = FinanceWorld { _, _ in .finance(400, 7) }
        let failure = await world.failure { _ = try await world.page("bills") }
        #expect(failure?.disposition == .failStream)
    }

    @Test func page_DebitNotes_AreNotAllInvoices() async throws {
        let world = FinanceWorld { number, _ in
            number == 1
                ? .finance(400, 4)
                : .finance(
                    #""invoices":[{"invoice_id":"1"}],"page_context":{"has_more_page":false,"#
                        + #""applied_filter":"\#(number == 2 ? "Type.DebitNote" : "Status.All")"}"#)
        }
        #expect(try await world.page("debitnotes").page.rows.ids == ["1"])
        #expect(world.paths.allSatisfy { $0.contains("filter_by=Type.DebitNote") })
        let failure = await world.failure { _ = try await world.page("debitnotes") }
        #expect(failure?.disposition == .skipStream)
    }

    // MARK: Parents

    @Test func page_UnderAParent_IsThatParents() async throws {
        let world = FinanceWorld { _, request in
            request.url.contains("/7/")
                ? .list("tasks", #"{"task_id":"1"}"#)
                : request.url.contains("/8/")
                    ? .finance(404, 1002, "Project does not exist.") : HTTPResponse(404, "<html>")
        }
        var request = PageRequest()
        request.parent = "7"
        let (page, schema) = try await world.page("projects_tasks", nil, request)
        #expect(page.rows.ids == ["1"])
        #expect(page.rows.shown(0, "project_id", schema) == "'7'")
        #expect(world.paths[0].hasPrefix("/books/v3/projects/7/tasks?page=1"))
        request.parent = "8"
        let none = try await world.page("projects_tasks", schema, request).page
        #expect(none.rows.rowCount == 0 && !none.hasMore && none.schema == nil)
        #expect(none.rows.columnCount == schema.columns.count)
        request.parent = "9"
        let failure = await world.failure {
            _ = try await world.page("projects_tasks", schema, request)
        }
        #expect(failure?.disposition == .failStream)
    }
}
