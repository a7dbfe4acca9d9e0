import Mirror
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

/// The watchdog's question to the engine.
@Suite struct PingTests {
    @Test func itsAnswerComesFromTheLoop() async throws {
        let folder = try TemporaryFolder()
        let engine = try SyncEngine.idle(SQLiteMirror(path: folder.path + "/zoho.sqlite"))
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
        let engine = try SyncEngine.idle(SQLiteMirror(path: folder.path + "/zoho.sqlite"))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await engine.ping() }
            group.cancelAll()
        }
    }
}

private final class Answer: Sendable {
    let hasCome = Mutex(false)
}
