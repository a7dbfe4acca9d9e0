import GRDB
import Glibc
import SyncCore
import Testing

@testable import Mirror

/// The audit: added to, read back, and otherwise left alone.
struct AuditTests {
    private static var present: UTCInstant { UTCInstant(seconds: Int64(time(nil))) }
    private let alice = Caller(uid: 4_294_967_294, gid: 1001, pid: 77)

    private func entry(
        _ action: AuditEntry.Action = .configChanged, at: UTCInstant = AuditTests.present,
        caller: Caller? = nil, keys: [String] = []
    ) -> AuditEntry {
        AuditEntry(at: at, caller: caller, user: nil, action: action, keys: keys)
    }

    @Test func anEntry_ComesBackAsItWas() async throws {
        let bench = try MirrorBench()
        var full = AuditEntry(
            at: noon, caller: alice, user: "alice", action: .requestRefused,
            keys: [#"modules."Zoho CRM".interval"#, "a'b"], request: "POST /api", result: .refused,
            code: "not_permitted", repeats: 57)
        var bare = entry(.configReloaded, at: noon)
        try await bench.mirror.appendAudit(full)
        try await bench.mirror.appendAudit(bare)
        (full.id, bare.id) = (1, 2)
        #expect(
            try await bench.mirror.auditEntries(action: nil, before: nil, limit: 10)
                == [bare, full])
    }

    @Test func entries_AreFilteredAndPaged() async throws {
        let bench = try MirrorBench()
        for action in [AuditEntry.Action.configChanged, .secretsRevealed, .configChanged] {
            try await bench.mirror.appendAudit(entry(action))
        }
        func ids(_ action: AuditEntry.Action?, _ before: Int?, _ limit: Int) async throws -> [Int?]
        {
            try await bench.mirror.auditEntries(action: action, before: before, limit: limit)
                .map(\.id)
        }
        #expect(try await ids(nil, nil, 10) == [3, 2, 1])
        #expect(try await ids(nil, nil, 2) == [3, 2])
        #expect(try await ids(nil, 2, 2) == [1])
        #expect(try await ids(.configChanged, nil, 10) == [3, 1])
        #expect(try await ids(.configChanged, 3, 10) == [1])
        #expect(try await ids(.refreshTokenReplaced, nil, 10) == [])
        #expect(try await ids(nil, 1, 10) == [])
    }

    @Test(arguments: [
        "UPDATE zohosync_audit SET uid = 0", "UPDATE OR REPLACE zohosync_audit SET id = 1",
        "DELETE FROM zohosync_audit", "DELETE FROM zohosync_audit WHERE id = 2",
        "INSERT OR REPLACE INTO zohosync_audit (id, at, action, keys, result, repeats) "
            + "VALUES (1, '2026-01-01T00:00:00Z', 'x', '[]', 'done', 1)",
        "REPLACE INTO zohosync_audit (id, at, action, keys, result, repeats) "
            + "VALUES (0, '2026-01-01T00:00:00Z', 'x', '[]', 'done', 1)",
        "INSERT INTO zohosync_audit (id, at, action, keys, result, repeats) "
            + "VALUES (2, '2026-01-01T00:00:00Z', 'x', '[]', 'done', 1) "
            + "ON CONFLICT DO UPDATE SET uid = 0",
    ])
    func nobodyChangesIt(sql: String) async throws {
        let bench = try MirrorBench()
        for _ in 0..<2 { try await bench.mirror.appendAudit(entry()) }
        let before = try bench.rows("SELECT * FROM zohosync_audit")
        let refusal = #expect(throws: DatabaseError.self) { try bench.execute(sql) }
        #expect(refusal?.message?.hasPrefix("the audit is ") == true)
        #expect(try bench.rows("SELECT * FROM zohosync_audit") == before)
    }

