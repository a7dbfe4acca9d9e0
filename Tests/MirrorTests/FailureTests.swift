import Foundation
import GRDB
import Glibc
import SyncCore
import TestSupport
import Testing

@testable import Mirror

struct FailureTests {
    @Test func open_NotADatabase_SaysSo() async throws {
        let folder = try TemporaryFolder()
        let text = String(repeating: "This is no database. ", count: 500)
        try text.write(toFile: folder.database, atomically: false, encoding: .utf8)
        await expectDatabaseError(hint: "not an SQLite database") {
            _ = try SQLiteMirror(path: folder.database)
        }
        #expect(try String(contentsOfFile: folder.database, encoding: .utf8) == text)
    }

    @Test func open_DamagedDatabase_SaysSo() async throws {
        let folder = try TemporaryFolder()
        let mirror = try SQLiteMirror(path: folder.database)
        _ = try await mirror.apply(.leads, module: .crm)
        mirror.close()
        try await DatabaseQueue(path: folder.database).writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        var bytes = try Data(contentsOf: URL(fileURLWithPath: folder.database))
        // The header stays, the rest is noise.
        for index in 100..<bytes.count { bytes[index] = 0xA5 }
        try bytes.write(to: URL(fileURLWithPath: folder.database))
        await expectDatabaseError(hint: "damaged") {
            _ = try SQLiteMirror(path: folder.database)
        }
    }

    @Test func open_NewerVersion_SaysSo() async throws {
        let bench = try MirrorBench()
        try bench.execute("INSERT INTO grdb_migrations VALUES ('999: the future')")
        let path = bench.folder.database
        await expectDatabaseError(hint: "install that version", message: "newer version") {
            _ = try SQLiteMirror(path: path)
        }
    }

    @Test(arguments: ["missing/zoho.sqlite", ""])
    func open_PathThatCannotBeOpened_SaysSo(name: String) async throws {
        let folder = try TemporaryFolder()
        // The empty name is the folder itself.
        let path = name.isEmpty ? folder.path : folder.path + "/" + name
        await expectDatabaseError(hint: "folder of \(path) exists") {
            _ = try SQLiteMirror(path: path)
        }
    }

    @Test func open_ReadOnlyFile_SaysSo() async throws {
        let folder = try TemporaryFolder(mode: 0o755)
        try SQLiteMirror(path: folder.database).close()
        chmod(folder.database, 0o444)
        await expectDatabaseError(hint: "writable for the daemon's user") {
            try asNobody { _ = try SQLiteMirror(path: folder.database) }
        }
    }

    @Test func open_ReadOnlyFolder_SaysSo() async throws {
        let folder = try TemporaryFolder()
        chmod(folder.path, 0o555)
        defer { chmod(folder.path, 0o755) }
        await expectDatabaseError(hint: "belongs to the daemon's user") {
            try asNobody { _ = try SQLiteMirror(path: folder.database) }
        }
    }

    @Test func open_LockedByAnotherProgram_SaysSo() async throws {
        let folder = try TemporaryFolder()
        let other = try otherProgram(folder.database)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
        await expectDatabaseError(hint: "another program holds") {
            _ = try SQLiteMirror(path: folder.database, busyTimeout: 0)
        }
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try SQLiteMirror(path: folder.database, busyTimeout: 0).close()
    }

    @Test func commit_LockedByAnotherProgram_SaysSoAndWorksLater() async throws {
        let folder = try TemporaryFolder()
        let mirror = try SQLiteMirror(path: folder.database, busyTimeout: 0)
        _ = try await mirror.apply(.leads, module: .crm)
        let other = try otherProgram(folder.database)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        await expectDatabaseError(hint: "another program holds", message: "crm_leads") {
            _ = try await mirror.markDeleted(["1"], schema: .leads, at: noon, now: noon)
        }
        // Readers do not wait for writers.
        #expect(try await mirror.stream("crm_leads")?.schema == .leads)
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        #expect(try await mirror.markDeleted(["1"], schema: .leads, at: noon, now: noon) == 0)
        mirror.close()
    }

    /// A daemon that ends does not wait as long for each of its last words.
    @Test(.hangGuard) func hurry_EndsTheWaitForAnothersLock() async throws {
        let folder = try TemporaryFolder()
        let mirror = try SQLiteMirror(
            path: folder.database, busyTimeout: 24 * 3600, lastTimeout: 0)
        let other = try otherProgram(folder.database)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let ping = Task { try await mirror.ping() }
        mirror.hurry()
        await expectDatabaseError(hint: "another program holds") { try await ping.value }
        await expectDatabaseError(hint: "another program holds") {
            try await mirror.finishStream("crm_leads", syncedAt: nil, error: nil)
        }
        mirror.close()
    }

    @Test func commit_DiskFull_SaysSoAndLeavesTheLastCommit() async throws {
        let folder = try TemporaryFolder()
        let mirror = try SQLiteMirror(path: folder.database, busyTimeout: 0) { db in
            try db.execute(sql: "PRAGMA max_page_count = 40")
        }
        _ = try await mirror.apply(.snapshot, module: .crm)
        let text = String(repeating: "x", count: 1000)
        func commit(_ count: Int) async throws {
            let rows: [[TestCell]] = (0..<count).map { [.text("\($0)"), .text(text)] }
            _ = try await mirror.commit(
                Commit(
                    schema: .snapshot, rows: RowBatch(rows, width: 2), cursor: nil, sweep: .none,
                    now: noon))
        }
        try await commit(10)
        await expectDatabaseError(hint: "free some space", message: "crm_leads") {
            try await commit(500)
        }
        try await mirror.finishStream("crm_leads", syncedAt: nil, error: nil)
        #expect(try await mirror.rowCounts() == ["Zoho CRM": 10])
        mirror.close()
    }

    @Test func failure_OfARow_DoesNotTellItsValues() async throws {
        let bench = try MirrorBench()
        _ = try await bench.mirror.apply(.leads, module: .crm)
        let failure = await #expect(throws: SyncFailure.self) {
            try await bench.write([[nil, "private matter", nil]])
        }
        #expect(failure.map { "\($0)".contains("private") } == false)
    }

    @Test func lock_SecondDaemon_IsRefusedUntilTheFirstEnds() throws {
        let folder = try TemporaryFolder()
        var first: DatabaseLock? = try DatabaseLock(database: folder.database)
        #expect(throws: DatabaseLockError.held(folder.database)) {
            try DatabaseLock(database: folder.database)
        }
        // Another database is another lease.
        _ = try DatabaseLock(database: folder.path + "/other.sqlite")
        withExtendedLifetime(first) {}
        first = nil
        _ = try DatabaseLock(database: folder.database)
    }

    @Test func lock_MissingFolder_SaysWhy() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: DatabaseLockError.self) {
            try DatabaseLock(database: folder.path + "/missing/zoho.sqlite")
        }
        #expect(error.map { "\($0)".contains("No such file") } == true)
    }
}

/// A connection that may leave a transaction open.
private func otherProgram(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    return try DatabaseQueue(path: path, configuration: configuration)
}

/// Runs a body with the file system rights of nobody, which root has to give up to lack any.
/// The rights belong to the thread, so the body must stay on it.
private func asNobody(_ body: () throws -> Void) throws {
    guard geteuid() == 0 else { return try body() }
    let symbol = try #require(dlsym(nil, "setfsuid"))
    let setFileSystemUser = unsafeBitCast(symbol, to: (@convention(c) (uid_t) -> Int32).self)
    _ = setFileSystemUser(65534)
    defer { _ = setFileSystemUser(0) }
    try body()
}
