import SyncCore
import Testing
import ZohoSimulator

/// What happens in the finance products between two syncs.
struct FinanceChangeTests {
    private typealias Change = @Sendable (ZohoSimulator) -> Void

    /// A change by its name, so that a failure tells which one it was.
    struct Named: CustomTestStringConvertible, Sendable {
        let testDescription: String
        fileprivate let change: @Sendable (ZohoSimulator) -> Void
        /// Whether the next sync sees it, or only one that compares everything.
        var isSeenAtOnce = true
    }

    private static func id(_ zoho: ZohoSimulator, _ stream: String, _ place: Int = 0) -> String {
        zoho.recordIDs(product: .books, stream: stream)[place]
    }

    static let changes = [
        Named(testDescription: "an edit") { zoho in
            zoho.update(
                product: .books, stream: "invoices", id: id(zoho, "invoices"),
                ["reference_number": "R-1", "notes": "Neu: ä 😀"])
        },
        Named(testDescription: "a new record") { zoho in
            zoho.create(product: .books, stream: "contacts", ["contact_name": "Late & Co"])
        },
        Named(testDescription: "fewer lines") { zoho in
            zoho.replaceLines(
                product: .books, stream: "bills", id: id(zoho, "bills"),
                [["name": "Only one", "rate": .number("10.10"), "quantity": 3]])
        },
        Named(testDescription: "no lines") { zoho in
            zoho.replaceLines(product: .books, stream: "bills", id: id(zoho, "bills", 1), [])
        },
        Named(testDescription: "more lines") { zoho in
            let lines = (1...40).map { ["name": .string("Line \($0)")] as ZohoSimulator.Value }
            zoho.replaceLines(
                product: .books, stream: "invoices", id: id(zoho, "invoices", 2), lines)
        },
        Named(testDescription: "a void document") { zoho in
            zoho.void(product: .books, stream: "invoices", id: id(zoho, "invoices", 3))
        },
        Named(testDescription: "an inactive contact") { zoho in
            zoho.setActive(
                product: .books, stream: "contacts", id: id(zoho, "contacts", 4), false)
        },
        Named(testDescription: "a deletion") { zoho in
            zoho.delete(product: .books, stream: "invoices", id: id(zoho, "invoices", 5))
        },
        Named(testDescription: "a deleted user") { zoho in
            zoho.delete(product: .books, stream: "users", id: id(zoho, "users", 1))
        },
        Named(testDescription: "a deletion where no record can be asked for") { zoho in
            zoho.delete(
                product: .books, stream: "settings/taxes", id: id(zoho, "settings/taxes", 1))
        },
        Named(testDescription: "merged contacts") { zoho in
            zoho.mergeContact(
                product: .books, id: id(zoho, "contacts", 0), into: id(zoho, "contacts", 8))
        },
        Named(testDescription: "a balance without a time of change") { zoho in
            zoho.changeBalance(
                product: .books, stream: "invoices", id: id(zoho, "invoices", 6),
                field: "balance", value: .number("1.05"))
        },
        Named(testDescription: "a renamed account") { zoho in
            zoho.update(
                product: .books, stream: "chartofaccounts", id: id(zoho, "chartofaccounts", 1),
                ["account_name": "Renamed"])
        },
    ]

    /// Every list here fits on one page, which shows deletions at once.
    @Test(arguments: changes)
    func aChange_IsInTheNextSync(_ named: Named) async throws {
        try await withFinance { bench in
            _ = try await bench.daemon()
            #expect(try await bench.syncBooks()["state"] == "succeeded")
            try await bench.detailsRead()
            bench.moveOn()
            named.change(bench.simulator)
            #expect(try await bench.syncBooks()["state"] == "succeeded")
            try await bench.detailsRead()
            try bench.expectFinanceTruth()
        }
    }

    /// With lists of many pages a sweep finds what no time of change tells.
    @Test func allChangesTogether_AreInTheNextFullSync() async throws {
        try await withFinance(simulator: { $0.switches.financePageSize = 6 }) { bench in
            _ = try await bench.daemon()
            #expect(try await bench.syncBooks()["state"] == "succeeded")
            try await bench.detailsRead()
            for round in 0..<2 {
                bench.moveOn()
                for named in Self.changes { named.change(bench.simulator) }
                let run = try await bench.syncBooks(mode: "full")
                #expect(run["state"] == "succeeded", "\(run)")
                try await bench.detailsRead()
                try bench.expectFinanceTruth(comment: "round \(round)")
            }
            // What was deleted keeps its row.
            #expect(
                try await bench.rows("books_invoices", "WHERE _deleted_at IS NOT NULL") == 2)
        }
    }

    @Test func aRecordThatComesBack_LivesAgainWithItsChildren() async throws {
        try await withFinance { bench in
            _ = try await bench.daemon()
            _ = try await bench.syncBooks()
            try await bench.detailsRead()
            let zoho = bench.simulator
            let id = zoho.recordIDs(product: .books, stream: "bills")[2]
            zoho.delete(product: .books, stream: "bills", id: id)
            _ = try await bench.syncBooks()
            #expect(try await bench.rows("books_bills", "WHERE _deleted_at IS NOT NULL") == 1)
            bench.moveOn()
            zoho.create(product: .books, stream: "bills", ["bill_id": .string(id)])
            _ = try await bench.syncBooks()
            try await bench.detailsRead()
            try bench.expectFinanceTruth()
            #expect(try await bench.rows("books_bills", "WHERE _deleted_at IS NOT NULL") == 0)
        }
    }

    @Test func anEmptyList_IsGuardedUntilSomebodyAcceptsIt() async throws {
        try await withFinance(.books(["bills": 6, "contacts": 3])) { bench in
            let daemon = try await bench.daemon()
            _ = try await bench.syncBooks()
            try await bench.detailsRead()
            let zoho = bench.simulator
            for id in zoho.recordIDs(product: .books, stream: "bills") {
                zoho.delete(product: .books, stream: "bills", id: id)
            }
            let guarded = try await bench.syncBooks(mode: "full")
            #expect(guarded["state"] == "partial")
            try await daemon.line(" deletion_guard ")
            #expect(try await bench.rows("books_bills", "WHERE _deleted_at IS NULL") == 6)
            let accepted = try await bench.syncBooks(mode: "full", acceptDeletions: true)
            #expect(accepted["state"] == "succeeded" && accepted["deleted"] == 6)
            try bench.expectFinanceTruth()
        }
    }
}
