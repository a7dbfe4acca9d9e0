import Glibc
import SyncCore
import Testing
import ZohoSimulator

/// The daemon ends in the middle of the work: nothing is lost, and little is done twice.
struct FinanceInterruptionTests {
    private static let data = FinanceDataSet.books(["invoices": 60, "contacts": 40])

    /// Counts the calls to paths that begin like this, and signals the program at one of them.
    private func strike(
        _ bench: Workbench, _ prefix: String, at call: Int, _ signal: Int32, _ program: Program
    ) {
        let count = Watched(0)
        bench.simulator.setBeforeRequest { _, path in
            guard path.hasPrefix(prefix) else { return }
            count.change { $0 += 1 }
            if count.value == call { program.signal(signal) }
        }
    }

    @Test(arguments: [SIGTERM, SIGKILL])
    func inTheMiddleOfTheDetails_TheDebtsSurvive(signal: Int32) async throws {
        try await withFinance(Self.data, config: .books { $0.enabled = "false" }) { bench in
            let daemon = try await bench.daemon()
            strike(bench, "/books/v3/invoices/", at: 20, signal, daemon)
            _ = try await bench.syncBooks()
            let end = try await daemon.end()
            #expect(end == (signal == SIGTERM ? .exited(0) : .killed(by: signal)))
            bench.simulator.setBeforeRequest(nil)
            let debts = try bench.detailsPending()
            #expect((60...99).contains(debts), "\(debts) debts")
            let read = bench.simulator.statistics.finance.details.values.reduce(0, +)

            // The lane goes on by itself, without a sync.
            _ = try await bench.daemon()
            try await bench.detailsRead()
            try bench.expectFinanceTruth()
            let all = bench.simulator.statistics.finance.details.values.reduce(0, +)
            #expect(all - read <= debts + 1)
            #expect(all <= 100 + 1, "no more than the record at hand is read twice")
        }
    }

    @Test func aKillInTheMiddleOfABackfill_GoesOnWithThePageAtHand() async throws {
        try await withFinance(
            Self.data, simulator: { $0.switches.financePageSize = 5 }
        ) { bench in
            let first = try bench.start("zohosyncd", ["--config", bench.config, "--once"])
            strike(bench, "/books/v3/invoices?", at: 9, SIGKILL, first)
            #expect(try await first.end() == .killed(by: SIGKILL))
            bench.simulator.setBeforeRequest(nil)
            let pages = bench.simulator.statistics.finance.lists["books/invoices"] ?? 0
            let rows = try await bench.rows("books_invoices")
            #expect(rows >= 5 && rows < 60, "\(rows)")
            try await bench.syncOnce()
            try bench.expectFinanceTruth()
            let all = bench.simulator.statistics.finance.lists["books/invoices"] ?? 0
            // 12 pages; the page before the one at hand is read again, as rows may have moved up.
            #expect(all <= 12 + 3, "\(pages) and then \(all - pages)")
        }
    }

    /// What was deleted meanwhile behind the page at hand is found by the next complete reading.
    @Test func changesDuringTheInterruption_AreNotMissed() async throws {
        try await withFinance(
            Self.data, config: .books { $0.enabled = "false" },
            simulator: { $0.switches.financePageSize = 5 }
        ) { bench in
            let first = try bench.start("zohosyncd", ["--config", bench.config, "--once"])
            strike(bench, "/books/v3/invoices?", at: 7, SIGKILL, first)
            _ = try await first.end()
            bench.simulator.setBeforeRequest(nil)
            let zoho = bench.simulator
            let ids = zoho.recordIDs(product: .books, stream: "invoices")
            bench.moveOn()
            zoho.delete(product: .books, stream: "invoices", id: ids[1])
            zoho.delete(product: .books, stream: "invoices", id: ids[50])
            zoho.update(product: .books, stream: "invoices", id: ids[3], ["notes": "Neu"])
            zoho.create(product: .books, stream: "invoices", ["reference_number": "Late"])
            _ = try await bench.daemon()
            // The first one ends the backfill, the second one finds what changed behind it.
            for mode in ["incremental", "incremental", "full"] {
                #expect(try await bench.syncBooks(mode: mode)["state"] == "succeeded")
                try await bench.detailsRead()
                let edited = try await bench.rows("books_invoices", "WHERE notes = 'Neu'")
                #expect(edited == 1)
            }
            try bench.expectFinanceTruth()
        }
    }

    /// A detail that can never be read keeps nobody waiting, and is not forgotten.
    @Test func aDetailThatFails_IsPutOffAndTriedAgain() async throws {
        try await withFinance(.books(["invoices": 5])) { bench in
            let id = bench.simulator.recordIDs(product: .books, stream: "invoices")[2]
            bench.simulator.inject(
                .init(
                    .status(400, code: "2"), pathPrefix: "/books/v3/invoices/\(id)", times: nil))
            try await bench.syncOnce()
            let debts = try bench.detailsPending()
            #expect(debts == 1)
            bench.simulator.clearFaults()
            _ = try await bench.daemon()
            bench.moveOn()
            bench.simulator.update(
                product: .books, stream: "invoices", id: id, ["notes": "Changed"])
            #expect(try await bench.syncBooks()["state"] == "succeeded")
            try await bench.detailsRead()
            try bench.expectFinanceTruth()
        }
    }
}
