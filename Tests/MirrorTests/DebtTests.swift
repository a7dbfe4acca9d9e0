import SyncCore
import Testing

@testable import Mirror

/// Which rows of a commit come to need a detail, and which need none any more.
struct DebtTests {
    private let t1 = TestCell.text(noon.text)
    private let t2 = TestCell.text((noon + 60).text)

    private func bench(_ schema: StreamSchema) async throws -> MirrorBench {
        let bench = try MirrorBench()
        _ = try await bench.mirror.apply(schema, module: .crm)
        return bench
    }

    /// Three leads whose details have been read.
    private func paid(_ schema: StreamSchema = .detailed) async throws -> MirrorBench {
        let bench = try await bench(schema)
        try await bench.write(
            [["1", "a", t1], ["2", "b", t1], ["3", "c", t1]], schema: schema, partial: [0, 1, 2])
        for debt in try await bench.mirror.nextDebts(
            of: .crm, excluding: [], limit: 10, now: noon + 900)?.debts ?? []
        {
            try await bench.pay(debt.id, [], schema: schema, newest: debt.newest)
        }
        #expect(try await bench.debtors() == [])
        return bench
    }

    @Test func commit_WithoutDetail_OwesNothing() async throws {
        let bench = try await bench(.leads)
        try await bench.write([["1", "a", t1]], partial: [0])
        #expect(try await bench.debtors() == [])
        #expect(try await bench.mirror.debtCounts() == [:])
    }

