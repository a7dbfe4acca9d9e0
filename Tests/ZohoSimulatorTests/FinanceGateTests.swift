import Testing
import ZohoSimulator

struct FinanceGateTests {
    @Test func tokens_AreRefusedWithCode14() async throws {
        try await withFinance { simulator, client in
            let path = "/books/v3/invoices?organization_id=712345678"
            let token = client.token ?? ""
            let bearer = client.send("GET", path, ["Authorization": "Bearer \(token)"])
            #expect(bearer.status == 401 && bearer.number == 14)
            #expect(client.send("GET", path + "&authtoken=\(token)", [:]).number == 14)
            #expect(client.send("GET", path, [:]).number == 14)
            #expect(client.get(path, token: "1000.never").number == 14)
            #expect(simulator.violations.count == 4)
            simulator.expireAccessTokens()
            #expect(client.get(path).number == 14)
            client.refresh()
            #expect(client.get(path).number == 0)
            #expect(simulator.violations.count == 4)
        }
    }

    @Test func organizations_AreCheckedAsTheProductWantsIt() async throws {
        let two = [
            FinanceOrganization.example, FinanceOrganization(id: "798765432", name: "Second"),
        ]
        try await withFinance(
            .counts(["books/bills": 2, "invoice/invoices": 2]), { $0.financeOrganizations = two }
        ) { simulator, client in
            let list = client.get("/books/v3/organizations")
            #expect(list.ids("organizations", "organization_id") == ["712345678", "798765432"])
            #expect(list.rows("organizations")[0]["time_zone"] as? String == "Europe/Berlin")
            let missing = client.get("/books/v3/bills")
            #expect(missing.status == 400 && missing.number == 6_024)
            #expect((missing.json["error_info"] as? [String])?.count == 2)
            let foreign = client.get("/books/v3/bills?organization_id=1")
            #expect(foreign.status == 400 && foreign.number == 6_041)
            #expect(client.books("bills").rows("bills").count == 2)
            let second = client.get("/books/v3/bills?organization_id=798765432")
            #expect(second.number == 0 && second.rows("bills").isEmpty)

            let token = "Zoho-oauthtoken \(client.token ?? "")"
            let name = "X-com-zoho-invoice-organizationid"
            func asked(_ path: String, _ id: String) -> LoopbackClient.Answer {
                client.send("GET", path, ["Authorization": token, name: id])
            }
            #expect(asked("/invoice/v3/invoices", "712345678").rows("invoices").count == 2)
            #expect(client.invoice("invoices").rows("invoices").count == 2)
            #expect(asked("/books/v3/bills", "712345678").number == 6_024)
            let both = "/invoice/v3/invoices?organization_id=712345678"
            #expect(asked(both, "712345678").number == 0)
            #expect(asked(both, "798765432").number == 6_041)
            #expect(simulator.violations.isEmpty)
        }
    }

    @Test func oneOrganization_NeedsNoId() async throws {
        try await withFinance { _, client in
            #expect(client.get("/books/v3/bills").number == 0)
            #expect(client.get("/books/v3/organizations/712345678").number == 0)
        }
    }

    @Test func scopes_AreCheckedPerStream() async throws {
        try await withFinance(
            .counts(["books/bills": 1]), { $0.scopes = ["ZohoBooks.bills.READ"] }
        ) { simulator, client in
            #expect(client.books("bills").number == 0)
            #expect(client.books("recurringbills").number == 0)
            let refused = client.books("vendorcredits")
            #expect(refused.status == 401 && refused.number == 57)
            #expect(client.books("organizations").number == 57)
            #expect(client.inventory("bills").number == 57)
            simulator.setScopes(["ZohoBooks.debitnotes.READ"])
            #expect(client.books("vendorcredits").number == 0)
            simulator.setScopes(["ZohoInventory.FullAccess.all"])
            #expect(client.inventory("shipmentorders/1").number == 1_002)
            #expect(simulator.violations.isEmpty)
        }
    }

    @Test func pathsAndMethods_AreChecked() async throws {
        try await withFinance { simulator, client in
            let unknown = client.books("nothing")
            #expect(unknown.status == 404 && unknown.number == 5)
            #expect(client.get("/books/v4/invoices").number == 5)
            #expect(client.invoice("bills").number == 5)
            // The list says recurringbills, the detail recurring_bills.
            #expect(client.books("recurringbills/1").number == 5)
            #expect(client.books("recurring_bills/1").number == 1_002)
            #expect(client.inventory("shipmentorders").number == 5)
            #expect(simulator.violations.count == 5)
            let header = ["Authorization": "Zoho-oauthtoken \(client.token ?? "")"]
            let written = client.send("POST", "/books/v3/invoices", header, "{}")
            #expect(written.status == 405 && written.number == 37)
            #expect(client.books("invoices?page=0").number == 2)
            #expect(client.books("invoices?page=true").number == 2)
            #expect(simulator.violations.count == 8)
        }
    }

    @Test func missingFeatures_Answer5() async throws {
        try await withFinance { simulator, client in
            simulator.setUnavailable(product: .books, stream: "fixedassets")
            let answer = client.books("fixedassets")
            #expect(answer.status == 404 && answer.number == 5)
            simulator.setUnavailable(product: .books, stream: "fixedassets", false)
            #expect(client.books("fixedassets").number == 0)
            #expect(simulator.violations.isEmpty)
        }
    }

    @Test(arguments: [404, 400])
    func missingRecords_Answer1002(status: Int) async throws {
        try await withFinance(
            .counts(["books/invoices": 1]), { $0.switches.missingRecordStatus = status }
        ) { simulator, client in
            let id = simulator.recordIDs(product: .books, stream: "invoices")[0]
            #expect(client.books("invoices/\(id)").number == 0)
            simulator.delete(product: .books, stream: "invoices", id: id)
            let gone = client.books("invoices/\(id)")
            #expect(gone.status == status && gone.number == 1_002)
            #expect(gone.json["message"] as? String == "Invoice does not exist.")
            #expect(client.books("invoices").rows("invoices").isEmpty)
            #expect(simulator.violations.isEmpty)
        }
    }

    @Test func faults_HitFinancePaths() async throws {
        try await withFinance(.counts(["books/invoices": 1, "books/bills": 1])) {
            simulator, client in
            simulator.inject(.init(.html(502), module: "books/invoices"))
            #expect(client.books("bills").number == 0)
            #expect(client.books("invoices").status == 502)
            simulator.inject(.init(.emptyBody(500), pathPrefix: "/books"))
            #expect(client.books("invoices").body.isEmpty)
            simulator.inject(.init(.status(200, code: "1000")))
            let odd = client.books("invoices")
            #expect(odd.status == 200 && odd.number == 1_000)
            simulator.inject(.init(.missingRows))
            let bare = client.books("invoices")
            #expect(bare.number == 0 && bare.json["invoices"] == nil)
            simulator.inject(.init(.wrongTypes(field: "total")))
            #expect(client.books("invoices").rows("invoices")[0]["total"] is [String: Any])
            simulator.inject(.init(.truncate(afterBytes: 10)))
            #expect(client.books("invoices").isCut)
            simulator.inject(.init(.expireToken))
            #expect(client.books("invoices").number == 14)
            #expect(simulator.violations.isEmpty)
        }
    }
}
