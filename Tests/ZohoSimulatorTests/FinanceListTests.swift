import Testing
import ZohoSimulator

struct FinanceListTests {
    @Test func pages_AreOffsetsOverLiveRows() async throws {
        try await withFinance(.counts(["books/invoices": 12]), { $0.switches.financePageSize = 5 })
        {
            simulator, client in
            let path = "invoices?sort_column=created_time&sort_order=A&per_page=200&page="
            let first = client.books(path + "1")
            #expect(first.number == 0)
            #expect(first.rows("invoices").count == 5)
            #expect(first.hasMore == true)
            #expect(first.context["per_page"] as? Int == 5)
            #expect(first.context["applied_filter"] as? String == "Status.All")
            #expect(first.context["sort_order"] as? String == "A")
            let ids = simulator.recordIDs(product: .books, stream: "invoices")
            #expect(first.ids("invoices", "invoice_id") == Array(ids[0..<5]))
            simulator.delete(product: .books, stream: "invoices", id: ids[0])
            // The row at the border is lost to this walk.
            #expect(client.books(path + "2").ids("invoices", "invoice_id").first == ids[6])
            let last = client.books(path + "3")
            #expect(last.rows("invoices").count == 1 && last.hasMore == false)
            let beyond = client.books(path + "9")
            #expect(beyond.rows("invoices").isEmpty && beyond.hasMore == false)
            #expect(simulator.violations.isEmpty)
        }
    }

    @Test func newRows_ShiftTheDefaultOrder() async throws {
        try await withFinance(.counts(["books/bills": 8]), { $0.switches.financePageSize = 3 }) {
            simulator, client in
            simulator.setBeforeRequest { [weak simulator] _, path in
                if path.contains("page=2") { simulator?.create(product: .books, stream: "bills") }
            }
            let first = client.books("bills").ids("bills", "bill_id")
            let second = client.books("bills?page=2").ids("bills", "bill_id")
            #expect(second.first == first.last)
        }
    }

    @Test func sorts_AreObeyedWhereTheyAreKnownAndEchoed() async throws {
        try await withFinance(
            .counts(["books/purchaseorders": 4, "books/salesorders": 4, "books/items": 4])
        ) {
            simulator, client in
            let ids = simulator.recordIDs(product: .books, stream: "purchaseorders")
            let orders = client.books("purchaseorders?sort_column=created_time&sort_order=A")
            #expect(orders.ids("purchaseorders", "purchaseorder_id") == ids.reversed())
            #expect(orders.context["sort_order"] as? String == "D")
            simulator.setSortColumns(
                product: .books, stream: "purchaseorders", ["created_time", "total"])
            let obeyed = client.books("purchaseorders?sort_column=created_time&sort_order=A")
            #expect(obeyed.ids("purchaseorders", "purchaseorder_id") == ids)

            let items = client.books("items?sort_column=created_time")
            #expect(items.context["sort_column"] as? String == "name")
            #expect(items.context["sort_order"] as? String == "A")

            let first = simulator.recordIDs(product: .books, stream: "salesorders")[0]
            simulator.clock.advance(bySeconds: 5)
            simulator.update(
                product: .books, stream: "salesorders", id: first, ["reference_number": "x"])
            let sorted = client.books("salesorders?sort_column=last_modified_time&sort_order=A")
            #expect(sorted.ids("salesorders", "salesorder_id").last == first)
        }
    }

    @Test func totals_AreSortedAsNumbers() async throws {
        try await withFinance(.counts(["books/invoices": 40])) { _, client in
            let rows = client.books("invoices?sort_column=total&sort_order=A").rows("invoices")
            let totals = rows.compactMap { $0["total"] as? Double }
            #expect(totals.count == 40)
            #expect(totals == totals.sorted())
        }
    }

    @Test func pagesOverlap_WhenTheSwitchSaysSo() async throws {
        try await withFinance(
            .counts(["books/invoices": 9]),
            {
                $0.switches.pagesOverlap = true
                $0.switches.financePageSize = 4
            }
        ) { simulator, client in
            var seen: [String] = []
            var page = 1
            while true {
                let answer = client.books("invoices?page=\(page)")
                seen += answer.ids("invoices", "invoice_id")
                page += 1
                guard answer.hasMore == true else { break }
            }
            #expect(seen.count > 9)
            #expect(Set(seen) == Set(simulator.recordIDs(product: .books, stream: "invoices")))
        }
    }

