import SyncCore
import TestSupport
import Testing

@testable import Mirror

struct SweepTests {
    private static let places = [SweepNotes.kept, .temporary]

    private func bench() async throws -> MirrorBench {
        let bench = try MirrorBench()
        _ = try await bench.mirror.apply(.leads, module: .crm)
        try await bench.write(["1", "2", "3", "4"].map { [.text($0), "x"] })
        _ = try await bench.mirror.markDeleted(["4"], schema: .leads, at: noon, now: noon)
        return bench
    }

    @Test(arguments: places)
    func unseen_NothingMet_IsEveryLiveRow(notes: SweepNotes) async throws {
        let bench = try await bench()
        let result = try await bench.mirror.unseen(.leads, notes: notes)
        #expect(result == SweepResult(live: 3, unseen: ["1", "2", "3"], witness: nil))
    }

    @Test(arguments: places)
    func sweep_BeginNoteEnd_RemembersWhatWasMet(notes: SweepNotes) async throws {
        let bench = try await bench()
        let mirror = bench.mirror
        #expect(try await bench.write([["1", "x"]], sweep: .begin(notes)) == 0)
        #expect(try await mirror.unseen(.leads, notes: notes).unseen == ["2", "3"])
        try await bench.write([["3", "x"], ["1", "x"]], sweep: .note(notes))
        let result = try await mirror.unseen(.leads, notes: notes)
        #expect(result.live == 3)
        #expect(result.unseen == ["2"])
        #expect(result.witness == "1" || result.witness == "3")
        // Rows that are written without a note are not met.
        try await bench.write([["2", "y"]])
        #expect(try await mirror.unseen(.leads, notes: notes).unseen == ["2"])
        try await bench.write([["2", "y"]], sweep: .end(notes))
        #expect(try await mirror.unseen(.leads, notes: notes).unseen == ["1", "2", "3"])
        try await bench.write([["2", "y"]], sweep: .note(notes))
        try await bench.write([["1", "x"]], sweep: .begin(notes))
        #expect(try await mirror.unseen(.leads, notes: notes).unseen == ["2", "3"])
    }

    @Test(arguments: places)
    func sweep_RevivedRow_CountsAsMet(notes: SweepNotes) async throws {
        let bench = try await bench()
        #expect(try await bench.write([["4", "x"]], sweep: .begin(notes)) == 1)
        let result = try await bench.mirror.unseen(.leads, notes: notes)
        #expect(result == SweepResult(live: 4, unseen: ["1", "2", "3"], witness: "4"))
    }

    @Test(arguments: zip(places, [["2", "3"], ["1", "2", "3"]]))
    func sweep_AfterARestart_GoesOnOnlyOverAChangingList(
        notes: SweepNotes, unseen: [String]
    ) async throws {
        let bench = try await bench()
        try await bench.write([["1", "x"]], sweep: .begin(notes))
        bench.mirror.close()
        let again = try SQLiteMirror(path: bench.folder.database)
        #expect(try await again.unseen(.leads, notes: notes).unseen == unseen)
        again.close()
    }

    @Test func sweep_NotesInMemory_WriteNothingToTheDatabase() async throws {
        let bench = try await bench()
        try await bench.write([["1", "x"]], sweep: .begin(.temporary))
        #expect(try bench.rows("SELECT count(*) FROM zohosync_sweep") == ["0"])
        try await bench.write([["1", "x"]], sweep: .begin(.kept))
        #expect(try bench.rows("SELECT count(*) FROM zohosync_sweep") == ["1"])
    }

    @Test func sweep_NotesInBothPlaces_AreApart() async throws {
        let bench = try await bench()
        try await bench.write([["1", "x"]], sweep: .begin(.temporary))
        try await bench.write([["2", "x"]], sweep: .note(.kept))
        #expect(try await bench.mirror.unseen(.leads, notes: .temporary).unseen == ["2", "3"])
        #expect(try await bench.mirror.unseen(.leads, notes: .kept).unseen == ["1", "3"])
        try await bench.write([], sweep: .end(.temporary))
        #expect(try await bench.mirror.unseen(.leads, notes: .kept).unseen == ["1", "3"])
    }

    @Test(arguments: places)
    func sweep_OtherStreams_AreNotTouched(notes: SweepNotes) async throws {
        let bench = try await bench()
        let other = StreamSchema(table: "crm_deals", zohoName: "Deals")
        _ = try await bench.mirror.apply(other, module: .crm)
        try await bench.write([["1"]], schema: other, sweep: .begin(notes))
        try await bench.write([["1", "x"]], sweep: .begin(notes))
        try await bench.write([], schema: other, sweep: .end(notes))
        #expect(try await bench.mirror.unseen(.leads, notes: notes).unseen == ["2", "3"])
        #expect(try await bench.mirror.unseen(other, notes: notes).unseen == ["1"])
    }
}
