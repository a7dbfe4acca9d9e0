import GRDB
import Mirror
import SyncCore
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

/// The promise: when Zoho stops changing, the next sync makes the local rows equal to Zoho's,
/// whatever happened between any two calls before, and under every reading of the API.
struct HistoryTests {
    @Test(arguments: 0..<10)
    func mutationsBetweenPages_thenOneSync_equalsTruth(batch: Int) async throws {
        for seed in 0..<60 {
            try await History(seed: UInt64(batch * 1000 + seed)).play()
        }
    }
}

extension HistoryTests {
    /// Histories that once went wrong.
    @Test(.hangGuard, arguments: [120_053, 106_058, 123_057, 139_003, 141_004])
    func historyThatOnceFailed_equalsTruth(seed: UInt64) async throws {
        try await History(seed: seed).play()
    }
}

/// One random life of a stream: syncs while records change, faults, and a sync when it is quiet.
private struct History {
    let seed: UInt64

    func play() async throws {
        var random = SeededGenerator(seed: seed)
        let habits = ScriptedZoho.Habits(
            pageSize: Int.random(in: 2...8, using: &random),
            filterIsExclusive: random.chance(25), tokensAreSnapshots: random.chance(30),
            restoreBumpsModified: random.chance(60), tellsServerTime: random.chance(80),
            clockSkew: random.chance(20) ? Int64.random(in: -400_000...200, using: &random) : 0,
            lag: random.chance(20) ? Int64.random(in: 1...60, using: &random) : 0)
        let intensity = Int.random(in: 0...60, using: &random)
        // So many changes that every page may meet some, but no more than a walk can catch up with.
        let generator = Mutex((random: random, budget: 150))
        let zoho = ScriptedZoho(habits: habits) { state in
            generator.withLock { generator in
                guard generator.budget > 0, generator.random.chance(intensity) else { return }
                generator.budget -= 1
                for _ in 0..<Int.random(in: 1...3, using: &generator.random) {
                    state.mutate(&generator.random, habits)
                }
            }
        }
        seedRecords(zoho, &random)

        let folder = try TemporaryFolder()
        let mirror = try SQLiteMirror(path: folder.path + "/zoho.sqlite")
        defer { mirror.close() }
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            zoho.state.withLock { state in
                let failure = state.calls + Int.random(in: 1...12, using: &random)
                state.failsAtCall = random.chance(40) ? failure : nil
            }
            _ = await sync(zoho, mirror, mode: random.chance(15) ? .full : .incremental)
            zoho.state.withLock { state in
                for _ in 0..<Int.random(in: 0...6, using: &random) { state.mutate(&random, habits) }
            }
        }
        generator.withLock { $0.budget = 0 }
        zoho.state.withLock { state in
            state.failsAtCall = nil
            state.now = state.now + habits.lag
        }
        let result = await sync(zoho, mirror, mode: .incremental)
        #expect(result.state == .succeeded, "seed \(seed): \(String(describing: result.error))")
        try compare(zoho, database: folder.path + "/zoho.sqlite")
        try await expectCheapRepetition(zoho, mirror)
    }

    private func seedRecords(_ zoho: ScriptedZoho, _ random: inout SeededGenerator) {
        zoho.state.withLock { state in
            for _ in 0..<Int.random(in: 0...40, using: &random) {
                // Crowds: many records share a second.
                if random.chance(30) {
                    state.now = state.now + Int64.random(in: 1...9, using: &random)
                }
                state.create()
            }
            if random.chance(50) { state.now = state.now + 5000 }
        }
    }

    private func sync(
        _ zoho: ScriptedZoho, _ mirror: SQLiteMirror, mode: Run.Mode
    ) async -> StreamResult {
        let time = TimeSource(now: { zoho.state.withLock { $0.now } }, sleep: { _ in })
        var runner = StreamRunner(
            module: .crm, stream: ScriptedZoho.stream,
            order: .init(
                mode: mode, isManual: false, acceptDeletions: true, fullSweep: .seconds(86400)),
            source: zoho, mirror: mirror, time: time, sink: NoSink(), cancel: CancelFlag(),
            report: { _ in })
        return await runner.run().result
    }

    private func compare(_ zoho: ScriptedZoho, database: String) throws {
        let rows = try DatabaseQueue(path: database).read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM crm_leads WHERE _deleted_at IS NULL")
        }
        let local = Dictionary(
            uniqueKeysWithValues: rows.map { row in
                (row["id"] as String, "\(row["value"] as Int) \(row["modified_time"] as String)")
            })
        let truth = zoho.state.withLock { state in
            Dictionary(
                uniqueKeysWithValues: state.records.values.filter { $0.deletedAt == nil }
                    .map { ($0.id, "\($0.value) \($0.modified.text)") })
        }
        let differences = Set(local.keys).union(truth.keys).sorted()
            .filter { local[$0] != truth[$0] }
            .map { "\($0): local \(local[$0] ?? "none"), truth \(truth[$0] ?? "none")" }
        #expect(differences == [], "seed \(seed), \(zoho.habits)")
    }

    /// A sync of a stream that has settled costs one call for changes and one for deletions.
    private func expectCheapRepetition(
        _ zoho: ScriptedZoho, _ mirror: SQLiteMirror
    ) async throws {
        guard zoho.habits.tellsServerTime, zoho.habits.clockSkew == 0 else { return }
        zoho.state.withLock { $0.now = $0.now + 1000 }
        _ = await sync(zoho, mirror, mode: .incremental)
        let result = await sync(zoho, mirror, mode: .incremental)
        #expect(result.apiCalls == 2, "seed \(seed), \(zoho.habits)")
        #expect(result.upserted == 0, "seed \(seed)")
    }
}
