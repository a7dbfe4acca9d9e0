import SyncCore
import Testing

@testable import Mirror

struct RowTests {
    @Test func commit_NewChangedAndUnchangedRows_WritesWhatDiffers() async throws {
        let bench = try MirrorBench()
        _ = try await bench.mirror.apply(.leads, module: .crm)
        let t = "2026-05-01T00:00:00Z"
        #expect(try await bench.write([["1", "a", .text(t)], ["2", "b", .text(t)]]) == 2)
        #expect(try await bench.write([["1", "a", .text(t)]], at: noon + 1) == 0)
        #expect(
            try await bench.write(
                [["1", "a", .text(t)], ["2", "B", .text(t)], ["3", nil, .text(t)]], at: noon + 2)
                == 2)
        #expect(
            try bench.rows("SELECT id, name, _synced_at, _deleted_at FROM crm_leads ORDER BY id")
                == [
                    "\"1\"|\"a\"|\"\(noon)\"|NULL", "\"2\"|\"B\"|\"\(noon + 2)\"|NULL",
                    "\"3\"|NULL|\"\(noon + 2)\"|NULL",
                ])
    }

    private static let kept: [(StreamSchema.ColumnKind, TestCell, String)] = [
        (.decimal, .number("10.50"), "10.5"), (.decimal, .number("10.5"), "10.5"),
        (.decimal, .number("0.10"), "0.1"), (.decimal, .number("3"), "3"),
        (.decimal, .number("3.00"), "3"), (.decimal, .number("-0.01"), "-0.01"),
        (.decimal, .number("1e2"), "100"),
        (.decimal, .number("999999999999.99"), "999999999999.99"),
        (.decimal, .number("9223372036854775807"), "9223372036854775807"),
        (.integer, .number("9223372036854775807"), "9223372036854775807"),
        (.integer, .text("9007199254740993"), "9007199254740993"),
        (.integer, .text("N-17"), "\"N-17\""), (.integer, .number("-7"), "-7"),
        (.text, .text("4876876000000310001"), "\"4876876000000310001\""),
        (.text, .text("0049"), "\"0049\""), (.text, .text(""), "\"\""),
        (.text, .number("1.10"), "\"1.10\""), (.text, .text("Zoë 日本 😀"), "\"Zoë 日本 😀\""),
        (.text, nil, "NULL"), (.boolean, true, "1"), (.boolean, false, "0"),
        (.boolean, nil, "NULL"), (.date, .text("2026-05-01"), "\"2026-05-01\""),
        (.instant, .text("2026-05-01T06:30:00Z"), "\"2026-05-01T06:30:00Z\""),
        (.json, .text("[1.10,{}]"), "\"[1.10,{}]\""), (.any, .number("10.50"), "10.5"),
        (.any, .number("7"), "7"), (.any, .text("7"), "\"7\""), (.any, .text("10%"), "\"10%\""),
        (.any, true, "1"), (.any, .number("12345678901234567890"), "1.2345678901234567e+19"),
        (.decimal, .text("-None-"), "\"-None-\""),
    ]

    @Test(arguments: kept)
    func commit_Value_IsKeptAndNotRewritten(
        kind: StreamSchema.ColumnKind, cell: TestCell, stored: String
    ) async throws {
        let bench = try MirrorBench()
        let schema = StreamSchema.leads([("value", kind)])
        _ = try await bench.mirror.apply(schema, module: .crm)
        #expect(try await bench.write([["1", cell]], schema: schema) == 1)
        #expect(try bench.rows("SELECT value FROM crm_leads") == [stored])
        #expect(try await bench.write([["1", cell]], schema: schema) == 0)
    }

    private static let alike: [(StreamSchema.ColumnKind, TestCell, TestCell, Int)] = [
        (.decimal, .number("10.5"), .number("10.50"), 0),
        (.decimal, .number("10"), .number("10.00"), 0),
        (.decimal, .number("10"), .number("1e1"), 0),
        (.decimal, .number("10.5"), .number("10.51"), 1),
        (.integer, .number("7"), .text("7"), 0), (.any, .number("10.5"), .number("10.50"), 0),
        (.any, .number("7"), .text("7"), 1), (.text, nil, "", 1), (.text, "", nil, 1),
        (.text, "a", "A", 1), (.text, "é", "e\u{301}", 1), (.text, "a", "a ", 1),
        (.boolean, false, nil, 1), (.text, "a\u{0}b", "a\u{0}c", 1), (.text, "a", "a\u{0}", 1),
        (.integer, .number("9223372036854775806"), .number("9223372036854775807"), 1),
    ]

    @Test(arguments: alike)
    func commit_AnotherSpelling_IsWrittenOnlyIfStoredDifferently(
        kind: StreamSchema.ColumnKind, first: TestCell, second: TestCell, written: Int
    ) async throws {
        let bench = try MirrorBench()
        let schema = StreamSchema.leads([("value", kind)])
        _ = try await bench.mirror.apply(schema, module: .crm)
        try await bench.write([["1", first]], schema: schema)
        #expect(try await bench.write([["1", second]], schema: schema) == written)
    }

    @Test func commit_TextWithNUL_IsKeptWhole() async throws {
        let bench = try MirrorBench()
        _ = try await bench.mirror.apply(.snapshot, module: .crm)
        try await bench.write([["1", "a\u{0}b"]], schema: .snapshot)
        #expect(try bench.rows("SELECT hex(name) FROM crm_leads") == ["\"610062\""])
    }

    @Test func commit_DeletedRow_IsRevived() async throws {
        let bench = try MirrorBench()
        _ = try await bench.mirror.apply(.leads, module: .crm)
        let row: [TestCell] = ["1", "a", "2026-05-01T00:00:00Z"]
        try await bench.write([row])
        let marked = try await bench.mirror.markDeleted(
            ["1", "unknown"], schema: .leads, at: noon + 1, now: noon + 2)
        #expect(marked == 1)
        #expect(
            try bench.rows("SELECT _deleted_at, _synced_at FROM crm_leads") == [
                "\"\(noon + 1)\"|\"\(noon + 2)\""
            ])
        #expect(
            try await bench.mirror.markDeleted(["1"], schema: .leads, at: noon, now: noon) == 0)
        #expect(try await bench.write([row], at: noon + 3) == 1)
        #expect(
            try bench.rows("SELECT _deleted_at, _synced_at FROM crm_leads") == [
                "NULL|\"\(noon + 3)\""
            ])
    }

    @Test func commit_AbsentCells_LeaveTheirColumnsAlone() async throws {
        let bench = try MirrorBench()
        _ = try await bench.mirror.apply(.leads, module: .crm)
        let t = "2026-05-01T00:00:00Z"
        try await bench.write([["1", "a", .text(t)]])
        #expect(try await bench.write([["1", .absent, .text(t)]]) == 0)
        #expect(try await bench.write([["1"]]) == 0)
        #expect(try await bench.write([["1", .absent, nil], ["2"], ["3", "c"]]) == 3)
        #expect(
            try bench.rows("SELECT id, name, modified_time FROM crm_leads ORDER BY id") == [
                "\"1\"|\"a\"|NULL", "\"2\"|NULL|NULL", "\"3\"|\"c\"|NULL",
            ])
    }

    @Test func commit_SameIdTwice_TheLastCounts() async throws {
        let bench = try MirrorBench()
        _ = try await bench.mirror.apply(.snapshot, module: .crm)
        #expect(try await bench.write([["1", "a"], ["1", "b"]], schema: .snapshot) == 2)
        #expect(try bench.rows("SELECT name FROM crm_leads") == ["\"b\""])
    }

    @Test func commit_VeryWideTable_IsCompared() async throws {
        let bench = try MirrorBench()
        let schema = StreamSchema.leads((0..<1500).map { ("c\($0)", .text) })
        _ = try await bench.mirror.apply(schema, module: .crm)
        let row: [TestCell] = ["1"] + (0..<1500).map { TestCell.text("v\($0)") }
        #expect(try await bench.write([row], schema: schema) == 1)
        #expect(try await bench.write([row], schema: schema) == 0)
        #expect(try await bench.write([row.dropLast() + ["other"]], schema: schema) == 1)
    }
}
