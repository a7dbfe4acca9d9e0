import GRDB
import SyncCore
import Testing
import ZohoSimulator

/// The first sync of the finance products, and the one after it.
struct FinanceFirstSyncTests {
    @Test func afterTheFirstSync_AllFourProductsEqualZoho() async throws {
        try await withFinance(
            .ofEach(12), config: .everything(), simulator: { $0.dataSet = .demo }
        ) { bench in
            try await bench.syncWhole()
            try bench.expectFinanceTruth(FinanceProduct.allCases)
            try bench.expectTruth()
        }
    }

    @Test func anUnchangedZoho_CostsOneCallAStream_AndWritesNoRow() async throws {
        try await withFinance { bench in
            try await bench.syncOnce()
            try bench.expectFinanceTruth()
            let before = try bench.syncedAt()
            bench.simulator.resetStatistics()
            try await bench.syncOnce()
            let streams = try bench.query { try $0.streamTables().count }
            let paths = bench.calls(.books).map(\.path)
            #expect(paths.count <= streams + 1, "and the organisation")
            for (path, calls) in Dictionary(grouping: paths, by: { $0 }) {
                // Debit notes are in the list of invoices.
                let usual = path.hasSuffix("/organizations") || path.hasSuffix("/invoices") ? 2 : 1
                #expect(calls.count <= usual, "\(path)")
            }
            #expect(bench.simulator.statistics.finance.details.isEmpty)
            #expect(try bench.syncedAt() == before)
        }
    }

    @Test func listsOfManyPages_AreReadByTheirModification() async throws {
        let data = FinanceDataSet.books(["contacts": 40, "invoices": 33, "bills": 21])
        try await withFinance(data, simulator: { $0.switches.financePageSize = 7 }) { bench in
            try await bench.syncOnce()
            try bench.expectFinanceTruth()
            try await bench.syncOnce()
            bench.moveOn()
            let zoho = bench.simulator
            let ids = zoho.recordIDs(product: .books, stream: "contacts")
            zoho.update(product: .books, stream: "contacts", id: ids[3], ["phone": "030"])
            bench.simulator.resetStatistics()
            try await bench.syncOnce()
            try bench.expectFinanceTruth()
            let lists = zoho.statistics.finance.lists
            #expect(lists["books/contacts"] == 1)
            #expect(zoho.statistics.finance.details == ["books/contacts": 1])
        }
    }

    @Test func organisations_AreAStreamToo() async throws {
        try await withFinance { bench in
            try await bench.syncOnce()
            let names = try bench.query {
                try String.fetchAll($0, sql: "SELECT name FROM books_organizations")
            }
            #expect(names == ["Example Ltd"])
        }
    }
}
