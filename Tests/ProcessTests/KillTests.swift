import Dispatch
import Foundation
import GRDB
import Glibc
import SyncCore
import Synchronization
import Testing
import ZohoSimulator

/// `kill -9` at seeded moments of a first sync: what was committed stays, the next run goes on from
/// there, and the database ends as if nothing had happened.
struct KillTests {
    private static let lanes = 4
    private static let killsPerLane = 26
    /// Rows that share one second, as an import leaves them.
    private static let crowd = 450
    private static let rates = 430

    @Test(arguments: 0..<lanes)
    func aKillCostsAtMostOnePageOfRepeatedWork(lane: Int) async throws {
        try await withWorkbench(
            Self.organization, config: ConfigDraft { $0.crm.extra = #", "concurrency": 3"# }
        ) { bench in
            Self.fill(bench.simulator)
            let undisturbed = try await Self.life(bench, killedAt: nil)
            #expect(undisturbed.end == .exited(0))
            try bench.expectTruth("undisturbed")
            let reference = bench.folder + "/reference.sqlite"
            try FileManager.default.moveItem(atPath: bench.database, toPath: reference)
            var random = Random(state: UInt64(lane))
            for kill in 0..<Self.killsPerLane {
                // Every request of the sync is hit by some lane, at one instant or another.
                let moment = (kill * Self.lanes + lane) % undisturbed.requests + 1
                let delay = Int(random.next() % 6_000)
                let comment: Comment = "lane \(lane), killed \(delay) µs after request \(moment)"
                try Self.forget(bench)
                let first = try await Self.life(bench, killedAt: (moment, delay))
                let second = try await Self.life(bench, killedAt: nil)
                #expect(second.end == .exited(0), comment)
                if try Self.differs(bench.database, from: reference) {
                    try bench.expectTruth(comment)
                    Issue.record("the database differs from an undisturbed one: \(comment)")
                }
                for (path, usual) in undisturbed.lists {
                    let all = first.lists[path, default: 0] + second.lists[path, default: 0]
                    #expect(all - usual <= Self.allowance[path, default: 0], "\(path): \(comment)")
                }
            }
        }
    }

    /// Pages that may be asked for in both lives: the one that was being written and the one that
    /// was on its way. What has no `Modified_Time` is always read as a whole; a crowded second too,
    /// and then what follows it.
    private static let allowance = [
        "/crm/v8/Orders": 2, "/crm/v8/Imports": 3 + pages(crowd), "/crm/v8/Rates": pages(rates),
        "/crm/v8/users": 2,
    ]

    private static func pages(_ rows: Int) -> Int { (rows + 199) / 200 }

    private static func differs(_ path: String, from reference: String) throws -> Bool {
        try DatabaseQueue(path: path).writeWithoutTransaction { db in
            try db.execute(sql: "ATTACH ? AS reference", arguments: [reference])
            for table in ["crm_orders", "crm_imports", "crm_rates", "crm_users"] {
                let columns = try db.columns(in: table).map(\.name).filter { $0 != "_synced_at" }
                    .map { "\"\($0)\"" }.joined(separator: ",")
                for (left, right) in [("main", "reference"), ("reference", "main")] {
                    let surplus = try Int.fetchOne(
                        db,
                        sql: """
                            SELECT count(*) FROM (SELECT \(columns) FROM \(left).\(table)
                            EXCEPT SELECT \(columns) FROM \(right).\(table))
                            """)
                    if surplus != 0 { return true }
                }
            }
            return false
        }
    }

    // MARK: One life of the daemon

    private struct Life {
        var end: Program.End
        /// Requests in all.
        var requests: Int
        /// Pages of records that were asked for, by path.
        var lists: [String: Int]
    }

    private static func life(
        _ bench: Workbench, killedAt moment: (request: Int, microseconds: Int)?
    ) async throws -> Life {
        let simulator = bench.simulator
        #expect(simulator.violations.isEmpty)
        simulator.resetStatistics()
        let victim = Mutex<Program?>(nil)
        let count = Mutex(0)
        if let moment {
            simulator.setBeforeRequest { _, _ in
                let number = count.withLock { count in
                    count += 1
                    return count
                }
                guard number == moment.request else { return }
                let delay = DispatchTimeInterval.microseconds(moment.microseconds)
                DispatchQueue.global().asyncAfter(deadline: .now() + delay) {
                    victim.withLock { $0 }?.signal(SIGKILL)
                }
            }
        }
        defer { simulator.setBeforeRequest(nil) }
        let program = try bench.start("zohosyncd", ["--config", bench.config, "--once"])
        victim.withLock { $0 = program }
        let end = try await program.end()
        let requests = simulator.requests
        let lists = requests.map(\.path).filter {
            $0.hasPrefix("/crm/v8/") && !$0.contains("/settings/") && !$0.hasSuffix("/deleted")
        }
        return Life(
            end: end, requests: requests.count,
            lists: Dictionary(grouping: lists) { $0 }.mapValues(\.count))
    }

    private static func forget(_ bench: Workbench) throws {
        let files = FileManager.default
        for name in try files.contentsOfDirectory(atPath: bench.folder + "/data")
        where name != "token.json" {
            try files.removeItem(atPath: bench.folder + "/data/" + name)
        }
        try bench.write(ConfigDraft { $0.crm.extra = #", "concurrency": 3"# })
    }

    // MARK: Data

    private static var organization: ZohoSimulator.DataSet {
        let fields = ZohoSimulator.ModuleDefinition.standardFields([
            .init("Name", "text"), .init("Amount", "currency"),
        ])
        return .custom([
            .init("Imports", scope: "custom", fields: fields).with { $0.generatedType = "custom" },
            .init("Orders", scope: "custom", fields: fields).with { $0.generatedType = "custom" },
            .init("Rates", scope: "custom", fields: [.init("Name", "text")]).with {
                $0.generatedType = "custom"
            },
        ])
    }

    private static func fill(_ simulator: ZohoSimulator) {
        func add(_ module: String, _ count: Int, apart seconds: Double) {
            for row in 0..<count {
                simulator.clock.advance(bySeconds: seconds)
                simulator.create(
                    module: module, ["Name": .string("Row \(row)"), "Amount": .number("10.50")])
            }
        }
        simulator.clock.advance(bySeconds: -30 * 86_400)
        add("Imports", 500, apart: 3)
        add("Imports", crowd, apart: 0)
        add("Imports", 250, apart: 3)
        add("Orders", 700, apart: 2)
        add("Rates", rates, apart: 0)
        simulator.clock.advance(bySeconds: 29 * 86_400)
    }

    /// A small generator with a seed (SplitMix64), so that every run kills at the same moments.
    private struct Random {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }
}
