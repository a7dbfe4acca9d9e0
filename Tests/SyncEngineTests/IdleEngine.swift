import Foundation
import Mirror
import Settings
import SyncCore
import TestSupport

@testable import SyncEngine

extension SyncEngine {
    /// An engine on a real configuration and database, to which nothing happens unless a test does it:
    /// its clock stands still and no module falls due.
    static func idle(
        _ config: ConfigFile, _ mirror: SQLiteMirror, tokens: any TokenKeeper = NoTokens()
    ) throws -> SyncEngine {
        let time = TimeSource(now: { UTCInstant(seconds: 1_780_000_000) }, sleep: { _ in })
        return SyncEngine(
            parts: EngineParts(
                config: config, mirror: mirror,
                audit: AuditDesk(
                    store: mirror, sink: NoSink(), time: time, userName: { _ in nil }),
                makeSource: { _ in ScriptedZoho(habits: .init()) { _ in } },
                rations: { _, _ in RationReport() }, tokens: tokens, alarms: NoAlarms(),
                sink: NoSink(), subscribe: { AsyncStream { $0.finish() } }, time: time,
                version: "test"),
            settings: try config.load().settings)
    }

    /// An engine without modules.
    static func idle(_ mirror: SQLiteMirror) throws -> SyncEngine {
        let path = mirror.path + ".config.json"
        let text = """
            {"client_id": "1000.X", "client_secret": "s", "refresh_token": "r",
             "data_center": "us", "database": "\(mirror.path)", "modules": {}}
            """
        try Data(text.utf8).write(to: URL(filePath: path))
        return try idle(ConfigFile(path: path), mirror)
    }
}

/// A keeper of a token that is not needed: what remains to be said is how it takes new settings.
protocol IdleTokens: TokenKeeper {}

extension IdleTokens {
    func report() async -> TokenReport {
        TokenReport(
            expiresAt: nil, refreshedAt: nil, lastError: nil, requiresReauthorization: false)
    }
    func credentials() async -> Credentials {
        Credentials(clientID: "1000.X", clientSecret: Secret("s"), refreshToken: Secret("r"))
    }
    func refresh() async throws(SyncFailure) -> Bool { false }
}

private struct NoTokens: IdleTokens {
    func adopt(_ settings: Settings) async {}
}

private struct NoAlarms: ModuleAlarms {
    func arm(_ module: Module, after: Duration, leeway: Duration) {}
    func disarm(_ module: Module) {}
}
