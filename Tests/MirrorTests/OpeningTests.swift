import Foundation
import GRDB
import SyncCore
import Synchronization
import TestSupport
import Testing

@testable import Mirror

/// Opening a database that takes long, and a writer that is busy for long.
struct OpeningTests {
    /// Some hundred thousand steps of SQLite's machine, as a migration of a large table takes.
    private static let work = """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
        SELECT count(*) FROM n
        """

    @Test func aLongOpening_TellsThatItGetsOn() throws {
        let folder = try TemporaryFolder()
        let told = Atomic(0)
        let pulse = WriterPulse(every: .zero, now: { .now }) { told.add(1, ordering: .relaxed) }
        let mirror = try SQLiteMirror(path: folder.database, busyTimeout: 5, pulse: pulse) { db in
            _ = try Int.fetchOne(db, sql: Self.work)
        }
        defer { mirror.close() }
        #expect(told.load(ordering: .relaxed) > 5)
    }

    @Test func aClosedDatabase_IsOneFile() async throws {
        let folder = try TemporaryFolder()
        let mirror = try SQLiteMirror(path: folder.database)
        try await mirror.write("work") { try $0.execute(sql: "CREATE TABLE kept (id INTEGER)") }
        // A reader is what kept the log there.
        _ = try await mirror.tables(of: .crm)
        mirror.close()
        let copy = folder.path + "/copy.sqlite"
        try FileManager.default.copyItem(atPath: folder.database, toPath: copy)
        let kept = try await DatabaseQueue(path: copy).read { try $0.tableExists("kept") }
        #expect(kept)
        let log = try? FileManager.default.attributesOfItem(atPath: folder.database + "-wal")
        #expect((log?[.size] as? Int ?? 0) == 0)
    }

    @Test func anOpenDatabase_TellsNoMore_ButCountsOn() async throws {
        let folder = try TemporaryFolder()
        let told = Atomic(0)
        let pulse = WriterPulse(every: .zero, now: { .now }) { told.add(1, ordering: .relaxed) }
        let mirror = try SQLiteMirror(path: folder.database, busyTimeout: 5, pulse: pulse)
        defer { mirror.close() }
        let toldAtFirst = told.load(ordering: .relaxed)
        let progress = mirror.progress
        try await mirror.write("work") { db in
            let before = mirror.progress
            _ = try Int.fetchOne(db, sql: Self.work)
            // While the statement worked: the transaction is still open.
            #expect(mirror.progress > before + 5)
        }
        #expect(mirror.progress > progress)
        #expect(told.load(ordering: .relaxed) == toldAtFirst)
    }

    @Test func aWriterThatOnlyWaitsForALock_CountsItsTurns() async throws {
        let folder = try TemporaryFolder()
        let mirror = try SQLiteMirror(path: folder.database, busyTimeout: 0)
        defer { mirror.close() }
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: folder.database, configuration: configuration)
        try await other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
        let progress = mirror.progress
        await #expect(throws: (any Error).self) { try await mirror.ping() }
        #expect(mirror.progress > progress)
        try await other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
    }

    @Test func aPulse_TellsOnceInAnInterval() {
        let told = Atomic(0)
        let start = ContinuousClock.now
        let seconds = Mutex(0)
        let pulse = WriterPulse(
            every: .seconds(5), now: { start + .seconds(seconds.withLock { $0 }) }
        ) { told.add(1, ordering: .relaxed) }
        func count(at second: Int) -> Int {
            seconds.withLock { $0 = second }
            for _ in 0..<3 { pulse.beat() }
            return told.load(ordering: .relaxed)
        }
        // Where nothing takes long, nobody is told anything.
        #expect(count(at: 4) == 0)
        #expect(count(at: 5) == 1)
        #expect(count(at: 9) == 1)
        #expect(count(at: 10) == 2)
        pulse.opened()
        #expect(count(at: 100) == 2)
        #expect(pulse.count == 15)
    }
}
