import SyncCore
import Testing

@testable import Mirror

/// What becomes of a detail that was read, and of its debt.
struct DetailTests {
    private let rows = "SELECT id, name, note, _synced_at, _deleted_at FROM crm_leads ORDER BY id"

    /// Leads 1 and 2, modified at noon, both in debt.
    private func bench() async throws -> MirrorBench {
        let bench = try MirrorBench()
        _ = try await bench.mirror.apply(.detailed, module: .crm)
        try await bench.write(
            [["1", "a", .text(noon.text)], ["2", "b", .text(noon.text)]], schema: .detailed)
        return bench
    }

    private func note(_ text: TestCell) -> [TestCell] { [.absent, .absent, .absent, text] }

    @Test func details_ColumnsTold_AreWrittenAndPaid() async throws {
        let bench = try await bench()
        #expect(try await bench.pay("1", note("n"), newest: noon.text) == 1)
        #expect(
            try bench.rows(rows) == [
                "\"1\"|\"a\"|\"n\"|\"\(noon + 600)\"|NULL", "\"2\"|\"b\"|NULL|\"\(noon)\"|NULL",
            ])
        #expect(try await bench.debtors() == ["2"])
        // Nothing new: readers are not disturbed. What lists tell is not touched either way.
        #expect(try await bench.pay("1", note("n"), newest: noon.text, at: noon + 900) == 0)
        try await bench.write([["1", "A", .text(noon.text)]], schema: .detailed, at: noon + 950)
        #expect(
            try bench.rows(rows).first == "\"1\"|\"A\"|\"n\"|\"\(noon + 950)\"|NULL")
    }

    @Test func details_DebtRenewedMeanwhile_StaysButTheRowIsWritten() async throws {
        let bench = try await bench()
        try await bench.write([["1", "a", .text((noon + 9).text)]], schema: .detailed)
        #expect(try await bench.pay("1", note("n"), newest: noon.text) == 1)
        #expect(try bench.rows("SELECT count(note) FROM crm_leads") == ["1"])
        #expect(
            try bench.debts() == ["crm_leads 1 \(noon + 9) 0", "crm_leads 2 \(noon) 0"])
    }

    @Test func details_DebtsOfOthers_Stay() async throws {
        let bench = try await bench()
        let debts = ["1", "2"].map { DetailDebt(id: $0, newest: noon.text) }
        let detail = RecordDetail(id: "1", row: RowBatch([note("n")], width: 4))
        _ = try await bench.mirror.commitDetails(
            [detail], paying: debts, schema: .detailed, now: noon)
        #expect(try await bench.debtors() == ["2"])
        _ = try await bench.mirror.commitDetails([], paying: debts, schema: .detailed, now: noon)
        #expect(try await bench.debtors() == ["2"])
    }

    @Test func details_RecordThatZohoDoesNotHave_IsMarkedDeleted() async throws {
        let bench = try await bench()
        try await bench.pay("1", note("n"), items: [[nil, nil, "x"]])
        #expect(try await bench.pay("1", nil, newest: noon.text) == 0)
        #expect(
            try bench.rows(rows).first
                == "\"1\"|\"a\"|\"n\"|\"\(noon + 600)\"|\"\(noon + 600)\"")
        #expect(try await bench.debtors() == ["2"])
        // Like the row itself, its children stay as they were.
        #expect(try bench.rows("SELECT count(*) FROM crm_leads_items") == ["1"])
    }

    @Test func details_RecordGoneButListedSince_IsAskedForAgain() async throws {
        let bench = try await bench()
        try await bench.write([["1", "a", .text((noon + 9).text)]], schema: .detailed)
        try await bench.pay("1", nil, newest: noon.text)
        #expect(try bench.rows("SELECT count(_deleted_at) FROM crm_leads") == ["0"])
        #expect(try await bench.debtors() == ["1", "2"])
        try await bench.pay("1", nil, newest: (noon + 9).text)
        #expect(try bench.rows("SELECT count(_deleted_at) FROM crm_leads") == ["1"])
        #expect(try await bench.debtors() == ["2"])
    }

    @Test func details_RowGoneOrDeleted_ArePaidWithoutTrace() async throws {
        let bench = try await bench()
        try bench.execute(
            """
            UPDATE crm_leads SET _deleted_at = '\(noon + 1)' WHERE id = '1';
            DELETE FROM crm_leads WHERE id = '2'
            """)
        let before = try bench.rows(rows)
        for id in ["1", "2"] {
            let written = try await bench.pay(
                id, note("n"), items: [[nil, nil, "x"]], newest: noon.text)
            #expect(written == 0)
        }
        #expect(try bench.rows(rows) == before)
        #expect(try bench.rows("SELECT count(*) FROM crm_leads_items") == ["0"])
        #expect(try await bench.debtors() == [])
    }

    @Test func details_Failure_LeavesNeitherRowsNorPayment() async throws {
        let bench = try await bench()
        try bench.execute(
            """
            CREATE TRIGGER refused BEFORE INSERT ON crm_leads_items WHEN NEW.sku = 'bad'
            BEGIN SELECT raise(ABORT, 'refused'); END
            """)
        let details = [("1", "good"), ("2", "bad")].map { id, sku in
            RecordDetail(
                id: id, row: RowBatch([note("n")], width: 4),
                children: ["Items": RowBatch([[nil, nil, .text(sku)]], width: 4)])
        }
        await #expect(throws: SyncFailure.self) {
            try await bench.mirror.commitDetails(
                details, paying: ["1", "2"].map { DetailDebt(id: $0, newest: noon.text) },
                schema: .detailed, now: noon)
        }
        #expect(try bench.rows("SELECT count(note) FROM crm_leads") == ["0"])
        #expect(try bench.rows("SELECT count(*) FROM crm_leads_items") == ["0"])
        #expect(try await bench.debtors() == ["1", "2"])
    }

    @Test func liveIDs_OfATable_AreInOrderWithoutTheDeleted() async throws {
        let bench = try await bench()
        try await bench.write([["03"], ["10"], ["x\"y"]], schema: .detailed)
        _ = try await bench.mirror.markDeleted(["2"], schema: .detailed, at: noon, now: noon)
        #expect(try await bench.mirror.liveIDs("crm_leads") == ["03", "1", "10", "x\"y"])
        #expect(try await bench.mirror.liveIDs("crm_none") == [])
    }
}
