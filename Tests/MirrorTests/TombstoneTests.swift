import SyncCore
import Testing

@testable import Mirror

struct TombstoneTests {
    private let day: Int64 = 86_400

    /// Rows 1 to 4, last modified at noon.
    private func bench(_ schema: StreamSchema = .leads) async throws -> MirrorBench {
        let bench = try MirrorBench()
        _ = try await bench.mirror.apply(schema, module: .crm)
        let modified = TestCell.text(noon.text)
        let rows: [[TestCell]] = (1...4).map { row in
            let start: [TestCell] = [.text("\(row)"), "x"]
            return schema.modifiedField == nil ? start : start + [modified]
        }
        try await bench.write(rows, schema: schema)
        return bench
    }

    private func apply(
        _ list: [(String, Int64)], to bench: MirrorBench, permanent: Bool = false,
        schema: StreamSchema = .leads, after seconds: Int64 = 1000,
        settles: Bool = true
    ) async throws -> TombstoneResult {
        let tombstones = list.map {
            Tombstone(id: $0.0, deletedAt: noon + $0.1, isPermanent: permanent)
        }
        let now = noon + seconds
        let result = try await bench.mirror.applyTombstones(
            tombstones, schema: schema, crowds: [], now: now)
        guard settles else { return result }
        try await bench.mirror.settleTombstones(
            departed: result.departed,
            contradicted: tombstones.filter { result.contradicted.contains($0.id) },
            schema: schema, now: now)
        return result
    }

    private func deleted(_ bench: MirrorBench) throws -> [String] {
        try bench.rows(
            "SELECT id || ' ' || _deleted_at FROM crm_leads WHERE _deleted_at IS NOT NULL ORDER BY 1"
        )
    }

    private func book(_ bench: MirrorBench) throws -> [String] {
        try bench.rows("SELECT id, permanent FROM zohosync_tombstones ORDER BY id")
    }

    @Test func apply_NewTombstones_MarkTheirRowsWithZohosTime() async throws {
        let bench = try await bench()
        let result = try await apply([("2", 60), ("3", 70), ("unknown", 80)], to: bench)
        #expect(result == TombstoneResult(deleted: 2, departed: [], contradicted: []))
        #expect(try deleted(bench) == ["\"2 \(noon + 60)\"", "\"3 \(noon + 70)\""])
        #expect(
            try bench.rows("SELECT _synced_at FROM crm_leads WHERE id = 2")
                == ["\"\(noon + 1000)\""])
        let again = try await apply([("2", 60), ("3", 70), ("unknown", 80)], to: bench)
        #expect(again == TombstoneResult(deleted: 0, departed: [], contradicted: []))
    }

    @Test func apply_DeletedInTheSecondOfItsChange_IsMarked() async throws {
        let bench = try await bench()
        #expect(try await apply([("1", 0)], to: bench).deleted == 1)
    }

    @Test func apply_RowModifiedAfterItsTombstone_IsContradictedOnce() async throws {
        let bench = try await bench()
        let result = try await apply([("1", -60), ("2", 60)], to: bench)
        #expect(result == TombstoneResult(deleted: 1, departed: [], contradicted: ["1"]))
        #expect(try await apply([("1", -60), ("2", 60)], to: bench).contradicted == [])
        // Deleted once more, later.
        let later = try await apply([("1", 90), ("2", 60)], to: bench)
        #expect(later == TombstoneResult(deleted: 1, departed: [], contradicted: []))
    }

    @Test func apply_NoTimeOfModification_MarksWhateverIsListed() async throws {
        let bench = try await bench(.snapshot)
        #expect(try await apply([("1", -60)], to: bench, schema: .snapshot).deleted == 1)
    }

    @Test func apply_IdListedTwice_TheLaterCounts() async throws {
        let bench = try await bench()
        let result = try await apply([("1", 60), ("1", 90), ("1", 30)], to: bench)
        #expect(result.deleted == 1)
        #expect(try deleted(bench) == ["\"1 \(noon + 90)\""])
    }

    @Test(arguments: [(Int64(1), true), (59, true), (60, false), (61, false), (400, false)])
    func apply_TombstoneLeavesTheList_HasDepartedWithinSixtyDays(
        days: Int64, isDeparted: Bool
    ) async throws {
        let bench = try await bench()
        _ = try await apply([("1", 0), ("2", 0)], to: bench)
        let result = try await apply([("2", 0)], to: bench, after: days * day)
        #expect(result.departed == (isDeparted ? ["1"] : []))
        #expect(result.deleted == 0)
        // Marked it stays, until Zoho has been asked.
        #expect(try deleted(bench).count == 2)
        #expect(try book(bench) == ["\"2\"|0"])
        #expect(try await apply([("2", 0)], to: bench, after: days * day).departed == [])
    }

    @Test func apply_EmptyList_ForgetsAll() async throws {
        let bench = try await bench()
        _ = try await apply([("1", 0), ("3", 0), ("2", 0)], to: bench)
        #expect(try await apply([], to: bench).departed == ["1", "2", "3"])
        #expect(try book(bench) == [])
    }

    @Test func apply_BecomesPermanent_KeepsTheMark() async throws {
        let bench = try await bench()
        _ = try await apply([("1", 60)], to: bench)
        let result = try await apply(
            [("1", 60 * day)], to: bench, permanent: true, after: 61 * day)
        #expect(result == TombstoneResult(deleted: 0, departed: [], contradicted: []))
        #expect(try deleted(bench) == ["\"1 \(noon + 60)\""])
        #expect(try book(bench) == ["\"1\"|1"])
    }

    @Test func apply_RestoredAndDeletedAgain_IsMarkedAgain() async throws {
        let bench = try await bench()
        _ = try await apply([("1", 60)], to: bench)
        #expect(try await apply([], to: bench).departed == ["1"])
        try await bench.write([["1", "x", .text(noon.text)]])
        #expect(try deleted(bench) == [])
        #expect(try await apply([("1", 500)], to: bench).deleted == 1)
    }

    @Test func apply_NotSettled_AsksAgain() async throws {
        let bench = try await bench()
        _ = try await apply([("2", 60)], to: bench)
        for _ in 0..<2 {
            let result = try await apply([("1", -60)], to: bench, settles: false)
            #expect(result.departed == ["2"])
            #expect(result.contradicted == ["1"])
        }
        #expect(try book(bench) == ["\"2\"|0"])
    }

    @Test func apply_OtherStreams_AreNotTouched() async throws {
        let bench = try await bench()
        let other = StreamSchema(table: "crm_deals", zohoName: "Deals")
        _ = try await bench.mirror.apply(other, module: .crm)
        _ = try await apply([("1", 0)], to: bench, schema: other)
        _ = try await apply([("2", 0)], to: bench)
        #expect(try await apply([], to: bench, schema: other).departed == ["1"])
        #expect(try book(bench) == ["\"2\"|0"])
    }
}
