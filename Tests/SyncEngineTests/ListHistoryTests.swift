import GRDB
import Mirror
import Settings
import SyncCore
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

/// Numbered lists over live data lose rows and show them twice. Whatever happened between any two
/// calls, under every reading of what a list can do: no record that exists is ever marked deleted,
/// and after the next sweep the local rows, lines included, are equal to Zoho's.
struct ListHistoryTests {
    @Test(arguments: 0..<10)
    func mutationsBetweenPages_thenASweep_equalsTruth(batch: Int) async throws {
        for seed in 0..<52 {
            try await ListHistory(seed: UInt64(batch * 1000 + seed)).play()
        }
    }
}

extension ListHistoryTests {
    /// Histories that once went wrong: a sweep goes on behind the end of a list that has shrunk.
    @Test(arguments: [145, 3320, 2041, 6046, 1033, 7032])
    func historyThatOnceFailed_equalsTruth(seed: UInt64) async throws {
        try await ListHistory(seed: seed).play()
    }
}

/// One random life of a list: syncs while records change, faults, details, and a sweep when it is
/// quiet.
private struct ListHistory {
    let seed: UInt64

    func play() async throws {
        var random = SeededGenerator(seed: seed)
        let habits = self.habits(&random)
        let intensity = Int.random(in: 0...60, using: &random)
        let generator = Mutex((random: random, budget: 150))
        let list = ScriptedList(habits: habits) { state in
            generator.withLock { generator in
                guard generator.budget > 0, generator.random.chance(intensity) else { return }
                generator.budget -= 1
                for _ in 0..<Int.random(in: 1...3, using: &generator.random) {
                    state.mutate(&generator.random, habits)
                }
            }
        }
        list.state.withLock { state in
            for _ in 0..<Int.random(in: 0...40, using: &random) { state.create(&random, habits) }
            if random.chance(50) { state.now = state.now + 5000 }
        }
        let folder = try TemporaryFolder()
        let path = folder.path + "/zoho.sqlite"
        let mirror = try SQLiteMirror(path: path)
        defer { mirror.close() }
        for _ in 0..<Int.random(in: 1...5, using: &random) {
            list.state.withLock { state in
                let failure = state.calls + Int.random(in: 1...12, using: &random)
                state.failsAtCall = random.chance(40) ? failure : nil
                if random.chance(25) { state.now = state.now + 90_000 }
            }
            let mode: Run.Mode = random.chance(15) ? .full : .incremental
            _ = await sync(list, mirror, mode: mode, isManual: random.chance(30))
            try expectNoFalseTombstone(list, path)
            if random.chance(50) { try? await payDetails(list, mirror) }
            list.state.withLock { state in
                for _ in 0..<Int.random(in: 0...6, using: &random) { state.mutate(&random, habits) }
            }
        }
        generator.withLock { $0.budget = 0 }
        list.state.withLock { state in
            state.failsAtCall = nil
            state.now = state.now + 30 * 86400
        }
        // The first may go on with a sweep that was interrupted; the next is a whole one.
        for _ in 0..<2 {
            let result = await sync(list, mirror, mode: .incremental, isManual: false)
            #expect(result.state == .succeeded, "seed \(seed): \(String(describing: result.error))")
            list.state.withLock { $0.now = $0.now + 8 * 86400 }
        }
        try await payDetails(list, mirror)
        try compare(list, path)
        try await expectCheapRepetition(list, mirror)
    }

    private func habits(_ random: inout SeededGenerator) -> ScriptedList.Habits {
        var habits = ScriptedList.Habits()
        habits.pageSize = Int.random(in: 2...8, using: &random)
        habits.traits = ListTraits(
            hasFilter: random.chance(60), hasNewestFirst: random.chance(50),
            hasWindow: random.chance(50), hasLookup: random.chance(80))
        habits.filter = ScriptedList.Filter.allCases.randomElement(using: &random) ?? .inclusive
        habits.order = ScriptedList.Order.allCases.randomElement(using: &random) ?? .echoed
        habits.window = ScriptedList.Window.allCases.randomElement(using: &random) ?? .honoured
        habits.base = ScriptedList.Base.allCases.randomElement(using: &random) ?? .created
        habits.silentEdits = random.chance(30) ? 30 : 0
        habits.timeless = random.chance(30) ? 20 : 0
        habits.tellsServerTime = random.chance(80)
        habits.hasDetails = random.chance(60)
        return habits
    }

