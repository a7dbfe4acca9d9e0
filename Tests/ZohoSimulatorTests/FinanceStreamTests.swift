import Foundation
import Testing
import ZohoSimulator

/// Every stream of every product, as it is served against the truth.
struct FinanceStreamTests {
    private static let odd = [
        "debitnotes": "invoices?filter_by=Type.DebitNote", "timeentries": "projects/timeentries",
    ]

    /// They need a parent, or have no list.
    private static let unlisted = [
        "shipmentorders", "projects/tasks", "chartofaccounts/transactions", "bankaccounts/rules",
    ]

    @Test(arguments: FinanceProduct.allCases)
    func everyStream_ServesItsTruth(product: FinanceProduct) async throws {
        try await withFinance(.demo, { $0.financeMinuteLimit = nil }) { simulator, client in
            func ask(_ path: String) -> LoopbackClient.Answer {
                switch product {
                case .books: client.books(path)
                case .inventory: client.inventory(path)
                case .invoice: client.invoice(path)
                }
            }
            for stream in simulator.streams(of: product) {
                let truth = simulator.truth(product: product, stream: stream)
                #expect(!truth.isEmpty, "\(stream)")
                guard !Self.unlisted.contains(stream) else { continue }
                let path = Self.odd[stream] ?? stream
                let first = ask(path)
                #expect(first.status == 200, "\(stream)")
                // The array is the only one beside the context.
                let key = first.json.first { $0.value is [Any] }?.key ?? ""
                let rows = first.rows(key)
                #expect(!rows.isEmpty, "\(stream)")
                let known = Dictionary(truth.map { ($0.id, $0.row) }) { $1 }
                for row in rows {
                    let id = row.values.lazy.compactMap { $0 as? String }.first { known[$0] != nil }
                    let expected = id.flatMap { known[$0] }.map(Self.object)
                    #expect(row as NSDictionary == expected, "\(stream)")
                }
                #expect(first.rows(key).allSatisfy { $0["line_items"] == nil }, "\(stream)")
            }
            #expect(simulator.violations.isEmpty)
        }
    }

    @Test(arguments: [
        ("invoices", "invoices", "invoice"), ("customerpayments", "customerpayments", "payment"),
        ("chartofaccounts", "chartofaccounts", "chart_of_account"),
        ("timeentries", "projects/timeentries", "time_entry"),
        ("vendorcredits", "vendorcredits", "vendor_credit"),
        ("recurringbills", "recurring_bills", "recurring_bill"),
        ("vendorpayments", "vendorpayments", "vendorpayment"), ("journals", "journals", "journal"),
        ("basecurrencyadjustment", "basecurrencyadjustment", "data"),
        ("settings/taxes", "settings/taxes", "tax"), ("contacts", "contacts", "contact"),
        ("expenses", "expenses", "expense"), ("debitnotes", "invoices", "invoice"),
    ])
    func details_HaveTheirOwnKeys(stream: String, path: String, key: String) async throws {
        try await withFinance(.demo) { simulator, client in
            for truth in simulator.truth(product: .books, stream: stream).prefix(3) {
                let detail = client.books("\(path)/\(truth.id)")
                #expect(detail.object(key) as NSDictionary == Self.object(truth.detail))
            }
        }
    }

    @Test func keys_ChangeWithSwitches() async throws {
        try await withFinance(
            .demo,
            {
                $0.switches.underscoredVendorCredits = false
                $0.switches.underscoredRecurringBills = false
                $0.switches.underscoredDetailKeys = true
                $0.switches.underscoredCustomerPayments = true
                $0.switches.debitNotesAreInvoices = true
                $0.switches.bareDetails = true
                $0.switches.numericIDs = true
                $0.switches.misspeltPackages = true
            }
        ) { simulator, client in
            #expect(client.books("vendorcredits").json["vendorcredits"] != nil)
            #expect(client.books("recurringbills").json["recurringbills"] != nil)
            #expect(client.books("customerpayments").json["customer_payments"] != nil)
            #expect(client.books("invoices?filter_by=Type.DebitNote").json["invoices"] != nil)
            #expect(client.inventory("packages").json["packagea"] != nil)
            let order = simulator.recordIDs(product: .books, stream: "purchaseorders")[0]
            #expect(client.books("purchaseorders/\(order)").json["purchase_order"] != nil)
            let account = simulator.recordIDs(product: .books, stream: "chartofaccounts")[0]
            #expect(
                client.books("chartofaccounts/\(account)").json["account_id"] as? String == account)
            #expect(client.inventory("moveorders").rows("moveorders")[0]["moveorder_id"] is Int)
        }
    }

    @Test func parts_HavePathsOfTheirOwn() async throws {
        try await withFinance(.demo) { simulator, client in
            func first(_ stream: String) -> String {
                simulator.recordIDs(product: .books, stream: stream)[0]
            }
            let note = first("creditnotes")
            #expect(!client.books("creditnotes/\(note)/invoices").rows("invoices_credited").isEmpty)
            let credit = first("vendorcredits")
            #expect(!client.books("vendorcredits/\(credit)/bills").rows("bills_credited").isEmpty)
            let persons = client.books("contacts/\(first("contacts"))/contactpersons")
            #expect(!persons.rows("contact_persons").isEmpty)
            let refund = first("creditnotes/refunds")
            #expect(client.books("creditnotes/\(note)/refunds/\(refund)").number == 0)
            let currencies = simulator.recordIDs(product: .books, stream: "settings/currencies")
            let base = client.books("settings/currencies/\(currencies[0])/exchangerates")
            #expect(base.status == 400)
            let rates = client.books("settings/currencies/\(currencies[1])/exchangerates")
            #expect(rates.rows("exchange_rates").count == 1)
            let project = first("projects")
            let tasks = client.books("projects/\(project)/tasks").rows("tasks")
            #expect(!tasks.isEmpty)
            #expect(tasks.allSatisfy { $0["project_id"] as? String == project })
            #expect(client.books("projects/1/tasks").number == 1_002)
            let account = first("bankaccounts")
            let rules = client.books("bankaccounts/rules?account_id=\(account)").rows("rules")
            #expect(rules.contains { $0["account_id"] as? String == account })
            #expect(client.books("chartofaccounts/transactions").number == 2)
            let items = simulator.recordIDs(product: .books, stream: "items")
            let some = client.books("itemdetails?item_ids=\(items[0..<3].joined(separator: ","))")
            #expect(some.ids("items", "item_id") == Array(items[0..<3]))
            #expect(some.rows("items")[0]["custom_fields"] is [Any])
            let package = client.inventory("packages?filter_by=Status.Shipped").rows("packages")[0]
            let shipment = package["shipment_id"] as? String ?? ""
            #expect(client.inventory("shipmentorders/\(shipment)").json["shipment_order"] != nil)
            #expect(simulator.violations.isEmpty)
            let many = Array(repeating: items[0], count: 101).joined(separator: ",")
            #expect(client.books("itemdetails?item_ids=\(many)").number == 2)
            #expect(simulator.violations.count == 1)
        }
    }

    static func object(_ value: ZohoSimulator.Value) -> NSDictionary {
        let parsed = try? JSONSerialization.jsonObject(with: Data(value.json.utf8))
        return parsed as? NSDictionary ?? [:]
    }
}
