import GRDB
import SyncCore
import Testing

@testable import Mirror

/// Which debts are given out, in which order, and how fast.
struct DebtQueueTests {
    private static let tables = ["crm_deals", "crm_leads", "crm_quotes"]

    /// The three streams without rows.
    private func bench() async throws -> MirrorBench {
        let bench = try MirrorBench()
        for table in Self.tables {
            var schema = StreamSchema(table: table, zohoName: table)
            schema.detail = StreamSchema.Detail(batch: 3)
            _ = try await bench.mirror.apply(schema, module: .crm)
        }
        return bench
    }

    private func owe(_ bench: MirrorBench, _ debts: [(String, String, Int64)]) throws {
        for (table, id, seconds) in debts {
            try bench.execute(
                """
                INSERT INTO zohosync_details (stream, id, newest)
                VALUES ('\(table)', '\(id)', '\(noon + seconds)')
                """)
        }
    }

    private func next(
        _ bench: MirrorBench, excluding: Set<String> = [], limit: Int = 2, module: Module = .crm,
        at now: UTCInstant = noon + 90
    ) async throws -> String? {
        try await bench.mirror.nextDebts(
            of: module, excluding: excluding, limit: limit, now: now
        ).map { batch in
            batch.schema.table + batch.debts.map { " \($0.id)" }.joined()
        }
    }

    @Test func nextDebts_TheLatestOfAll_DecidesTheStream() async throws {
        let bench = try await bench()
        #expect(try await next(bench) == nil)
        try owe(bench, [("crm_deals", "1", 5), ("crm_deals", "2", 9), ("crm_leads", "3", 10)])
        try owe(bench, [("crm_leads", "4", 1), ("crm_leads", "6", 1), ("crm_leads", "5", 1)])
        #expect(try await next(bench, limit: 3) == "crm_leads 3 4 5")
        #expect(try await next(bench, limit: 1) == "crm_leads 3")
        #expect(try await next(bench, excluding: ["crm_leads"]) == "crm_deals 2 1")
        #expect(try await next(bench, excluding: ["crm_leads", "crm_deals"]) == nil)
        #expect(try await next(bench, module: .books) == nil)
        let batch = try await bench.mirror.nextDebts(
            of: .crm, excluding: [], limit: 1, now: noon + 90)
        #expect(batch?.schema.detail?.batch == 3)
        #expect(batch?.debts == [DetailDebt(id: "3", newest: (noon + 10).text)])
    }

    @Test func nextDebts_PutOff_WaitForTheirMoment() async throws {
        let bench = try await bench()
        try owe(bench, [("crm_leads", "1", 9), ("crm_leads", "2", 8), ("crm_deals", "3", 1)])
        for count in 1...2 {
            try await bench.mirror.postpone(
                [DetailDebt(id: "1", newest: (noon + 9).text)], of: "crm_leads",
                until: noon + 100 * Int64(count))
        }
        #expect(try await next(bench, at: noon + 199) == "crm_leads 2")
        let batch = try await bench.mirror.nextDebts(
            of: .crm, excluding: [], limit: 1, now: noon + 200)
        #expect(batch?.debts == [DetailDebt(id: "1", newest: (noon + 9).text, failures: 2)])
        try await bench.mirror.postpone(
            [DetailDebt(id: "2", newest: (noon + 8).text)], of: "crm_leads", until: noon + 100)
        #expect(try await next(bench) == "crm_deals 3")
        #expect(try await next(bench, at: noon + 150) == "crm_leads 2")
        // A debt that was paid or renewed since is not put off.
        try await bench.mirror.postpone(
            [DetailDebt(id: "3", newest: "other"), DetailDebt(id: "9", newest: "x")],
            of: "crm_deals", until: noon + 900)
        #expect(try await next(bench) == "crm_deals 3")
        #expect(try await bench.mirror.debtCounts() == ["crm_deals": 1, "crm_leads": 2])
    }

    @Test func nextDebts_JustModified_WaitUntilTheirSecondIsOver() async throws {
        let bench = try await bench()
        try owe(bench, [("crm_leads", "1", 10)])
        #expect(try await next(bench, at: noon + 14) == nil)
        #expect(try await next(bench, at: noon + 15) == "crm_leads 1")
        // Another clock's moment says nothing.
        #expect(try await next(bench, at: noon - 50) == nil)
        #expect(try await next(bench, at: noon - 51) == "crm_leads 1")
    }

    @Test func nextDebts_SchemaThatCannotBeRead_IsPassedOver() async throws {
        let bench = try await bench()
        try owe(bench, [("crm_leads", "1", 9), ("crm_deals", "3", 1)])
        try bench.execute("UPDATE zohosync_streams SET schema = '' WHERE stream = 'crm_leads'")
        #expect(try await next(bench) == "crm_deals 3")
    }

    @Test func nextDebts_OfFiftyThousand_ComeFromTheIndex() async throws {
        let bench = try await bench()
        try owe(bench, [("crm_deals", "1", 5), ("crm_quotes", "1", 5)])
        try bench.execute(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
            INSERT INTO zohosync_details (stream, id, newest)
            SELECT 'crm_leads', i, '2026-05-01T00:00:' || i FROM n
            """)
        let queue = try DatabaseQueue(path: bench.folder.database)
        let plans = try await queue.read { db in
            try [DebtQueue.debts, DebtQueue.streams].map { sql in
                try Row.fetchAll(
                    db, sql: "EXPLAIN QUERY PLAN " + sql,
                    arguments: ["now", "now", "now", "crm_leads"]
                        + (sql == DebtQueue.debts ? [2] : [])
                )
                .map { $0["detail"] as String }
            }
        }
        let index = "USING COVERING INDEX zohosync_details_newest (stream=?)"
        for plan in plans {
            #expect(plan.contains { $0.contains(index) }, "\(plan)")
            #expect(!plan.contains { $0.contains("SCAN zohosync_details") }, "\(plan)")
        }
        #expect(plans.first?.count == 1, "\(plans)")
    }
}
