import GRDB
import SyncCore
import TestSupport
import Testing

import struct SyncCore.Cursor

@testable import Mirror

struct SchemaTests {
    @Test func apply_NewStream_CreatesItsTable() async throws {
        let bench = try MirrorBench()
        let kinds: [(String, StreamSchema.ColumnKind)] = [
            ("t", .text), ("j", .json), ("i", .instant), ("d", .date), ("b", .boolean),
            ("n", .integer), ("m", .decimal), ("a", .any),
        ]
        #expect(try await bench.mirror.apply(.leads(kinds), module: .crm) == [])
        #expect(
            try bench.rows("SELECT name, type, \"notnull\", pk FROM pragma_table_info('crm_leads')")
                == [
                    "\"id\"|\"TEXT\"|1|1", "\"t\"|\"TEXT\"|0|0", "\"j\"|\"TEXT\"|0|0",
                    "\"i\"|\"TEXT\"|0|0", "\"d\"|\"TEXT\"|0|0", "\"b\"|\"INTEGER\"|0|0",
                    "\"n\"|\"INTEGER\"|0|0", "\"m\"|\"NUMERIC\"|0|0", "\"a\"|\"\"|0|0",
                    "\"_synced_at\"|\"TEXT\"|1|0", "\"_deleted_at\"|\"TEXT\"|0|0",
                ])
    }

    @Test func open_DatabaseOfTheFirstVersion_GoesOn() async throws {
        let folder = try TemporaryFolder()
        let queue = try DatabaseQueue(path: folder.database)
        try mirrorMigrations.migrate(queue, upTo: "1: streams, runs, tombstones, sweep")
        try await queue.write { db in
            _ = try StreamTable(schema: .leads).apply(db)
            try db.execute(
                sql: """
                    INSERT INTO zohosync_streams (stream, module, zoho_name, schema)
                    VALUES ('crm_leads', 'Zoho CRM', 'Leads', ?);
                    INSERT INTO crm_leads VALUES ('1', 'a', NULL, '2026-05-01T00:00:00Z', NULL)
                    """, arguments: [StreamSchema.leads.json.text])
        }
        try queue.close()
        let mirror = try SQLiteMirror(path: folder.database)
        #expect(try await mirror.stream("crm_leads")?.schema == .leads)
        #expect(try await mirror.debtCounts() == [:])
        #expect(try await mirror.apply(.detailed, module: .crm) == ["note"])
        #expect(try await mirror.debtCounts() == ["crm_leads": 1])
        mirror.close()
    }

    @Test func apply_Drift_AddsColumnsAndKeepsVanishedOnes() async throws {
        let bench = try MirrorBench()
        var schema = StreamSchema.leads
        _ = try await bench.mirror.apply(schema, module: .crm)
        try await bench.write([["1", "a", "2026-05-01T00:00:00Z"]])
        schema.add(field: "Größe", part: .whole, name: "gr__e", kind: .decimal)
        schema.add(field: "x\"y", part: .whole, name: "x\"y", kind: .any)
        schema.fields = ["modified_time", "Größe", "x\"y"]
        #expect(try await bench.mirror.apply(schema, module: .crm) == ["gr__e", "x\"y"])
        #expect(try await bench.mirror.apply(schema, module: .crm) == [])
        try await bench.write(
            [["1", .absent, .absent, .number("1.5"), .number("2")]], schema: schema)
        #expect(
            try bench.rows("SELECT name, gr__e, \"x\"\"y\" FROM crm_leads") == ["\"a\"|1.5|2"])
    }

    @Test func stream_AfterReopening_IsWhatWasKept() async throws {
        let bench = try MirrorBench()
        #expect(try await bench.mirror.stream("crm_leads") == nil)
        _ = try await bench.mirror.apply(.leads, module: .crm)
        var cursor = Cursor()
        cursor.latest = noon
        try await bench.write([], cursor: cursor)
        let again = try SQLiteMirror(path: bench.folder.database)
        let record = try #require(try await again.stream("crm_leads"))
        #expect(record.schema == .leads)
        #expect(record.cursor == cursor)
        again.close()
    }

    @Test(arguments: ["nonsense", "{}", ""])
    func stream_DamagedBookkeeping_ReadsFromTheBeginning(text: String) async throws {
        let bench = try MirrorBench()
        _ = try await bench.mirror.apply(.leads, module: .crm)
        try bench.execute("UPDATE zohosync_streams SET cursor = '\(text)', schema = '\(text)'")
        let record = try #require(try await bench.mirror.stream("crm_leads"))
        #expect(record.schema == nil)
        #expect(record.cursor == Cursor())
    }

    @Test func commit_NilCursor_LeavesItAsItIs() async throws {
        let bench = try MirrorBench()
        _ = try await bench.mirror.apply(.leads, module: .crm)
        var cursor = Cursor()
        cursor.start = noon
        cursor.sweptAt = noon
        try await bench.write([], cursor: cursor)
        try await bench.write([["1", "a", nil]])
        #expect(try await bench.mirror.stream("crm_leads")?.cursor == cursor)
        #expect(try bench.rows("SELECT last_sweep FROM zohosync_streams") == ["\"\(noon)\""])
    }

    @Test func commit_FailingRow_LeavesNeitherRowsNorCursor() async throws {
        let bench = try MirrorBench()
        _ = try await bench.mirror.apply(.leads, module: .crm)
        var before = Cursor()
        before.start = noon
        try await bench.write([["1", "a", nil]], cursor: before, sweep: .begin(.kept))
        var after = before
        after.start = noon + 60
        let failure = await #expect(throws: SyncFailure.self) {
            // The second row has no id.
            try await bench.write(
                [["2", "b", nil], [nil, "c", nil]], cursor: after, sweep: .note(.kept))
        }
        #expect(failure?.code == .databaseError)
        #expect(failure.map { "\($0)".contains("c") && "\($0)".contains("'c'") } == false)
        #expect(try bench.rows("SELECT id FROM crm_leads") == ["\"1\""])
        #expect(try await bench.mirror.stream("crm_leads")?.cursor == before)
        #expect(try await bench.mirror.unseen(.leads, notes: .kept).unseen == [])
        #expect(try await bench.write([["2", "b", nil]], cursor: after) == 1)
    }

    @Test func commit_UnknownTable_IsAFailure() async throws {
        let bench = try MirrorBench()
        let failure = await #expect(throws: SyncFailure.self) {
            try await bench.write([["1", "a", nil]])
        }
        #expect(failure?.code == .databaseError)
    }

    @Test func write_CancelledTask_IsCancelledNotADatabaseError() async throws {
        let bench = try MirrorBench()
        _ = try await bench.mirror.apply(.leads, module: .crm)
        let mirror = bench.mirror
        let failure = await Task { () -> SyncFailure? in
            withUnsafeCurrentTask { $0?.cancel() }
            do throws(SyncFailure) {
                try await mirror.ping()
                return nil
            } catch {
                return error
            }
        }.value
        #expect(failure?.code == .cancelled)
    }
}
