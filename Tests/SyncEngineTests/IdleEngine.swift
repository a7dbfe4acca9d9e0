import Mirror
import Settings
import SyncCore

@testable import SyncEngine

extension SyncEngine {
    /// An engine on a real configuration and database, to which nothing happens unless a test does it:
    /// its clock stands still and no module falls due.
    static func idle(_ config: ConfigFile, tokens: any TokenKeeper) throws -> SyncEngine {
        let settings = try config.load().settings
        let mirror = try SQLiteMirror(path: settings.databasePath)
        let time = TimeSource(now: { UTCInstant(seconds: 0) }, sleep: { _ in })
        return SyncEngine(
            parts: EngineParts(
                config: config, mirror: mirror,
                audit: AuditDesk(
                    store: mirror, sink: NoSink(), time: time, userName: { _ in nil }),
                makeSource: { _ in ScriptedZoho(habits: .init()) { _ in } },
                rations: { _, _ in RationReport() }, tokens: tokens, alarms: NoAlarms(),
                sink: NoSink(), subscribe: { AsyncStream { $0.finish() } }, time: time,
                version: "test"),
            settings: settings)
    }
}

private struct NoAlarms: ModuleAlarms {
    func arm(_ module: Module, after: Duration, leeway: Duration) {}
    func disarm(_ module: Module) {}
}
