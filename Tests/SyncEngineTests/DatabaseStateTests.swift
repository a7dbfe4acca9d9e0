import ControlAPI
import Foundation
import GRDB
import Settings
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
        let engine = try makeEngine(folder, mirror)
        #expect(await isWell(engine))

        var configuration = GRDB.Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: mirror.path, configuration: configuration)
        try await other.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
        await #expect(throws: SyncFailure.self) { try await mirror.ping() }
        for _ in 0..<3 { #expect(await !isWell(engine)) }

        try await other.writeWithoutTransaction { try $0.rollback() }
        #expect(await isWell(engine))
    }

    private func isWell(_ engine: SyncEngine) async -> Bool {
        await engine.status()["database"]?["ok"]?.bool == true
    }

    private func makeEngine(_ folder: TemporaryFolder, _ mirror: SQLiteMirror) throws -> SyncEngine
    {
        let path = folder.path + "/config.json"
        let text = """
            {"client_id": "1000.X", "client_secret": "s", "refresh_token": "r",
             "data_center": "us", "database": "\(mirror.path)", "modules": {}}
            """
        try Data(text.utf8).write(to: URL(filePath: path))
        let config = ConfigFile(path: path)
        return SyncEngine(
            parts: EngineParts(
                config: config, mirror: mirror, audit: mirror,
                makeSource: { _ in ScriptedZoho(habits: .init()) { _ in } },
                rations: { _, _ in RationReport() }, tokens: NoTokens(), alarms: NoAlarms(),
                sink: NoSink(), subscribe: { AsyncStream { $0.finish() } },
                // A moment in which nothing passes: what was seen a moment ago would count.
                time: TimeSource(now: { UTCInstant(seconds: 1_780_000_000) }, sleep: { _ in }),
                version: "test"),
            settings: try config.load().settings)
    }
}

private struct NoTokens: TokenKeeper {
    func report() async -> TokenReport {
        TokenReport(
            expiresAt: nil, refreshedAt: nil, lastError: nil, requiresReauthorization: false)
    }
    func refresh() async throws(SyncFailure) -> Bool { false }
    func adopt(_ settings: Settings) async {}
}

private struct NoAlarms: ModuleAlarms {
    func arm(_ module: Module, after: Duration, leeway: Duration) {}
    func disarm(_ module: Module) {}
}