    private func time(_ list: ScriptedList) -> TimeSource {
        TimeSource(now: { list.state.withLock { $0.now } }, sleep: { _ in })
    }

    private func sync(
        _ list: ScriptedList, _ mirror: SQLiteMirror, mode: Run.Mode, isManual: Bool
    ) async -> StreamResult {
        var runner = StreamRunner(
            module: .books, stream: list.stream,
            order: .init(
                mode: mode, isManual: isManual, acceptDeletions: true, fullSweep: .seconds(86400)),
            source: list, mirror: mirror, time: time(list), sink: NoSink(), cancel: CancelFlag(),
            report: { _ in })
        return await runner.run().result
    }

    private func payDetails(
        _ list: ScriptedList, _ mirror: SQLiteMirror
    ) async throws {
        let lane = DetailLane(
            settings: ModuleSettings(module: .books), source: list, mirror: mirror,
            time: time(list), sink: NoSink(), cancel: CancelFlag(), refusals: RefusedDetails())
        if let stop = await lane.pay().stop { throw stop }
    }

    private func expectNoFalseTombstone(_ list: ScriptedList, _ path: String) throws {
        let existing = list.state.withLock { Set($0.records.keys) }
        let dead = try DatabaseQueue(path: path).read { db in
            guard try db.tableExists("books_invoices") else { return Set<String>() }
            return try String.fetchSet(
                db, sql: "SELECT invoice_id FROM books_invoices WHERE _deleted_at IS NOT NULL")
        }
        #expect(dead.isDisjoint(with: existing), "seed \(seed), \(list.habits)")
    }

    private func compare(_ list: ScriptedList, _ path: String) throws {
        let hasDetails = list.habits.hasDetails
        let local = try DatabaseQueue(path: path).read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT * FROM books_invoices WHERE _deleted_at IS NULL")
            let hasLines = try db.tableExists("books_invoices_line_items")
            return try Dictionary(
                uniqueKeysWithValues: rows.map { row in
                    let id = row["invoice_id"] as String
                    let lines =
                        hasLines
                        ? try Int.fetchAll(
                            db,
                            sql: """
                                SELECT amount FROM books_invoices_line_items WHERE _parent_id = ?
                                ORDER BY _position
                                """, arguments: [id]) : []
                    let modified = row["last_modified_time"] as String? ?? "-"
                    return (id, "\(row["value"] as Int) \(modified) \(hasDetails ? lines : [])")
                })
        }
        let truth = list.state.withLock { state in
            state.records.mapValues { record in
                "\(record.value) \(record.modified?.text ?? "-") \(hasDetails ? record.lines : [])"
            }
        }
        let differences = Set(local.keys).union(truth.keys).sorted()
            .filter { local[$0] != truth[$0] }
            .map { "\($0): local \(local[$0] ?? "none"), truth \(truth[$0] ?? "none")" }
        #expect(differences == [], "seed \(seed), \(list.habits)")
    }

    /// Once it is quiet, changes cost one call, whatever the list can do.
    private func expectCheapRepetition(
        _ list: ScriptedList, _ mirror: SQLiteMirror
    ) async throws {
        list.state.withLock { $0.now = $0.now + 1000 }
        // More records than a page holds may share the last second: they are read again each time.
        let isCrowded = list.state.withLock { state in
            let times = state.records.values.compactMap(\.modified)
            let crowd = times.filter { $0 >= (times.max() ?? $0) - 1 }
            return crowd.count >= list.pageSize
        }
        // Another order may pass for the one that was asked for, until it no longer does.
        guard !isCrowded, list.habits.order != .ignoredSilently else { return }
        _ = await sync(list, mirror, mode: .incremental, isManual: false)
        let result = await sync(list, mirror, mode: .incremental, isManual: false)
        #expect(result.apiCalls <= 1, "seed \(seed), \(list.habits)")
        #expect(result.upserted == 0, "seed \(seed)")
        let traits = list.habits.traits
        if traits.hasFilter, [.inclusive, .exclusive].contains(list.habits.filter) {
            #expect(result.apiCalls == 1, "seed \(seed), \(list.habits)")
        }
    }
}
