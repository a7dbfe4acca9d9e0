import Foundation
import Glibc
import SyncCore
import TestSupport
import Testing
import ZohoSimulator

/// The configuration: refused, reloaded, written back.
struct ConfigTests {
    // MARK: Refused at start

    @Test(arguments: [
        ("", "config.json"), ("{ \"enabled\": tru", "config.json"), ("[1, 2]", "config.json"),
        (#"{"enabled": "yes"}"#, "enabled"), ("\u{0}\u{1}\u{2}", "config.json"),
    ])
    func anUnusableFile_Is78(_ text: String, _ expected: String) async throws {
        try await withWorkbench(config: nil) { bench in
            try bench.write(text)
            for arguments in [["--socket", bench.socket], ["--once"]] {
                let program = try bench.start("zohosyncd", ["--config", bench.config] + arguments)
                #expect(try await program.end() == .exited(78))
                #expect(program.lines.contains { $0.contains(expected) })
            }
            #expect(bench.configText == text)
        }
    }

    @Test func aMissingFile_Is78() async throws {
        try await withWorkbench(config: nil) { bench in
            let daemon = try bench.startDaemon()
            #expect(try await daemon.end() == .exited(78))
            #expect(daemon.lines.contains { $0.contains(bench.config) })
        }
    }

    @Test func everyProblemIsToldAtOnce() async throws {
        let draft = ConfigDraft {
            $0.enabled = "\"yes\""
            $0.crm.interval = "15 minutes"
            $0.crm.extra = #", "concurrency": 0"#
        }
        try await withWorkbench(config: draft) { bench in
            let keys = ["enabled", "modules.\"Zoho CRM\".interval", "concurrency"]
            let daemon = try bench.startDaemon()
            #expect(try await daemon.end() == .exited(78))
            for key in keys { #expect(daemon.lines.contains { $0.contains(key) }, "\(key)") }
            let check = try bench.start("zohosyncd", ["check-config", "--config", bench.config])
            #expect(try await check.end() == .exited(78))
            for key in keys { #expect(check.output.contains(key), "\(key)") }
            #expect(check.output.contains("line "))
        }
    }

    @Test func checkConfig_AcceptsAndWarns() async throws {
        let draft = ConfigDraft { $0.crm.extra = #", "colour": "green""# }
        try await withWorkbench(config: draft) { bench in
            let check = try bench.start("zohosyncd", ["check-config", "--config", bench.config])
            #expect(try await check.end() == .exited(0))
            #expect(check.output.contains("warning"))
            #expect(check.output.contains("colour"))
            #expect(check.output.contains("can be used"))
        }
    }

    @Test func aSecretOfTheWrongType_IsNotShown() async throws {
        try await withWorkbench(config: nil) { bench in
            let text = ConfigDraft().text(
                server: bench.simulator.baseURL, database: bench.database)
            try bench.write(
                text.replacing("\"1000.example.refresh\"", with: "[\"1000.example.refresh\"]"))
            #expect(try await bench.once().end == .exited(78))
        }
    }

    // MARK: Written back

    @Test func lastSyncIsWrittenBack_AndNothingElse() async throws {
        let draft = ConfigDraft { $0.crm.extra = #", "colour": "green""# }
        try await withWorkbench(config: draft) { bench in
            let before = bench.configText
            try await bench.syncOnce()
            let after = bench.configText
            let written = try #require(after.firstMatch(of: /"last_sync": ("[0-9TZ:-]+")/))
            let instant = try #require(UTCInstant(written.1.dropFirst().dropLast()))
            #expect(abs(instant.seconds - Int64(time(nil))) < 60)
            #expect(after.replacing(written.1, with: "null") == before)
            var status = stat()
            #expect(stat(bench.config, &status) == 0 && status.st_mode & 0o777 == 0o600)
        }
    }

    @Test func anEditBetweenTwoSyncs_IsKeptAndPickedUp() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon()
            try await daemon.line(" sync_finished ")
            try bench.write(
                bench.configText.replacing("\"1h\"", with: "\"2h\"")
                    .replacing("\"enabled\" : true", with: "\"note\": \"mine\", \"enabled\": true"))
            try await daemon.line(" reloaded ")
            #expect(try await bench.client.crm()["interval"] == "2h")
            #expect(try await bench.client.sync().status == 200)
            #expect(bench.configText.contains("\"note\": \"mine\""))
            #expect(bench.configText.contains("\"2h\""))
        }
    }

    @Test func theSyncSucceeds_WhereTheFileCannotBeWritten() async throws {
        try await withWorkbench { bench in
            let folder = bench.folder + "/etc"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: false)
            let path = folder + "/config.json"
            try FileManager.default.moveItem(atPath: bench.config, toPath: path)
            let daemon = try bench.start(
                "zohosyncd", ["--config", path, "--socket", bench.socket])
            try await daemon.line(" sync_finished ")
            try FileManager.default.removeItem(atPath: folder)
            #expect(try await bench.client.sync().status == 200)
            try await daemon.line("cannot write last_sync back")
            #expect(daemon.lines.contains { $0.contains(" warning ") })
            #expect(["degraded", "config_invalid"].contains(try await bench.client.state()))
            #expect(!FileManager.default.fileExists(atPath: folder))
        }
    }

    // MARK: Reloaded

    @Test func sighupReadsTheFileAgain() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon(["--log-level", "debug"])
            try await daemon.line(" sync_finished ")
            try bench.write(bench.configText.replacing("\"1h\"", with: "\"1s\""))
            daemon.signal(SIGHUP)
            try await daemon.line(" reloaded ")
            try await daemon.line(" sync_finished ", count: 2)
        }
    }

