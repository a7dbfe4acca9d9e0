import Foundation
import GRDB
import SyncCore
import TestSupport
import Testing

/// The audit of a running daemon: what it tells, and that it never has a value.
struct AuditTests {
    private func audit(_ bench: Workbench, _ query: String = "") async throws -> [JSONValue] {
        try await bench.client.get("audit" + query).json["audit"]?.array ?? []
    }

    private func texts(_ entry: JSONValue, _ keys: String...) -> [String] {
        keys.map { entry[$0]?.string ?? entry[$0]?.text ?? "-" }
    }

    @Test func changesAndReveals_AreToldWithWhoAndWhat() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon()
            _ = try await bench.client.post(
                "",
                [
                    "client_secret": "another-secret-value",
                    "modules": ["Zoho CRM": ["interval": "45m"]],
                ])
            #expect(try await bench.client.get("?reveal=true").status == 200)
            #expect(try await bench.client.post("", ["enabled": "no"]).status == 422)
            let entries = try await audit(bench)
            #expect(
                entries.map { texts($0, "action", "result", "code", "keys", "request") } == [
                    [
                        "config_changed", "refused", "config_invalid", #"["enabled"]"#,
                        "POST \(Client.base)",
                    ],
                    ["secrets_revealed", "done", "null", "[]", "GET \(Client.base)"],
                    [
                        "secrets_changed", "done", "null", #"["client_secret"]"#,
                        "POST \(Client.base)",
                    ],
                    [
                        "config_changed", "done", "null",
                        #"["modules.\"Zoho CRM\".interval"]"#, "POST \(Client.base)",
                    ],
                ])
            for entry in entries {
                #expect(entry["uid"]?.integer == Int(getuid()))
                #expect(entry["pid"]?.integer == Int(getpid()))
                #expect(entry["repeats"] == 1)
                #expect(
                    entry.object?.keys == [
                        "id", "at", "uid", "gid", "pid", "user", "action", "keys", "request",
                        "result", "code", "repeats",
                    ])
            }
            #expect(try await audit(bench, "?action=secrets_revealed").count == 1)
            let oldest = try #require(entries.last?["id"]?.integer)
            #expect(try await audit(bench, "?before=\(oldest)").isEmpty)
            #expect(try await audit(bench, "?limit=1") == [entries[0]])
            #expect(try await bench.client.get("audit?action=all").status == 400)
            // The journal names the user as well.
            let name = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) }
            let who = name.map { "\($0) (uid \(getuid()), pid \(getpid()))" } ?? "uid \(getuid())"
            try await daemon.line("configuration changed by \(who): ")
            #expect(!entries.contains { $0.text.contains("another-secret-value") })
        }
    }

    @Test func anEditOfTheFile_IsToldWithoutWho() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon()
            try await daemon.line(" sync_finished ")
            _ = try await bench.client.sync()
            try bench.write(bench.configText.replacing("\"1h\"", with: "\"2h\""))
            let entry = try await eventually("the edit") { try await audit(bench).first }
            #expect(
                texts(entry, "action", "result", "uid", "user", "keys") == [
                    "config_reloaded", "done", "null", "null",
                    #"["modules.\"Zoho CRM\".interval"]"#,
                ])
            // What the daemon writes itself is nobody's edit.
            #expect(try await audit(bench).count == 1)
        }
    }

    /// A browser's request, over and over: one entry at once, the rest as one.
    @Test func refusals_AreCounted() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon()
            for number in 0..<20 {
                let refused = try await bench.client.send(
                    "GET", "status?n=\(number)", headers: [("Origin", "https://evil.example")])
                #expect(refused.status == 403)
            }
            let entries = try await audit(bench)
            #expect(
                entries.map { texts($0, "action", "result", "code", "request", "repeats") } == [
                    [
                        "request_refused", "refused", "not_permitted",
                        "GET \(Client.base)/status", "1",
                    ]
                ])
            #expect(daemon.lines(with: " request_refused ").count == 1)
            // The daemon does not take the others with it.
            _ = try await daemon.stop()
            try await daemon.line("refused 19 more of ")
            let kept = try await DatabaseQueue(path: bench.database).read { db in
                try Int.fetchAll(db, sql: "SELECT repeats FROM zohosync_audit ORDER BY id")
            }
            #expect(kept == [1, 19])
        }
    }

    @Test func withoutAnEntry_NothingIsRevealed_ButTheConfigurationCanBeChanged() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon()
            try await daemon.line(" sync_finished ")
            // Somebody holds the database.
            let other = try await bench.heldDatabase()
            let refused = try await bench.client.get("?reveal=true")
            #expect(refused.status == 500 && refused.code == "database_error")
            #expect(!refused.text.contains(ConfigDraft.clientSecret))
            #expect(daemon.lines(with: " secrets_revealed ").isEmpty)
            let changed = try await bench.client.post("", ["enabled": false])
            #expect(changed.status == 200)
            try await daemon.line("the audit lacks config_changed (done)")
            #expect(daemon.lines.contains { $0.contains(" error ") && $0.contains("audit lacks") })
            try await other.writeWithoutTransaction { try $0.rollback() }
            #expect(try await bench.client.get("?reveal=true").status == 200)
        }
    }

    /// Neither the new settings nor the next change wait for the audit.
    @Test func anEdit_CountsAtOnce_WhereTheAuditHasToWait() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon()
            try await daemon.line(" sync_finished ")
            let other = try await bench.heldDatabase()
            try bench.write(bench.configText.replacing("\"1h\"", with: "\"2h\""))
            try await daemon.line(" reloaded ")
            daemon.signal(SIGTERM)
            try await daemon.line(" stopping ")
            try await other.writeWithoutTransaction { try $0.rollback() }
            #expect(try await daemon.end() == .exited(0))
            let kept = try await other.read { db in
                try String.fetchAll(db, sql: "SELECT action FROM zohosync_audit")
            }
            // The audit waits for the disk, and on a busy machine in vain; then that is said, last.
            let news = daemon.lines.compactMap { line in
                [" reloaded ", " stopping ", "audit lacks"].first { line.contains($0) }
            }
            let isKept = kept == ["config_reloaded"]
            #expect(
                news == [" reloaded ", " stopping "] + (isKept ? [] : ["audit lacks"]),
                "\(daemon.lines)")
        }
    }

    @Test func theClient_ShowsIt() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            _ = try await bench.client.post("", ["enabled": false])
            _ = try await bench.client.get("?reveal=true")
            let all = try await bench.zohosync("audit")
            #expect(all.end == .exited(0))
            let lines = all.program.output.split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines[0].hasPrefix("at ") && lines[1].contains(" secrets_revealed "))
            #expect(lines[2].contains(" config_changed ") && lines[2].hasSuffix("enabled"))
            let one = try await bench.zohosync("--json", "audit", "--limit", "1")
            #expect(try JSONDocument(one.program.output).value["audit"]?.array?.count == 1)
            let none = try await bench.zohosync("audit", "--action", "request_refused")
            #expect(none.program.output.split(separator: "\n").count == 1)
            let wrong = try await bench.zohosync("audit", "--action", "everything")
            #expect(wrong.end == .exited(1))
            #expect(wrong.program.lines.contains { $0.contains("refresh_token_replaced") })
        }
    }
}

extension Workbench {
    /// The daemon's database in the hands of another program, which holds it until it rolls back.
    fileprivate func heldDatabase() async throws -> DatabaseQueue {
        var configuration = GRDB.Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: database, configuration: configuration)
        try await other.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
        return other
    }
}