    @Test func accounts_ComeByThousandsAndHideInactiveOnes() async throws {
        try await withFinance(.counts(["books/chartofaccounts": 12, "books/settings/taxes": 3])) {
            simulator, client in
            let accounts = client.books("chartofaccounts")
            #expect(accounts.context["per_page"] as? Int == 5_000)
            #expect(accounts.context["applied_filter"] as? String == "AccountType.Active")
            #expect(accounts.rows("chartofaccounts").count == 10)
            let all = client.books("chartofaccounts?filter_by=AccountType.All&per_page=500")
            #expect(all.context["per_page"] as? Int == 200)
            #expect(all.rows("chartofaccounts").count == 12)
            // A filter of another family is an unknown parameter.
            let taxes = client.books("settings/taxes?filter_by=Status.All")
            #expect(taxes.context["applied_filter"] as? String == "Taxes.Active")
            #expect(taxes.context["as_of_date"] as? String == "2026-03-02")
            #expect(client.books("settings/taxes?filter_by=Taxes.All").rows("taxes").count == 3)
        }
    }

    @Test(arguments: [true, false])
    func inactiveContacts_AreHiddenByASwitch(hides: Bool) async throws {
        try await withFinance(
            .counts(["books/contacts": 10]), { $0.switches.hidesInactiveContacts = hides }
        ) { _, client in
            #expect(client.books("contacts").rows("contacts").count == (hides ? 8 : 10))
            #expect(client.books("customers?filter_by=Status.All").rows("contacts").count == 10)
            #expect(client.books("contacts?filter_by=Status.Inactive").rows("contacts").count == 2)
            #expect(client.books("contacts?filter_by=Status.Odd").number == 2)
        }
    }

    @Test func debitNotes_ShareThePathOfInvoices() async throws {
        try await withFinance(.counts(["books/invoices": 2, "books/debitnotes": 3])) {
            simulator, client in
            let notes = client.books("invoices?filter_by=Type.DebitNote")
            #expect(notes.rows("debit_notes").count == 3)
            #expect(notes.context["applied_filter"] as? String == "Type.DebitNote")
            #expect(client.books("invoices").rows("invoices").count == 2)
            let id = notes.ids("debit_notes", "invoice_id")[0]
            let detail = client.books("invoices/\(id)").object("invoice")
            #expect(detail["debit_note_number"] != nil)
            #expect(simulator.violations.isEmpty)
        }
    }

    @Test func plainLists_HaveNoPages() async throws {
        try await withFinance(.counts(["books/locations": 3, "inventory/units": 2])) {
            _, client in
            let locations = client.books("locations?page=2&per_page=1")
            #expect(locations.rows("locations").count == 3)
            #expect(locations.json["page_context"] == nil)
            #expect(client.inventory("units").json["page_context"] == nil)
            #expect(client.books("organizations").json["page_context"] == nil)
        }
    }

    @Test func dates_NarrowWhereTheListKnowsThem() async throws {
        try await withFinance { simulator, client in
            for day in ["2026-01-10", "2026-01-20", "2026-01-30"] {
                for stream in ["invoices", "purchaseorders", "journals", "timeentries"] {
                    simulator.create(
                        product: .books, stream: stream,
                        [
                            "date": .string(day), "journal_date": .string(day),
                            "log_date": .string(day),
                        ])
                }
                simulator.create(
                    product: .inventory, stream: "salesreturns", ["date": .string(day)])
            }
            func count(_ path: String, _ key: String) -> Int { client.books(path).rows(key).count }
            #expect(count("invoices?date_start=2026-01-20", "invoices") == 2)
            #expect(count("invoices?date_after=2026-01-20", "invoices") == 1)
            #expect(count("invoices?date_before=2026-01-20&date_end=2026-01-20", "invoices") == 1)
            #expect(count("invoices?due_date_start=2026-02-25", "invoices") == 1)
            #expect(count("journals?date_after=2026-01-10", "journals") == 2)
            #expect(
                count(
                    "projects/timeentries?from_date=2026-01-20&to_date=2026-01-20", "time_entries")
                    == 1)
            // Ranges are not known to purchase orders, so they are dropped.
            #expect(count("purchaseorders?date_start=2026-01-20", "purchaseorders") == 3)
            #expect(count("purchaseorders?date=2026-01-20", "purchaseorders") == 1)
            #expect(
                client.inventory("salesreturns?date=2026-01-20&status=none").rows("salesreturns")
                    .count == 3)
            #expect(client.books("invoices?date=20.01.2026").number == 2)
        }
    }
}
