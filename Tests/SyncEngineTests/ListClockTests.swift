import Mirror
import SyncCore
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

/// Calls take time: a second passes with each of them. What a run notes then lies behind the moment
/// at which it was planned, and must not make it begin again.
struct ListClockTests {
    @Test(
        arguments: ScriptedList.Filter.allCases.flatMap { filter in
            ScriptedList.Order.allCases.map { (filter, $0) }
        })
    func aListThatTakesItsTime_IsReadOnce(
        filter: ScriptedList.Filter, order: ScriptedList.Order
    ) async throws {
        for window in ScriptedList.Window.allCases {
            var habits = ScriptedList.Habits()
            habits.filter = filter
            habits.order = order
            habits.window = window
            habits.traits = ListTraits(hasFilter: true, hasNewestFirst: true, hasWindow: true)
            try await play(habits)
        }
    }

    private func play(_ habits: ScriptedList.Habits) async throws {
        let list = ScriptedList(habits: habits) { $0.now = $0.now + 1 }
        var random = SeededGenerator(seed: 5)
        list.state.withLock { state in
            for _ in 0..<12 { state.create(&random, habits) }
            state.now = state.now + 5000
        }
        let folder = try TemporaryFolder()
        let mirror = try SQLiteMirror(path: folder.path + "/zoho.sqlite")
        defer { mirror.close() }
        // 3 pages; the next runs try each way once, and confirm what is missed.
        for most in [3, 9, 9] {
            let before = list.state.withLock { $0.calls }
            let result = await sync(list, mirror)
            #expect(result.state == .succeeded, "\(habits)")
            #expect(list.state.withLock { $0.calls } - before <= most, "\(habits)")
        }
    }

    private func sync(_ list: ScriptedList, _ mirror: SQLiteMirror) async -> StreamResult {
        let time = TimeSource(now: { list.state.withLock { $0.now } }, sleep: { _ in })
        var runner = StreamRunner(
            module: .books, stream: list.stream,
            order: .init(
                mode: .incremental, isManual: true, acceptDeletions: false,
                fullSweep: .seconds(86400)),
            source: list, mirror: mirror, time: time, sink: NoSink(), cancel: CancelFlag(),
            report: { _ in })
        return await runner.run().result
    }
}
