import Foundation
import Settings
import SyncCore
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

/// The watchdog's question to the engine.
@Suite struct PingTests {
    @Test func itsAnswerComesFromTheLoop() async throws {
        let folder = try TemporaryFolder()
        let engine = try makeEngine(folder)
        try await engine.start()
        let answer = Answer()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await engine.ping()
                answer.hasCome.withLock { $0 = true }
            }
            // The engine is free and answers everybody, but its loop does not turn yet.
            for _ in 0..<100 { _ = await engine.configProblem }
            #expect(!answer.hasCome.withLock { $0 })
            group.addTask { await engine.run() }
            await group.next()
            #expect(answer.hasCome.withLock { $0 })
            await engine.ping()
            await engine.shutdown()
        }
        // An engine that has ended has nothing to prove.
        await engine.ping()
    }

    @Test func aQuestionThatIsGivenUp_DoesNotHang() async throws {
        let folder = try TemporaryFolder()
        let engine = try makeEngine(folder)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await engine.ping() }
            group.cancelAll()
        }
    }

    private func makeEngine(_ folder: TemporaryFolder) throws -> SyncEngine {
        let path = folder.path + "/config.json"
        let text = """
            {"client_id": "1000.X", "client_secret": "s", "refresh_token": "r",
             "data_center": "us", "database": "\(folder.path)/zoho.sqlite", "modules": {}}
            """
        try Data(text.utf8).write(to: URL(filePath: path))
        return try .idle(ConfigFile(path: path), tokens: NoTokens())
    }
}

private final class Answer: Sendable {
    let hasCome = Mutex(false)
}

private struct NoTokens: TokenKeeper {
    func report() async -> TokenReport {
        TokenReport(
            expiresAt: nil, refreshedAt: nil, lastError: nil, requiresReauthorization: false)
    }
    func refresh() async throws(SyncFailure) -> Bool { false }
    func adopt(_ settings: Settings) async {}
}
