import SyncCore
import Testing

@testable import Mirror

/// Child tables: their shape, and how details fill them.
struct ChildTests {
    private let table = "crm_leads_items"
    private let items =
        "SELECT _parent_id, _position, sku, price FROM crm_leads_items ORDER BY 1, 2"

    /// Leads 1 and 2, live, without items.
    private func bench() async throws -> MirrorBench {
        let bench = try MirrorBench()
        _ = try await bench.mirror.apply(.detailed, module: .crm)
        try await bench.write(
            [["1", "a", .text(noon.text)], ["2", "b", .text(noon.text)]], schema: .detailed)
        return bench
    }

    private func item(_ sku: TestCell, _ price: TestCell) -> [TestCell] {
        [.absent, .absent, sku, price]
    }

    private func syncedAt(_ bench: MirrorBench, _ id: String = "1") throws -> [String] {
        try bench.rows("SELECT _synced_at FROM crm_leads WHERE id = '\(id)'")
    }

    @Test func apply_Children_AreTablesWithACompositeKey() async throws {
        let bench = try await bench()
        #expect(
            try bench.rows("SELECT name, type, \"notnull\", pk FROM pragma_table_info('\(table)')")
                == [
                    "\"_parent_id\"|\"TEXT\"|1|1", "\"_position\"|\"INTEGER\"|1|2",
                    "\"sku\"|\"TEXT\"|0|0", "\"price\"|\"NUMERIC\"|0|0",
                ])
        #expect(try await bench.mirror.stream("crm_leads")?.schema == .detailed)
        // A child table is no stream.
        #expect(try await bench.mirror.tables(of: .crm) == ["crm_leads"])
    }

    @Test func apply_ChildrenOfTheKeyAlone_AreATable() async throws {
        let bench = try MirrorBench()
        var schema = StreamSchema.detailed
        schema.children = [
            ChildTable(field: "Items", schema: StreamSchema(childOf: "crm_leads", field: "Items"))
        ]
        _ = try await bench.mirror.apply(schema, module: .crm)
        try await bench.write([["1"]], schema: schema)
        #expect(try await bench.pay("1", ["1"], items: [[], []], schema: schema) == 3)
        #expect(try await bench.pay("1", ["1"], items: [[], []], schema: schema) == 0)
        #expect(
            try bench.rows("SELECT * FROM crm_leads_items") == ["\"1\"|0", "\"1\"|1"])
    }

    @Test func apply_Drift_NamesTheColumnsOfChildrenWithTheirTable() async throws {
        let bench = try await bench()
        try await bench.pay("1", ["1"], items: [item("x", .number("1"))])
        var schema = StreamSchema.detailed
        schema.add(field: "Size", part: .whole, name: "size", kind: .text)
        schema.children[0].schema.add(field: "Unit", part: .whole, name: "unit", kind: .text)
        schema.children.append(
            ChildTable(field: "Tags", schema: StreamSchema(childOf: "crm_leads", field: "Tags")))
        #expect(
            try await bench.mirror.apply(schema, module: .crm)
                == ["size", "crm_leads_items.unit"])
        #expect(try await bench.mirror.apply(schema, module: .crm) == [])
        #expect(try bench.rows("SELECT sku, unit FROM crm_leads_items") == ["\"x\"|NULL"])
        #expect(try bench.rows("SELECT count(*) FROM crm_leads_tags") == ["0"])
    }

    @Test func apply_TableOfSomethingElse_IsRefused() async throws {
        let bench = try await bench()
        let clash = StreamSchema(table: table, zohoName: "Leads_Items")
        let failure = await #expect(throws: SyncFailure.self) {
            try await bench.mirror.apply(clash, module: .crm)
        }
        #expect(failure?.disposition == .failStream)
        #expect(failure?.message.contains(table) == true)
    }

    @Test func details_Children_AreReplacedAsAWhole() async throws {
        let bench = try await bench()
        let first = [item("x", .number("1.50")), item("y", .number("2")), item("z", nil)]
        #expect(try await bench.pay("1", ["1"], items: first) == 4)
        #expect(try await bench.pay("2", ["2"], items: [item("q", .number("9"))]) == 2)
        // One less, and one that differs; the parent's row tells its readers.
        let second = [item("x", .number("1.5")), item("Y", .number("2"))]
        #expect(try await bench.pay("1", ["1"], items: second, at: noon + 700) == 2)
        #expect(
            try bench.rows(items)
                == ["\"1\"|0|\"x\"|1.5", "\"1\"|1|\"Y\"|2", "\"2\"|0|\"q\"|9"])
        #expect(try syncedAt(bench) == ["\"\(noon + 700)\""])
        #expect(try await bench.pay("1", ["1"], items: [], at: noon + 800) == 1)
        #expect(try bench.rows(items) == ["\"2\"|0|\"q\"|9"])
        #expect(try syncedAt(bench) == ["\"\(noon + 800)\""])
        #expect(try syncedAt(bench, "2") == ["\"\(noon + 600)\""])
    }

    @Test func details_UnchangedChildren_AreNotWritten() async throws {
        let bench = try await bench()
        let rows = [item("x", .number("1.50")), item("y", nil)]
        try await bench.pay("1", ["1", .absent, .absent, "n"], items: rows)
        try bench.execute(
            """
            CREATE TABLE noise (what);
            CREATE TRIGGER a AFTER UPDATE ON crm_leads BEGIN INSERT INTO noise VALUES (1); END;
            CREATE TRIGGER b AFTER UPDATE ON \(table) BEGIN INSERT INTO noise VALUES (2); END;
            CREATE TRIGGER c AFTER INSERT ON \(table) BEGIN INSERT INTO noise VALUES (3); END;
            CREATE TRIGGER d AFTER DELETE ON \(table) BEGIN INSERT INTO noise VALUES (4); END;
            """)
        let again = try await bench.pay(
            "1", ["1", .absent, .absent, "n"], items: rows, at: noon + 700)
        #expect(again == 0)
        #expect(try bench.rows("SELECT what FROM noise") == [])
        #expect(try syncedAt(bench) == ["\"\(noon + 600)\""])
        try await bench.pay("1", ["1"], items: [rows[0], item("z", nil)], at: noon + 700)
        #expect(try bench.rows("SELECT what FROM noise ORDER BY 1") == ["1", "2"])
    }

    @Test func details_KeyMissingInAChild_IsEmptied() async throws {
        let bench = try await bench()
        try await bench.pay("1", ["1"], items: [item("x", .number("1"))])
        #expect(try await bench.pay("1", ["1"], items: [item("x", .absent)]) == 2)
        #expect(try bench.rows(items) == ["\"1\"|0|\"x\"|NULL"])
        // A batch that is older than the last column.
        let detail = RecordDetail(
            id: "1", row: RowBatch([["1"]], width: 1),
            children: ["Items": RowBatch([[nil, nil, "w"]], width: 3)])
        let written = try await bench.mirror.commitDetails(
            [detail], paying: [], schema: .detailed, now: noon)
        #expect(written == 2)
        #expect(try bench.rows(items) == ["\"1\"|0|\"w\"|NULL"])
    }

    @Test func details_ChildTableNotTold_IsLeftAlone() async throws {
        let bench = try await bench()
        try await bench.pay("1", ["1"], items: [item("x", nil)])
        #expect(try await bench.pay("1", ["1", .absent, .absent, "n"]) == 1)
        #expect(try bench.rows(items) == ["\"1\"|0|\"x\"|NULL"])
    }

    @Test func details_KeyCells_CannotReachIntoAnotherRecord() async throws {
        let bench = try await bench()
        try await bench.pay("2", ["2"], items: [item("q", nil)])
        try await bench.pay(
            "1", ["2", .absent, .absent, "n"], items: [["2", .number("7"), "x", nil]])
        #expect(
            try bench.rows(items) == ["\"1\"|0|\"x\"|NULL", "\"2\"|0|\"q\"|NULL"])
        #expect(
            try bench.rows("SELECT id, note FROM crm_leads") == ["\"1\"|\"n\"", "\"2\"|NULL"])
    }

    @Test func details_UnknownChildTable_FailsAndLeavesNothing() async throws {
        let bench = try await bench()
        var schema = StreamSchema.detailed
        schema.children = []
        await #expect(throws: SyncFailure.self) {
            try await bench.pay(
                "1", ["1", .absent, .absent, "n"], items: [[]], schema: schema,
                newest: noon.text)
        }
        #expect(try bench.rows("SELECT count(note) FROM crm_leads") == ["0"])
        #expect(try await bench.debtors() == ["1", "2"])
    }
}
