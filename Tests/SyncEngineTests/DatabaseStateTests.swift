import GRDB
import SyncCore
import TestSupport
import Testing

@testable import Mirror
@testable import SyncEngine

/// Whether the status says that the database can be written.
@Suite struct DatabaseStateTests {
    /// A failure is no sign of life: as long as another program holds the database it is not well.
    @Test func aLockedDatabase_IsNotWell_HoweverOftenOneAsks() async throws {
        let folder = try TemporaryFolder()
        let mirror = try SQLiteMirror(path: folder.path + "/zoho.sqlite", busyTimeout: 0)
        defer { mirror.close() }
        let engine = try SyncEngine.idle(mirror)
        #expect(await isWell(engine))

        var configuration = GRDB.Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: mirror.path, configuration: configuration)
        try await other.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
        await #expect(throws: SyncFailure.self) { try await mirror.ping() }
        // No time passes: what was seen a moment ago would count.
        for _ in 0..<3 { #expect(await !isWell(engine)) }

        try await other.writeWithoutTransaction { try $0.rollback() }
        #expect(await isWell(engine))
    }

    private func isWell(_ engine: SyncEngine) async -> Bool {
        await engine.status()["database"]?["ok"]?.bool == true
    }
}