    @Test func commit_NewRows_OweFromTheirModification() async throws {
        let bench = try await bench(.detailed)
        try await bench.write(
            [["1", "a", t1], ["2", "b", nil], ["3", "c"]], schema: .detailed, at: noon + 5)
        #expect(
            try bench.debts() == [
                "crm_leads 1 \(noon) 0", "crm_leads 2 \(noon + 5) 0", "crm_leads 3 \(noon + 5) 0",
            ])
        #expect(try await bench.debtors() == ["1", "2", "3"])
        #expect(try await bench.mirror.debtCounts() == ["crm_leads": 3])
    }

    @Test func commit_OtherModification_OwesAgain_OtherContentDoesNot() async throws {
        let bench = try await paid()
        let written = try await bench.write(
            [["1", "a", t1], ["2", "B", t1], ["3", "c", t2]], schema: .detailed)
        #expect(written == 2)
        #expect(try bench.debts() == ["crm_leads 3 \(noon + 60) 0"])
        // A time that cannot be read is not another time.
        try await bench.write([["1", "A"], ["2", "b", .absent]], schema: .detailed)
        #expect(try await bench.debtors() == ["3"])
    }

    @Test func commit_TimeThatVanishes_LeavesTheContentToTell() async throws {
        let bench = try await paid()
        try await bench.write([["1", "a", nil]], schema: .detailed, at: noon + 9)
        #expect(try bench.debts() == ["crm_leads 1 \(noon + 9) 0"])
        try await bench.pay("1", [], newest: (noon + 9).text)
        try await bench.write([["1", "a", nil]], schema: .detailed, at: noon + 10)
        #expect(try await bench.debtors() == [])
        try await bench.write([["1", "A"]], schema: .detailed, at: noon + 11)
        #expect(try bench.debts() == ["crm_leads 1 \(noon + 11) 0"])
    }

    @Test func commit_StreamWithoutModification_OwesWhatIsWritten() async throws {
        let schema = StreamSchema.detailed(modified: false)
        let bench = try await paid(schema)
        try await bench.write([["1", "a", t1], ["2", "B", t1]], schema: schema, at: noon + 9)
        #expect(try bench.debts() == ["crm_leads 2 \(noon + 9) 0"])
    }

    @Test func commit_RowThatIsBack_OwesAgain() async throws {
        let bench = try await paid()
        _ = try await bench.mirror.markDeleted(["1"], schema: .detailed, at: noon, now: noon)
        try await bench.write([["1", "a", t1], ["2", "b", t1]], schema: .detailed)
        #expect(try bench.debts() == ["crm_leads 1 \(noon) 0"])
    }

    @Test func commit_Renewal_StartsAnew() async throws {
        let bench = try await bench(.detailed)
        try await bench.write([["1", "a", t1]], schema: .detailed)
        let debt = DetailDebt(id: "1", newest: noon.text)
        try await bench.mirror.postpone([debt], of: "crm_leads", until: noon + 900)
        #expect(try bench.debts() == ["crm_leads 1 \(noon) 1"])
        try await bench.write([["1", "A", t1]], schema: .detailed)
        #expect(try bench.debts() == ["crm_leads 1 \(noon) 1"])
        try await bench.write([["1", "a", t2]], schema: .detailed)
        #expect(try bench.debts() == ["crm_leads 1 \(noon + 60) 0"])
        #expect(try bench.rows("SELECT retry_at FROM zohosync_details") == ["NULL"])
    }

    @Test func commit_RenewalWithinTheSecond_IsAnotherDebt() async throws {
        let schema = StreamSchema.detailed(modified: false)
        let bench = try await bench(schema)
        try await bench.write([["1", "a"]], schema: schema)
        let debt = try #require(
            try await bench.mirror.nextDebts(
                of: .crm, excluding: [], limit: 1, now: noon + 900)?
                .debts.first)
        try await bench.write([["1", "b"]], schema: schema)
        try await bench.write([["1", "c"]], schema: schema)
        try await bench.mirror.postpone([debt], of: "crm_leads", until: noon + 900)
        try await bench.pay("1", [], schema: schema, newest: debt.newest)
        #expect(try bench.debts() == ["crm_leads 1 \(noon)++ 0"])
        try await bench.write([["1", "d"]], schema: schema, at: noon + 1)
        #expect(try bench.debts() == ["crm_leads 1 \(noon + 1) 0"])
    }

    @Test func commit_PartialRowsOnly_OweUntilTheyAreWhole() async throws {
        let schema = StreamSchema.detailed(partialOnly: true)
        let bench = try await bench(schema)
        let rows: [[TestCell]] = [["1", "a", t1], ["2", "b", t1], ["3", "c", t1]]
        try await bench.write(rows, schema: schema, partial: [1, 2])
        #expect(try await bench.debtors() == ["2", "3"])
        // Unchanged, but no longer shown in part.
        try await bench.write(rows, schema: schema, partial: [2])
        #expect(try await bench.debtors() == ["3"])
        // Shown in part but not modified.
        try await bench.write(rows, schema: schema, partial: [0, 1, 2])
        #expect(try await bench.debtors() == ["3"])
        try await bench.write(
            [["1", "a", t2], ["2", "b", t2]], schema: schema, partial: [1])
        #expect(try await bench.debtors() == ["2", "3"])
        // Twice in one page: the last word counts.
        try await bench.write([["4", "d", t1], ["4", "d", t1]], schema: schema, partial: [0])
        #expect(try await bench.debtors() == ["2", "3"])
    }

    @Test func deletion_OfEitherKind_EndsTheDebt() async throws {
        let bench = try await bench(.detailed)
        try await bench.write(
            [["1", "a", t1], ["2", "b", t1], ["3", "c", t2]], schema: .detailed)
        _ = try await bench.mirror.markDeleted(["1"], schema: .detailed, at: noon, now: noon)
        #expect(try await bench.debtors() == ["2", "3"])
        // The tombstone of a record that lives on is not its end.
        let tombstones = ["2", "3"].map {
            Tombstone(id: $0, deletedAt: noon + 30, isPermanent: false)
        }
        _ = try await bench.mirror.applyTombstones(
            tombstones, schema: .detailed, crowds: [], now: noon)
        #expect(try await bench.debtors() == ["3"])
    }

    @Test func commit_ThatFails_OwesNothing() async throws {
        let bench = try await bench(.detailed)
        await #expect(throws: SyncFailure.self) {
            try await bench.write([["1", "a", t1], [nil, "b", t1]], schema: .detailed)
        }
        #expect(try await bench.debtors() == [])
    }

    @Test func differs_Rows_OwesNothing() async throws {
        let bench = try await bench(.detailed)
        let rows = RowBatch([["1", "a", t1]], width: 4)
        #expect(try await bench.mirror.differs(rows, schema: .detailed))
        #expect(try await bench.debtors() == [])
    }

    @Test func apply_DetailsThatAreNew_AreOwedByAllLiveRows() async throws {
        let bench = try await bench(.leads)
        try await bench.write([["1", "a", t1], ["2", "b", nil], ["3", "c", t2]], at: noon + 5)
        _ = try await bench.mirror.markDeleted(["3"], schema: .leads, at: noon, now: noon)
        // Those shown in part tell it with their next change.
        _ = try await bench.mirror.apply(.detailed(partialOnly: true), module: .crm)
        #expect(try await bench.debtors() == [])
        _ = try await bench.mirror.apply(.detailed, module: .crm)
        #expect(
            try bench.debts() == ["crm_leads 1 \(noon) 0", "crm_leads 2 \(noon + 5) 0"])
        try await bench.pay("1", [], newest: noon.text)
        _ = try await bench.mirror.apply(.detailed, module: .crm)
        #expect(try await bench.debtors() == ["2"])
        // Details that are gone are not owed.
        _ = try await bench.mirror.apply(.leads, module: .crm)
        #expect(try await bench.debtors() == [])
    }
}
