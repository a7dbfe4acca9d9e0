import GRDB
import Mirror
import SyncCore
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

/// Records that come back from the recycle bin, and records that go without a word.
struct RestorationTests {
    private let folder: TemporaryFolder
    private let mirror: SQLiteMirror

    init() throws {
        folder = try TemporaryFolder()
        mirror = try SQLiteMirror(path: folder.path + "/zoho.sqlite")
    }

    @Test func restore_WithoutNewTime_RevivesAtTheNextSync() async throws {
        let zoho = zoho(records: 4)
        await sync(zoho)
        zoho.state.withLock { $0.delete("2") }
        #expect(await sync(zoho).deleted == 1)
        #expect(try liveIDs() == ["1", "3", "4"])
        zoho.state.withLock { $0.restore("2", bump: false) }
        #expect(await sync(zoho).upserted == 1)
        #expect(try liveIDs() == ["1", "2", "3", "4"])
    }

    /// The one thing that leaves no trace: deleted and restored between two lists of tombstones,
    /// with no new time of modification, while the walk passes. The sweep finds it.
    @Test func restore_UnlistedAndWithoutNewTime_IsFoundByASweep() async throws {
        let zoho = zoho(records: 3)
        await sync(zoho)
        zoho.state.withLock { state in
            state.create()
            state.delete("4")
            state.now = state.now + 10_000
            state.create()
        }
        await sync(zoho)
        zoho.state.withLock { state in
            // As if no list had ever named it.
            state.records["6"] = .init(id: "6", modified: state.now - 9000, value: 1)
        }
        await sync(zoho)
        #expect(try liveIDs() == ["1", "2", "3", "5"])
        await sync(zoho, mode: .full)
        #expect(try liveIDs() == ["1", "2", "3", "5", "6"])
    }

    @Test func sweep_RecordGoneWithoutTombstone_IsMarkedDeleted() async throws {
        let zoho = zoho(records: 30)
        await sync(zoho)
        zoho.state.withLock { $0.records["7"] = nil }
        #expect(await sync(zoho).deleted == 0)
        #expect(await sync(zoho, mode: .full).deleted == 1)
        #expect(try !liveIDs().contains("7"))
    }

    @Test func sweep_EverythingGone_StopsAtTheGuardUntilAccepted() async throws {
        let zoho = zoho(records: 30)
        await sync(zoho)
        zoho.state.withLock { $0.records = [:] }
        let guarded = await sync(zoho, mode: .full)
        #expect(guarded.state == .failed)
        #expect(guarded.error?.code == "deletion_guard")
        #expect(guarded.error?.hint?.contains("--accept-deletions") == true)
        #expect(try liveIDs().count == 30)
        let accepted = await sync(zoho, mode: .full, acceptDeletions: true)
        #expect(accepted.state == .succeeded)
        #expect(accepted.deleted == 30)
        #expect(try liveIDs() == [])
    }

    @Test func sweep_ListIsEmptyByFault_RecordsAnswerById_NothingIsDeleted() async throws {
        let zoho = zoho(records: 120)
        await sync(zoho)
        // Ten rows that the list hides, too few for the guard.
        zoho.state.withLock { $0.hidden = Set((1...10).map(String.init)) }
        let result = await sync(zoho, mode: .full)
        #expect(result.state == .succeeded)
        #expect(result.deleted == 0)
        #expect(try liveIDs().count == 120)
    }

    @Test func sweep_IsDueAfterADay_AndFindsWhatFormulasChanged() async throws {
        let zoho = zoho(records: 8)
        await sync(zoho)
        zoho.state.withLock { state in
            state.records["3"]?.value = 42
            state.now = state.now + 3600
        }
        #expect(await sync(zoho).upserted == 0)
        zoho.state.withLock { $0.now = $0.now + 86400 }
        #expect(await sync(zoho).upserted == 1)
    }

    // MARK: Helpers

    private func zoho(records: Int) -> ScriptedZoho {
        let zoho = ScriptedZoho(habits: .init(restoreBumpsModified: false)) { _ in }
        zoho.state.withLock { state in
            for _ in 0..<records {
                state.now = state.now + 1
                state.create()
            }
            state.now = state.now + 5000
        }
        return zoho
    }

    @discardableResult
    private func sync(
        _ zoho: ScriptedZoho, mode: Run.Mode = .incremental, acceptDeletions: Bool = false
    ) async -> StreamResult {
        let time = TimeSource(now: { zoho.state.withLock { $0.now } }, sleep: { _ in })
        var runner = StreamRunner(
            module: .crm, stream: ScriptedZoho.stream,
            order: .init(
                mode: mode, isManual: false, acceptDeletions: acceptDeletions,
                fullSweep: .seconds(86400)),
            source: zoho, mirror: mirror, time: time, sink: NoSink(), cancel: CancelFlag(),
            report: { _ in })
        return await runner.run().result
    }

    private func liveIDs() throws -> [String] {
        try DatabaseQueue(path: mirror.path).read { db in
            try String.fetchAll(
                db,
                sql: "SELECT id FROM crm_leads WHERE _deleted_at IS NULL ORDER BY CAST(id AS INT)")
        }
    }
}
