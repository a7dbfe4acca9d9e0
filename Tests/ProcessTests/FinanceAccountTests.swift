import SyncCore
import Testing
import ZohoSimulator

/// What the account has and may: organisations, scopes, editions.
struct FinanceAccountTests {
    private static let second = FinanceOrganization(id: "712345679", name: "Second Ltd")

    private func withTwoOrganizations(
        _ config: ConfigDraft, _ body: (Workbench) async throws -> Void
    ) async throws {
        try await withFinance(
            config: config, simulator: { $0.financeOrganizations.append(Self.second) }, body)
    }

    @Test func ofSeveralOrganisations_OneHasToBeNamed() async throws {
        try await withTwoOrganizations(.books()) { bench in
            _ = try await bench.daemon()
            let answer = try await bench.client.post("modules/books/sync", ["wait": true])
            #expect(
                answer.status == 502 && answer.code == "organization_mismatch", "\(answer.text)")
            let text = answer.text
            #expect(text.contains("712345678") && text.contains("Example Ltd"))
            #expect(text.contains("712345679") && text.contains("Second Ltd"))
        }
    }

    @Test(arguments: [true, false])
    func theOrganisationThatIsNamed_IsRead(isModulesOwn: Bool) async throws {
        let draft = ConfigDraft.books {
            if isModulesOwn {
                $0.organizationID = Self.second.id
                $0.books?.extra += #", "organization_id": "712345678""#
            } else {
                $0.organizationID = "712345678"
            }
        }
        try await withTwoOrganizations(draft) { bench in
            try await bench.syncOnce()
            try bench.expectFinanceTruth()
        }
    }

    @Test func aWrongOrganisation_IsToldWithThoseThereAre() async throws {
        let draft = ConfigDraft.books { $0.organizationID = "999999999" }
        try await withFinance(config: draft) { bench in
            _ = try await bench.daemon()
            let answer = try await bench.client.post("modules/books/sync", ["wait": true])
            #expect(
                answer.status == 502 && answer.code == "organization_mismatch", "\(answer.text)")
            #expect(answer.text.contains("712345678 (Example Ltd)"))
            #expect(try await bench.client.state() == "degraded")
            #expect(
                bench.calls(.books).count < 20, "what cannot work is not tried stream by stream")
        }
    }

    @Test func aStreamWithoutScope_IsSkippedAndTheRunSucceeds() async throws {
        try await withFinance { bench in
            bench.simulator.setScopes(
                ZohoSimulator.defaultScopes.filter { $0 != "ZohoBooks.bills.READ" })
            _ = try await bench.daemon()
            let run = try await bench.syncBooks()
            #expect(run["state"] == "succeeded")
            let reason = run.stream("books_bills")["reason"]?.string ?? ""
            #expect(run.stream("books_bills")["state"] == "skipped")
            #expect(reason.contains("ZohoBooks.bills.READ") || reason.contains("57"), "\(reason)")
            try await bench.detailsRead()
            try bench.expectFinanceTruth(leavingOut: ["bills", "recurringbills"])
        }
    }

    @Test func aStreamThatTheEditionLacks_IsSkippedAndTheRunSucceeds() async throws {
        try await withFinance { bench in
            for stream in ["journals", "projects", "fixedassets"] {
                bench.simulator.setUnavailable(product: .books, stream: stream)
            }
            _ = try await bench.daemon()
            let run = try await bench.syncBooks()
            #expect(run["state"] == "succeeded")
            for table in ["books_journals", "books_projects", "books_fixedassets"] {
                #expect(run.stream(table)["state"] == "skipped", "\(table)")
                #expect(run.stream(table)["reason"]?.string?.isEmpty == false, "\(table)")
            }
            try await bench.detailsRead()
            try bench.expectFinanceTruth(leavingOut: ["journals", "projects", "fixedassets"])
            bench.simulator.setUnavailable(product: .books, stream: "journals", false)
            #expect(try await bench.syncBooks().stream("books_journals")["state"] == "succeeded")
            try await bench.detailsRead()
            try bench.expectFinanceTruth(leavingOut: ["projects", "fixedassets"])
        }
    }

    @Test func productsOfOneOrganisation_AreSyncedBesideEachOther() async throws {
        try await withFinance(config: .everything { $0.crm.enabled = false }) { bench in
            let (end, program) = try await bench.once()
            #expect(end == .exited(0), "\(program.lines(with: " sync_"))")
            try bench.expectFinanceTruth(FinanceProduct.allCases)
            let organizations = bench.simulator.calls("/organizations").filter {
                $0.path.hasSuffix("/organizations")
            }
            #expect(organizations.count <= 6)
        }
    }
}

extension JSONValue {
    /// A stream's part of a run.
    func stream(_ table: String) -> JSONValue {
        self["streams"]?.array?.first { $0["table"]?.string == table } ?? .null
    }
}
