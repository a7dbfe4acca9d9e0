import SyncCore
import Testing

@testable import ZohoAPI

struct FinanceOwnershipTests {
    private static let streams = [Module.books, .inventory, .invoice].flatMap { module in
        FinanceCatalogue.of(module).streams
    }

    @Test func noColumn_IsFilledByBoth() {
        let keys = [
            "total", "tags", "documents", "billing_address", "shipping_address", "line_items",
            "invoices", "bills", "contact_persons", "invoices_credited", "updated_time",
        ]
        for stream in Self.streams {
            for key in keys + [stream.idField] {
                // Whatever a list row fills is noted before a detail is read.
                let first = FinanceOwnership(stream, listed: [])
                let listed = first.isOfList(key) ? [key] : []
                let ownership = FinanceOwnership(stream, listed: listed)
                #expect(!(ownership.isOfList(key) && ownership.isOfDetail(key)))
                #expect(ownership.isOfList(key) == first.isOfList(key))
            }
        }
    }

    @Test func detail_FillsWhatListsDoNotHave() throws {
        let ownership = FinanceOwnership(try .books("invoices"), listed: ["total"])
        #expect(ownership.isOfDetail("notes") && !ownership.isOfDetail("total"))
        #expect(ownership.isOfDetail("documents") && !ownership.isOfList("documents"))
        #expect(!ownership.isOfDetail("line_items") && !ownership.isOfList("line_items"))
        #expect(!ownership.isOfDetail("invoice_id") && ownership.isOfList("invoice_id"))
        #expect(ownership.isOfDetail("updated_time"))
        let payments = FinanceOwnership(try .books("customerpayments"), listed: [])
        #expect(!payments.isOfDetail("updated_time") && payments.isOfList("updated_time"))
        let users = FinanceOwnership(try .books("users"), listed: [])
        #expect(users.isOfList("documents") && users.hasCustomFieldsInLists)
    }
}