    /// Where SQLite counts is no secret.
    @Test(arguments: ["UPDATE sqlite_sequence SET seq = 0", "DELETE FROM sqlite_sequence"])
    func whoTurnsTheCountBack_ChangesNothing(sql: String) async throws {
        let bench = try MirrorBench()
        for _ in 0..<2 { try await bench.mirror.appendAudit(entry()) }
        let before = try bench.rows("SELECT * FROM zohosync_audit")
        try bench.execute(sql)
        #expect(throws: DatabaseError.self) {
            try bench.execute(
                "INSERT OR REPLACE INTO zohosync_audit (id, at, action, keys, result, repeats) "
                    + "VALUES (1, '2026-01-01T00:00:00Z', 'x', '[]', 'done', 1)")
        }
        #expect(try bench.rows("SELECT * FROM zohosync_audit") == before)
        try await bench.mirror.appendAudit(entry())
        #expect(try bench.rows("SELECT max(id) FROM zohosync_audit") == ["3"])
    }

    /// A column's type binds no other program.
    @Test func aSpoiltEntry_SpoilsNoOther() async throws {
        let bench = try MirrorBench()
        try await bench.mirror.appendAudit(entry())
        for (id, values) in [
            (2, "x'ff', 'a', 'b', 'c', 'd', 'config_changed', '[]', 'done', 1"),
            (3, "'2026-01-01T00:00:00Z', 'a', -1, 'c', x'ff', 'config_changed', '{', 'done', 'x'"),
            (4, "'2026-01-01T00:00:00Z', -1, -1, -1, 'd', 'config_changed', 7, 'done', 1e99"),
        ] {
            try bench.execute(
                "INSERT INTO zohosync_audit "
                    + "(id, at, uid, gid, pid, user, action, keys, result, repeats) "
                    + "VALUES (\(id), \(values))")
        }
        let entries = try await bench.mirror.auditEntries(action: nil, before: nil, limit: 9)
        #expect(entries.map(\.id) == [4, 3, 1])
        #expect(entries.prefix(2).allSatisfy { $0.caller == nil && $0.repeats == 1 })
    }

    @Test func aYear_IsKept_AndNoMore() async throws {
        let bench = try MirrorBench()
        let now = Self.present
        let ages = [AuditEntry.lifetime + 60, AuditEntry.lifetime - 3600, 0]
        for age in ages { try await bench.mirror.appendAudit(entry(at: now - age)) }
        try await bench.mirror.purgeAudit(before: now - AuditEntry.lifetime)
        #expect(
            try await bench.mirror.auditEntries(action: nil, before: nil, limit: 9).map(\.id)
                == [3, 2])
        // Whoever asks for more gets nothing at all.
        await #expect(throws: SyncFailure.self) { try await bench.mirror.purgeAudit(before: now) }
        #expect(try bench.rows("SELECT count(*) FROM zohosync_audit") == ["2"])
        // A number is never given twice.
        try bench.execute("DELETE FROM zohosync_audit WHERE at < '2000'")
        try await bench.mirror.appendAudit(entry())
        #expect(try bench.rows("SELECT max(id) FROM zohosync_audit") == ["4"])
    }

    @Test func anEntryIsOnTheDisk_WhateverBecomesOfTheTask() async throws {
        let bench = try MirrorBench()
        let (mirror, entry) = (bench.mirror, entry())
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await mirror.appendAudit(entry)
        }
        try await task.value
        #expect(try bench.rows("SELECT count(*) FROM zohosync_audit") == ["1"])
        // The pages of records go on without waiting for the disk.
        let mode = try await bench.mirror.write("ask") {
            try Int.fetchOne($0, sql: "PRAGMA synchronous")
        }
        #expect(mode == 1)
    }

    @Test func aDatabaseThatIsLocked_SaysSo() async throws {
        let bench = try MirrorBench()
        var configuration = GRDB.Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: bench.folder.database, configuration: configuration)
        let mirror = try SQLiteMirror(path: bench.folder.database, busyTimeout: 0.01)
        defer { mirror.close() }
        try await other.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
        await expectDatabaseError(hint: "locked") { try await mirror.appendAudit(entry()) }
        try await other.writeWithoutTransaction { try $0.rollback() }
        try await mirror.appendAudit(entry())
    }

    @Test func theIndexesAnswer() async throws {
        let bench = try MirrorBench()
        for (sql, index) in [
            ("SELECT * FROM zohosync_audit WHERE id < 9 ORDER BY id DESC", "PRIMARY KEY"),
            (
                "SELECT * FROM zohosync_audit WHERE action = 'x' AND id < 9 ORDER BY id DESC",
                "zohosync_audit_action"
            ), ("DELETE FROM zohosync_audit WHERE at < 'x'", "zohosync_audit_at"),
        ] {
            let plan = try bench.rows("EXPLAIN QUERY PLAN " + sql).joined()
            #expect(plan.contains(index) && !plan.contains("TEMP B-TREE"), "\(plan)")
        }
    }
}
