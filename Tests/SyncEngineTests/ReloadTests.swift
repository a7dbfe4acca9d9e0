import ControlAPI
import Foundation
import Mirror
import Settings
import SyncCore
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

/// Of several changes of the configuration the last one wins, in the file and everywhere else.
@Suite struct ReloadTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path + "/config.json"
        try write(interval: "15m")
    }

    private func write(interval: String) throws {
        let text = """
            {"client_id": "1000.X", "client_secret": "s", "refresh_token": "r",
             "database": "\(folder.path)/zoho.sqlite", "modules":
              {"Zoho CRM": {"enabled": true, "interval": "\(interval)"}}}
            """
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    }

    private func engine(_ tokens: SlowTokens) throws -> SyncEngine {
        try .idle(
            ConfigFile(path: path), SQLiteMirror(path: folder.path + "/zoho.sqlite"), tokens: tokens
        )
    }

    private static let off: JSONValue = ["modules": ["Zoho CRM": ["enabled": false]]]

    /// A patch comes while the reload before it is still on its way.
    @Test func aPatchDuringAReload_IsNotUndone() async throws {
        let tokens = SlowTokens()
        let engine = try engine(tokens)
        try write(interval: "20m")
        async let reload = engine.reload(isAsked: false)
        await tokens.hasBegun(1)
        async let patch = engine.patchConfiguration(
            Self.off, caller: Caller(uid: 0, gid: 0, pid: 1))
        // The patch counts at once; its token waits for its turn.
        while await engine.settings[.crm]?.enabled != false { await Task.yield() }
        #expect(tokens.begun == 1)
        tokens.goOn()
        let reading = try await reload
        _ = try await patch
        #expect(reading.edits == ["modules.\"Zoho CRM\".interval"] && reading.news != nil)
        let crm = await engine.settings[.crm]
        #expect(crm?.enabled == false && crm?.interval == .seconds(1200))
        #expect(tokens.adopted.map { $0[.crm]?.enabled } == [true, false])
        // In step with the file: there is no news, and nothing to take back.
        let again = try await engine.reload(isAsked: false)
        #expect(again.news == nil && again.edits.isEmpty)
    }

    @Test func anUnknownKey_IsWarnedAboutWhoeverBringsIt() async throws {
        let engine = try engine(SlowTokens(waits: false))
        let changed = try await engine.patchConfiguration(
            ["data_centre": "eu"], caller: Caller(uid: 0, gid: 0, pid: 1))
        #expect(changed.json["data_centre"] == "eu")
        #expect(changed.warnings.map(\.key) == ["data_centre"])
        #expect(changed.warnings.first?.hint == "write data_center, if that is meant")
        #expect(try await engine.reload(isAsked: false).news == nil)
        // By hand, and nothing else with it.
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try Data(text.replacing("data_centre", with: "data_centers").utf8)
            .write(to: URL(filePath: path), options: .atomic)
        let news = try await engine.reload(isAsked: false).news
        #expect(news?.warnings.map(\.keyPath).contains("data_centers") == true)
        #expect(try await engine.reload(isAsked: false).news == nil)
    }

    @Test func aPatchThatMakesTheFileTooLarge_Is422() async throws {
        let engine = try engine(SlowTokens(waits: false))
        let before = try Data(contentsOf: URL(filePath: path))
        let problem = await #expect(throws: Problem.self) {
            _ = try await engine.patchConfiguration(
                ["note": .string(String(repeating: "x", count: 1_048_556))],
                caller: Caller(uid: 0, gid: 0, pid: 1))
        }
        #expect(problem?.status == 422 && problem?.code == "config_invalid")
        #expect(problem?.members["problems"]?.array?.count == 1)
        #expect(problem?.hint?.contains("write less") == true)
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test func aBrokenFile_IsToldUntilItIsMended() async throws {
        let tokens = SlowTokens(waits: false)
        let engine = try engine(tokens)
        try Data("{".utf8).write(to: URL(filePath: path))
        await #expect(throws: ConfigError.self) { _ = try await engine.reload(isAsked: true) }
        #expect(await engine.configProblem != nil)
        try write(interval: "15m")
        let told = Mutex(0)
        let reading = try await engine.reload(isAsked: false) { told.withLock { $0 += 1 } }
        #expect(reading.news != nil && told.withLock { $0 } == 1)
        #expect(await engine.configProblem == nil)
        let quiet = try await engine.reload(isAsked: false) { told.withLock { $0 += 1 } }
        #expect(quiet.news == nil && told.withLock { $0 } == 1)
    }
}

/// Takes settings up when it is let.
private final class SlowTokens: IdleTokens {
    private let state = Mutex<(begun: Int, adopted: [Settings])>((0, []))
    private let gate: AsyncStream<Void>
    private let opening: AsyncStream<Void>.Continuation

    init(waits: Bool = true) {
        (gate, opening) = AsyncStream.makeStream()
        if !waits { opening.finish() }
    }

    var begun: Int { state.withLock { $0.begun } }
    var adopted: [Settings] { state.withLock { $0.adopted } }

    func goOn() { opening.finish() }

    func hasBegun(_ count: Int) async {
        while begun < count { await Task.yield() }
    }

    func adopt(_ settings: Settings) async {
        state.withLock { $0.begun += 1 }
        for await _ in gate {}
        state.withLock { $0.adopted.append(settings) }
    }
}