    @Test func aBrokenFile_KeepsTheLastGoodSettings() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon()
            try await daemon.line(" sync_finished ")
            let good = bench.configText
            let broken = good.replacing("\"modules\":", with: "\"modules\"")
            try bench.write(broken)
            try await daemon.line(" config_invalid ")
            daemon.signal(SIGHUP)
            try await daemon.line("last good configuration", count: 2)
            #expect(try await bench.client.state() == "config_invalid")
            let refused = try await bench.client.post("", ["enabled": false])
            #expect(refused.status == 409)
            #expect(refused.code == "config_file_broken")
            #expect(try await bench.client.sync().status == 200)
            #expect(bench.configText == broken)
            try bench.write(good)
            _ = try await eventually("ok") { try await bench.client.state() == "ok" ? true : nil }
            // The time of the sync that the broken file could not take is in the good one.
            #expect(try await bench.client.crm()["last_sync"] == bench.configuredLastSync())
        }
    }

    @Test func aPatchIsValidatedAsAWhole() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            _ = try await bench.client.sync()
            let before = bench.configText
            let refused = try await bench.client.post(
                "", ["enabled": "no", "modules": ["Zoho CRM": ["interval": "soon"]]])
            #expect(refused.status == 422)
            #expect(refused.code == "config_invalid")
            #expect(refused.text.contains("interval") && refused.text.contains("enabled"))
            #expect(bench.configText == before)

            let accepted = try await bench.client.post(
                "", ["modules": ["Zoho CRM": ["interval": "45m"]]])
            #expect(accepted.status == 200)
            #expect(accepted.json["client_secret"] == "********")
            #expect(accepted.json["modules"]?["Zoho CRM"]?["interval"] == "45m")
            #expect(bench.configText == before.replacing("\"1h\"", with: "\"45m\""))
            #expect(try await bench.client.crm()["interval"] == "45m")
        }
    }

    @Test func secretsAreMasked_AndRevealedOnRequestOnly() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon()
            let masked = try await bench.client.get("")
            #expect(masked.status == 200)
            #expect(masked.json["client_secret"] == "********")
            #expect(masked.json["refresh_token"] == "********")
            #expect(!masked.text.contains(ConfigDraft.clientSecret))
            let revealed = try await bench.client.get("?reveal=true")
            #expect(revealed.json["client_secret"] == .string(ConfigDraft.clientSecret))
            try await daemon.line(" secrets_revealed ")
            // What is masked keeps its value when it is sent back.
            let kept = try await bench.client.post("", ["client_secret": "********"])
            #expect(kept.status == 200)
            #expect(bench.configText.contains(ConfigDraft.clientSecret))
        }
    }
}
