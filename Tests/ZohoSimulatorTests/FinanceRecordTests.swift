import Foundation
import Testing
import ZohoSimulator

struct FinanceRecordTests {
    @Test func rows_LookAsRecorded() async throws {
        try await withFinance(.counts(["books/invoices": 40, "books/contacts": 8])) {
            simulator, client in
            let answer = client.books("invoices?sort_column=created_time&sort_order=A")
            let rows = answer.rows("invoices")
            #expect(rows.allSatisfy { ($0["invoice_id"] as? String)?.count == 18 })
            #expect(rows.allSatisfy { $0["line_items"] == nil && $0["documents"] as? String == "" })
            #expect(
                rows.allSatisfy { $0["total_formatted"] != nil && $0["due_days"] as? String == "" })
            #expect(rows.contains { $0["discount"] is String })
            #expect(rows.contains { $0["discount"] is Int })
            #expect(answer.text.contains(#""balance":0.00"#))
            let times = rows.compactMap { $0["created_time"] as? String }
            #expect(times.contains { $0.hasSuffix("+0100") })
            #expect(times.contains { $0.hasSuffix("+0200") })
            #expect(!answer.text.contains("null"))
            let address = rows[0]["billing_address"] as? [String: Any]
            #expect(address?["zipcode"] != nil && address?["zip"] == nil)

            let contacts = client.books("contacts?filter_by=Status.All").rows("contacts")
            let custom = contacts.first { ($0["cf_remark"] as? String)?.isEmpty == false }
            let hash = custom?["custom_field_hash"] as? [String: Any]
            #expect(hash?["cf_remark_unformatted"] as? String == custom?["cf_remark"] as? String)
            #expect(simulator.violations.isEmpty)
        }
    }

    @Test func details_HaveLinesAddressesAndCustomFields() async throws {
        try await withFinance(.counts(["books/invoices": 3, "books/journals": 1])) {
            simulator, client in
            let id = simulator.recordIDs(product: .books, stream: "invoices")[0]
            let invoice = client.books("invoices/\(id)").object("invoice")
            let lines = invoice["line_items"] as? [[String: Any]] ?? []
            #expect(!lines.isEmpty)
            for key in [
                "line_item_id", "item_order", "item_custom_fields", "tags", "line_item_taxes",
            ] {
                #expect(lines.allSatisfy { $0[key] != nil }, "\(key)")
            }
            let address = invoice["billing_address"] as? [String: Any]
            #expect(address?["zip"] != nil && address?["zipcode"] == nil)
            let fields = invoice["custom_fields"] as? [[String: Any]] ?? []
            let byType = Dictionary(fields.map { ($0["data_type"] as? String ?? "", $0) }) { $1 }
            #expect(byType["number"]?["value"] is String)
            #expect(byType["multiselect"]?["value"] is [Any])
            #expect(byType["check_box"]?["value"] is Bool)
            let journal = simulator.recordIDs(product: .books, stream: "journals")[0]
            let entry = client.books("journals/\(journal)").object("journal")
            let entryLines = entry["line_items"] as? [[String: Any]]
            #expect(entryLines?.first?["line_id"] != nil)
            #expect(entryLines?.first?["line_item_id"] == nil)
        }
    }

    @Test func payments_TellTheirChangeUnderAnotherName() async throws {
        try await withFinance(.counts(["books/customerpayments": 1, "books/recurringexpenses": 6]))
        {
            simulator, client in
            let row = client.books("customerpayments").rows("customerpayments")[0]
            #expect(row["last_modified_time"] != nil && row["updated_time"] == nil)
            let id = row["payment_id"] as? String ?? ""
            let detail = client.books("customerpayments/\(id)").object("payment")
            #expect(detail["last_modified_time"] == nil && detail["updated_time"] != nil)
            let applied = detail["invoices"] as? [[String: Any]]
            #expect(applied?.first?["invoice_payment_id"] != nil)
            let expenses = client.books("recurringexpenses").rows("recurring_expenses")
            #expect(expenses.contains { $0["last_modified_time"] as? String == "" })
        }
    }

    @Test func mutations_ShowUpInListsAndDetails() async throws {
        try await withFinance { simulator, client in
            let id = simulator.create(
                product: .books, stream: "invoices",
                ["reference_number": "R1", "total": .number("10.50"), "novel_key": ["a": 1]])
            func row() -> [String: Any] { client.books("invoices").rows("invoices")[0] }
            func detail() -> [String: Any] { client.books("invoices/\(id)").object("invoice") }
            #expect(row()["reference_number"] as? String == "R1")
            #expect(detail()["total"] as? Double == 10.5)
            #expect(detail()["novel_key"] is [String: Any])
            let before = row()["last_modified_time"] as? String
            simulator.clock.advance(bySeconds: 60)

            simulator.changeBalance(
                product: .books, stream: "invoices", id: id, field: "balance",
                value: .number("1.00"))
            #expect(row()["balance"] as? Double == 1)
            #expect(row()["last_modified_time"] as? String == before)

            simulator.replaceLines(
                product: .books, stream: "invoices", id: id, [["name": "One"], ["name": "Two"]])
            #expect((detail()["line_items"] as? [[String: Any]])?.count == 2)
            #expect(row()["last_modified_time"] as? String != before)
            simulator.void(product: .books, stream: "invoices", id: id)
            #expect(row()["status"] as? String == "void")

            let contact = simulator.create(product: .books, stream: "contacts")
            simulator.setActive(product: .books, stream: "contacts", id: contact, false)
            #expect(client.books("contacts").rows("contacts").isEmpty)
            simulator.setActive(product: .books, stream: "contacts", id: contact, true)
            #expect(client.books("contacts").rows("contacts").count == 1)
            #expect(!simulator.delete(product: .books, stream: "contacts", id: "1"))
            #expect(simulator.create(product: .books, stream: "nothing").isEmpty)
        }
    }

    @Test(arguments: [true, false])
    func mergedContacts_LeaveDocumentsToTheSurvivor(bumps: Bool) async throws {
        try await withFinance(
            .counts(["books/contacts": 3, "books/invoices": 30]),
            { $0.switches.mergeBumpsDocuments = bumps }
        ) { simulator, client in
            let before = simulator.truth(product: .books, stream: "invoices")
            let contacts = simulator.recordIDs(product: .books, stream: "contacts")
            let made = simulator.create(
                product: .books, stream: "bills", ["vendor_id": .string(contacts[0])])
            simulator.clock.advance(bySeconds: 60)
            simulator.mergeContact(product: .books, id: contacts[0], into: contacts[1])
            #expect(client.books("contacts/\(contacts[0])").number == 1_002)
            let after = simulator.truth(product: .books, stream: "invoices")
            #expect(after.allSatisfy { $0.row["customer_id"]?.text != contacts[0] })
            let moved = zip(before, after).filter { $0.row["customer_id"] != $1.row["customer_id"] }
            #expect(!moved.isEmpty)
            #expect(moved.allSatisfy { ($0.modifiedTime != $1.modifiedTime) == bumps })
            let bill = client.books("bills/\(made)").object("bill")
            #expect(bill["vendor_id"] as? String == contacts[1])
        }
    }

    @Test(arguments: [true, false])
    func editsAndChildren_FollowTheirSwitches(on: Bool) async throws {
        try await withFinance(
            .counts(["books/contacts": 1, "books/invoices": 1]),
            {
                $0.switches.childEditsBumpModified = on
                $0.switches.editsRenewLineIDs = on
            }
        ) { simulator, _ in
            let contact = simulator.truth(product: .books, stream: "contacts")[0]
            simulator.changeChildren(
                product: .books, stream: "contacts", id: contact.id,
                ["contact_persons": [["contact_person_id": "1"]]])
            let changed = simulator.truth(product: .books, stream: "contacts")[0]
            #expect(changed.detail["contact_persons"]?.elements?.count == 1)
            #expect((changed.modifiedTime != contact.modifiedTime) == on)

            let invoice = simulator.truth(product: .books, stream: "invoices")[0]
            simulator.update(
                product: .books, stream: "invoices", id: invoice.id, ["reference_number": "new"])
            let edited = simulator.truth(product: .books, stream: "invoices")[0]
            #expect((edited.detail["line_items"] != invoice.detail["line_items"]) == on)
        }
    }

    @Test func deletedUsers_AreListedOnlyWhenAskedFor() async throws {
        try await withFinance(.counts(["books/users": 3])) { simulator, client in
            let id = simulator.recordIDs(product: .books, stream: "users")[0]
            simulator.delete(product: .books, stream: "users", id: id)
            #expect(client.books("users?filter_by=Status.All").rows("users").count == 2)
            let deleted = client.books("users?filter_by=Status.Deleted")
            #expect(deleted.ids("users", "user_id") == [id])
            #expect(simulator.recordIDs(product: .books, stream: "users").count == 2)
        }
    }

    @Test func manyRows_AreSeededCheaplyAndWalked() async throws {
        try await withFinance(
            .counts(["books/invoices": 20_000]), { $0.financeMinuteLimit = nil }
        ) { simulator, client in
            var seen = 0
            for page in [1, 2, 100] {
                let answer = client.books(
                    "invoices?sort_column=created_time&sort_order=A&page=\(page)")
                seen += answer.rows("invoices").count
                #expect(answer.hasMore == (page < 100))
            }
            #expect(seen == 600)
            let ids = simulator.recordIDs(product: .books, stream: "invoices")
            #expect(ids.count == 20_000 && Set(ids).count == 20_000)
        }
    }

    @Test func someRows_LackTheirTimeOfChange() async throws {
        try await withFinance(
            .counts(["books/invoices": 10]), { $0.switches.someRowsLackModifiedTime = true }
        ) { _, client in
            let rows = client.books("invoices").rows("invoices")
            #expect(rows.filter { $0["last_modified_time"] as? String == "" }.count == 1)
            #expect(rows.filter { $0["last_modified_time"] == nil }.count == 1)
        }
    }

    @Test func admin_ChangesFinanceRecordsOverHTTP() async throws {
        try await withFinance(.counts(["books/contacts": 2])) { simulator, client in
            let base = "/simulator/finance/books"
            func send(_ method: String, _ path: String, _ body: String = "")
                -> LoopbackClient.Answer
            {
                client.send(method, base + path, [:], body)
            }
            let made = send("POST", "/records?stream=invoices", #"{"reference_number":"A"}"#)
            let id = made.json["id"] as? String ?? ""
            #expect(made.status == 201)
            #expect(
                send("PATCH", "/records/\(id)?stream=invoices", #"{"notes":"B"}"#).status == 200)
            #expect(send("POST", "/records/\(id)/void?stream=invoices").status == 200)
            let truth = simulator.truth(product: .books, stream: "invoices")[0]
            #expect(truth.status == "void" && truth.detail["notes"] == "B")
            #expect(send("GET", "/truth?stream=invoices").text.contains(id))
            #expect(send("DELETE", "/records/\(id)?stream=invoices").status == 200)
            let contacts = simulator.recordIDs(product: .books, stream: "contacts")
            let merge = "/records/\(contacts[0])/merge?stream=contacts"
            #expect(send("POST", merge, #"{"into":"\#(contacts[1])"}"#).status == 200)
            #expect(send("POST", "/seed?stream=items", #"{"count":5}"#).status == 200)
            #expect(client.books("items?filter_by=Status.All").rows("items").count == 5)
            let gone = #"{"available":false,"filter":"ignored"}"#
            #expect(send("POST", "/behaviour?stream=items", gone).status == 200)
            #expect(client.books("items").number == 5)
            #expect(send("POST", "/quota", #"{"calls":9}"#).status == 200)
            #expect(client.books("bills").headers["x-rate-limit-remaining"] == "4988")
            #expect(
                client.send("GET", "/simulator/finance", [:]).object("books")["items"] as? Int == 5)
            let figures = client.send("GET", "/simulator/statistics", [:]).object("finance")
            #expect(figures["calls"] as? Int == 3)
            #expect(send("GET", "/truth?stream=nothing").status == 404)
        }
    }
}
