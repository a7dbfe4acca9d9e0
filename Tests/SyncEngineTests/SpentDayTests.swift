import ControlAPI
import Rehearsal
import SyncCore
import SyncEngine
import TestSupport
import Testing
import ZohoSimulator

/// Days whose calls do not suffice.
@Suite struct SpentDayTests {
    /// 80 % of 20 calls, less those that two products need to ask how they stand: 12 a day, for 15
    /// pages.
    @Test(arguments: [false, true])
    func aFillThatTheDayCutsOff_GoesOnWhereItEnded(isRestarted: Bool) async throws {
        let folder = try TemporaryFolder()
        let rehearsal = try rehearse(
            ["books/invoices": 3_000], dailyCalls: 20,
            modules: ["Zoho Books": ["interval": "30m", "streams": ["include": ["invoices"]]]],
            in: folder)
        try await rehearsal.begin()
        await rehearsal.pass(3 * 3600)
        let simulator = rehearsal.simulator
        #expect(simulator.statistics.finance.lists == ["books/invoices": 12])
        #expect(rehearsal.calls.total == 12)
        let first = try await latestRun(rehearsal)
        #expect(first["state"] == "partial")
        #expect(first["error"]?["code"] == "budget_exhausted")
        #expect(first["records_read"] == 2_400)
        let status = await rehearsal.callsStatus(of: .books)
        #expect(status["left"] == 0)
        #expect(status["waiting"] == ["changes", "details"])
        #expect(status["details_pending"] == 2_400)
        #expect(status["resets_at"] == "2026-03-02T23:00:00Z")
        if isRestarted { try await rehearsal.restart() }

        await rehearsal.time.pass(until: try #require(UTCInstant("2026-03-02T22:59:59Z")))
        #expect(rehearsal.calls.total == 12)
        await rehearsal.pass(1800)
        let second = try await latestRun(rehearsal)
        #expect(second["state"] == "succeeded")
        #expect(try #require(second["started_at"]?.string) > "2026-03-02T23:00:00Z")
        // The page on which it ended is read again: its rows may have moved up.
        #expect(second["api_calls"] == 4)
        #expect(try rehearsal.count("SELECT count(*) FROM books_invoices") == 3_000)
        await rehearsal.pass(86_400)
        await rehearsal.stop()
        #expect((rehearsal.calls.perDay.max() ?? 0) <= 16)
        #expect(simulator.statistics.finance.refusals.isEmpty)
        #expect(simulator.violations.isEmpty)
    }

    @Test(arguments: [false, true])
    func productsOfOneOrganisation_LeaveAFifth(countsAreSeparate: Bool) async throws {
        let folder = try TemporaryFolder()
        let rehearsal = try rehearse(
            ["books/invoices": 205, "inventory/salesorders": 205, "invoice/invoices": 205],
            dailyCalls: 120,
            modules: [
                "Zoho Books": ["interval": "2h", "streams": ["include": ["invoices"]]],
                "Zoho Inventory": ["interval": "3h", "streams": ["include": ["salesorders"]]],
                "Zoho Invoice": ["interval": "4h", "streams": ["include": ["invoices"]]],
            ], in: folder, countsAreSeparate: countsAreSeparate)
        try await rehearsal.begin()
        await rehearsal.pass(3600)
        try await rehearsal.restart()
        await rehearsal.time.pass(until: try #require(UTCInstant("2026-03-02T23:00:00Z")))
        // Other programs are at work, too.
        for product in FinanceProduct.allCases where countsAreSeparate || product == .books {
            rehearsal.simulator.spendQuota(30, product: product)
        }
        await rehearsal.pass(86_400 - 1)
        await rehearsal.stop()
        let days =
            countsAreSeparate
            ? rehearsal.calls.perDayOfBusiestProduct : rehearsal.calls.perDay
        // The days are used, not only spared: what two products need to ask how they stand, and
        // what a restart does not know for sure, may be left.
        #expect((76...96).contains(days[0]), "\(days)")
        #expect((46...66).contains(days[1]), "\(days)")
        #expect(rehearsal.simulator.statistics.finance.refusals.isEmpty)
        #expect(rehearsal.simulator.violations.isEmpty)
        for table in ["books_invoices", "inventory_salesorders", "invoice_invoices"] {
            #expect(try rehearsal.count("SELECT count(*) FROM \(table)") == 205)
        }
    }

    private func rehearse(
        _ rows: [String: Int], dailyCalls: Int, modules: JSONValue, in folder: TemporaryFolder,
        countsAreSeparate: Bool = false
    ) throws -> Rehearsal {
        var configuration = ZohoSimulator.Configuration()
        configuration.dataSet = .empty
        configuration.financeData = .counts(rows)
        configuration.financeDailyLimit = dailyCalls
        configuration.latencyMilliseconds = 300
        configuration.switches.separateFinanceCounters = countsAreSeparate
        return try Rehearsal(
            ZohoSimulator(configuration), modules: modules, in: folder.path, offset: 3600)
    }

    private func latestRun(_ rehearsal: Rehearsal) async throws -> JSONValue {
        try #require(try await rehearsal.engine.runs(module: "books", limit: 1).first)
    }
}
