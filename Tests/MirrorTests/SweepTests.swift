import SyncCore
import TestSupport
import Testing

@testable import Mirror

struct SweepTests {
    /// Whether a stream tells when its records were modified: its notes then outlive the process.
    private static let schemas = [StreamSchema.leads, .snapshot]

    private func bench(_ schema: StreamSchema) async throws -> MirrorBench {
        let bench = try MirrorBench()
        _ = try await bench.mirror.apply(schema, module: .crm)
        try await bench.write(["1", "2", "3", "4"].map { [.text($0), "x"] }, schema: schema)
        _ = try await bench.mirror.markDeleted(["4"], schema: schema, at: noon, now: noon)
        return bench
    }

    @Test(arguments: schemas)
    func unseen_NothingMet_IsEveryLiveRow(schema: StreamSchema) async throws {
        let bench = try await bench(schema)
        let result = try await bench.mirror.unseen(schema)
        #expect(result == SweepResult(live: 3, unseen: ["1", "2", "3"], witness: nil))
    }

    @Test(arguments: schemas)
    func sweep_BeginNoteEnd_RemembersWhatWasMet(schema: StreamSchema) async throws {
        let bench = try await bench(schema)
        let mirror = bench.mirror
        #expect(try await bench.write([["1", "x"]], schema: schema, sweep: .begin) == 0)
        #expect(try await mirror.unseen(schema).unseen == ["2", "3"])
        try await bench.write([["3", "x"], ["1", "x"]], schema: schema, sweep: .note)
        let result = try await mirror.unseen(schema)
        #expect(result.live == 3)
        #expect(result.unseen == ["2"])
        #expect(result.witness == "1" || result.witness == "3")
        // Rows that are written without a note are not met.
        try await bench.write([["2", "y"]], schema: schema)
        #expect(try await mirror.unseen(schema).unseen == ["2"])
        try await bench.write([["2", "y"]], schema: schema, sweep: .end)
        #expect(try await mirror.unseen(schema).unseen == ["1", "2", "3"])
        try await bench.write([["2", "y"]], schema: schema, sweep: .note)
        try await bench.write([["1", "x"]], schema: schema, sweep: .begin)
        #expect(try await mirror.unseen(schema).unseen == ["2", "3"])
    }

    @Test(arguments: schemas)
    func sweep_RevivedRow_CountsAsMet(schema: StreamSchema) async throws {
        let bench = try await bench(schema)
        #expect(try await bench.write([["4", "x"]], schema: schema, sweep: .begin) == 1)
        let result = try await bench.mirror.unseen(schema)
        #expect(result == SweepResult(live: 4, unseen: ["1", "2", "3"], witness: "4"))
    }

    @Test(arguments: zip(schemas, [["2", "3"], ["1", "2", "3"]]))
    func sweep_AfterARestart_GoesOnOnlyOverAChangingList(
        schema: StreamSchema, unseen: [String]
    ) async throws {
        let bench = try await bench(schema)
        try await bench.write([["1", "x"]], schema: schema, sweep: .begin)
        bench.mirror.close()
        let again = try SQLiteMirror(path: bench.folder.database)
        #expect(try await again.unseen(schema).unseen == unseen)
        again.close()
    }

    @Test func sweep_OfASnapshot_WritesNothingToTheDatabase() async throws {
        let bench = try await bench(.snapshot)
        try await bench.write([["1", "x"]], schema: .snapshot, sweep: .begin)
        #expect(try bench.rows("SELECT count(*) FROM zohosync_sweep") == ["0"])
        try await bench.write([["1", "x"]], sweep: .begin)
        #expect(try bench.rows("SELECT count(*) FROM zohosync_sweep") == ["1"])
    }

    @Test func sweep_OtherStreams_AreNotTouched() async throws {
        let bench = try await bench(.leads)
        var other = StreamSchema(table: "crm_deals", zohoName: "Deals")
        other.modifiedField = "Modified_Time"
        _ = try await bench.mirror.apply(other, module: .crm)
        try await bench.write([["1"]], schema: other, sweep: .begin)
        try await bench.write([["1", "x"]], sweep: .begin)
        try await bench.write([], schema: other, sweep: .end)
        #expect(try await bench.mirror.unseen(.leads).unseen == ["2", "3"])
        #expect(try await bench.mirror.unseen(other).unseen == ["1"])
    }
}
