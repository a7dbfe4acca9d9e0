import SyncCore
import Testing

@testable import ZohoAPI

struct FinanceCatalogueTests {
    private static let products = [Module.books, .inventory, .invoice]

    private func tables(_ module: Module) -> [String] {
        let catalogue = FinanceCatalogue.of(module)
        return catalogue.streams.map { catalogue.table(of: $0.name) }
    }

    @Test(arguments: products)
    func streams_HaveTablesOfTheirOwn(module: Module) {
        let names = tables(module)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.hasPrefix(module.shortName + "_") })
        #expect(FinanceCatalogue.of(.crm).streams.isEmpty)
    }

    @Test func books_HasEveryStreamThatIsPromised() {
        let promised = [
            "organizations", "contacts", "items", "estimates", "salesorders", "invoices",
            "debitnotes", "recurringinvoices", "retainerinvoices", "salesreceipts", "creditnotes",
            "creditnotes_refunds", "customerpayments", "expenses", "recurringexpenses",
            "purchaseorders", "bills", "recurringbills", "vendorcredits", "vendorcredits_refunds",
            "vendorpayments", "chartofaccounts", "bankaccounts", "banktransactions", "journals",
            "basecurrencyadjustment", "projects", "projects_tasks", "timeentries", "users", "taxes",
            "taxexemptions", "taxauthorities", "currencies", "locations", "fixedassets",
            "employees",
        ]
        #expect(Set(tables(.books)) == Set(promised.map { "books_" + $0 }))
    }

    @Test func inventoryAndInvoice_HaveWhatHasAList() {
        let inventory = [
            "organizations", "contacts", "items", "itemgroups", "compositeitems", "bundles",
            "inventoryadjustments", "transferorders", "salesorders", "packages", "invoices",
            "retainerinvoices", "salesreturns", "creditnotes", "customerpayments",
            "purchaseorders", "purchasereceives", "bills", "vendorcredits", "deliverychallans",
            "picklists", "moveorders", "putaways", "batches", "serialnumbers", "locations",
            "warehouses", "pricebooks", "users", "taxes", "currencies", "units", "reportingtags",
            "tasks",
        ]
        #expect(Set(tables(.inventory)) == Set(inventory.map { "inventory_" + $0 }))
        let invoice = [
            "organizations", "contacts", "items", "estimates", "invoices", "recurringinvoices",
            "retainerinvoices", "creditnotes", "customerpayments", "expenses",
            "recurringexpenses", "pricebooks", "projects", "projects_tasks", "timeentries",
            "taxes", "currencies", "users",
        ]
        #expect(Set(tables(.invoice)) == Set(invoice.map { "invoice_" + $0 }))
    }

    @Test(arguments: products)
    func entries_FitTogether(module: Module) {
        let catalogue = FinanceCatalogue.of(module)
        var earlier: Set<String> = []
        for stream in catalogue.streams {
            #expect(!stream.keys.isEmpty && !stream.idField.isEmpty)
            #expect(stream.path.contains("{parent}") == (stream.parent != nil))
            if let parent = stream.parent { #expect(earlier.contains(parent.name)) }
            #expect(catalogue.stream(table: catalogue.table(of: stream.name))?.name == stream.name)
            // Its children are no streams, and what is compared by day is a field of a day.
            let table = catalogue.table(of: stream.name)
            for child in stream.children {
                #expect(catalogue.stream(table: table + "_" + child.name) == nil)
            }
            #expect(stream.only == nil || stream.show == nil)
            earlier.insert(stream.name)
        }
    }

    @Test func traits_AreTriedWhereThereIsAReason() throws {
        func traits(_ name: String) throws -> ListTraits { try FinanceStream.books(name).traits }
        #expect(
            try traits("invoices")
                == ListTraits(hasFilter: true, hasNewestFirst: true, hasWindow: true))
        // Equality would pass for a filter that works.
        #expect(try traits("journals") == ListTraits(hasNewestFirst: true, hasWindow: true))
        #expect(try traits("taxes") == ListTraits(hasLookup: false))
        #expect(try traits("banktransactions") == ListTraits(hasWindow: true))
        let bills = try #require(FinanceCatalogue.inventory.streams.first { $0.name == "bills" })
        #expect(!bills.traits.hasFilter)
    }

    @Test func description_NamesParentAndTraits() throws {
        let catalogue = FinanceCatalogue.books
        let tasks = catalogue.description(of: try .books("projects_tasks"))
        #expect(tasks.table == "books_projects_tasks" && tasks.parent == "books_projects")
        #expect(tasks.reading == .list(ListTraits(hasLookup: false)))
        #expect(catalogue.scope(of: try .books("vendorcredits")) == "ZohoBooks.debitnotes.READ")
        #expect(try FinanceStream.books("items").detail?.batch == 100)
        #expect(try FinanceStream.books("invoices").detail?.batch == 1)
        #expect(try FinanceStream.books("users").detail == nil)
    }

    @Test func query_SaysWhatIsWanted() throws {
        func query(_ name: String, _ request: PageRequest, hasUsual: Bool = true) throws -> String {
            encoded(
                try FinanceStream.books(name).query(request, pageSize: 200, hasUsual: hasUsual))
        }
        var plain = PageRequest()
        #expect(
            try query("invoices", plain) == "?page=1&per_page=200&filter_by=Status.All"
                + "&sort_column=created_time&sort_order=A")
        #expect(try query("invoices", plain, hasUsual: false) == "?page=1&per_page=200")
        #expect(
            try query("chartofaccounts", plain)
                == "?page=1&per_page=200&filter_by=AccountType.All")
        #expect(try query("locations", plain) == "")
        #expect(
            try query("debitnotes", plain, hasUsual: false)
                == "?page=1&per_page=200&filter_by=Type.DebitNote")
        plain.number = 3
        plain.isNewestFirst = true
        #expect(
            try query("journals", plain) == "?page=3&per_page=200&filter_by=JournalDate.All"
                + "&sort_column=last_modified_time&sort_order=D")
        #expect(
            try query("items", PageRequest(since: crmMorning))
                == "?page=1&per_page=200&filter_by=Status.All"
                + "&last_modified_time=2026-03-02T08%3A00%3A00%2B0000")
        var window = PageRequest()
        window.fromDay = "2026-02-01"
        #expect(try query("timeentries", window).hasSuffix("&from_date=2026-02-01"))
        #expect(try query("journals", window).hasSuffix("&date_start=2026-02-01"))
    }

    @Test func paths_StayWhereTheyAre() throws {
        var request = PageRequest()
        request.parent = "../x?y"
        #expect(
            try FinanceStream.books("projects_tasks").path(for: request)
                == "projects/%2E%2E%2Fx%3Fy/tasks")
        #expect(try FinanceStream.books("recurringbills").recordPath("5") == "recurring_bills/5")
        #expect(try FinanceStream.books("debitnotes").recordPath("5") == "invoices/5")
        #expect(try FinanceStream.books("taxes").recordPath("5") == nil)
    }
}
