import Foundation
import SyncCore
import Testing

/// The client `zohosync` against a running daemon.
struct ClientTests {
    @Test func theClientSyncsAndTells() async throws {
        try await withWorkbench(config: ConfigDraft { $0.enabled = "false" }) { bench in
            _ = try await bench.daemon()
            let synced = try await bench.zohosync("sync", "crm")
            #expect(synced.end == .exited(0), "\(synced.program.lines)")
            try bench.expectTruth()
            for command in [["status"], ["modules"], ["runs"], ["config", "show"], ["test"]] {
                let (end, program) = try await bench.zohosync(command)
                #expect(end == .exited(0), "\(command) \(program.lines)")
                #expect(!program.output.isEmpty, "\(command)")
            }
            let (_, program) = try await bench.zohosync("--json", "modules")
            let json = try JSONDocument(program.output).value
            #expect(program.output.contains("Zoho CRM") && !json.isNull)
        }
    }

    @Test func theClientEditsTheConfiguration() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            _ = try await bench.client.sync()
            #expect(try await bench.zohosync("disable", "crm").end == .exited(0))
            #expect(try await bench.client.sync().code == "module_disabled")
            #expect(try await bench.zohosync("sync", "crm").end != .exited(0))
            #expect(try await bench.zohosync("enable", "crm").end == .exited(0))
            #expect(try await bench.client.sync().status == 200)
        }
    }

    @Test func aWrongValue_IsToldWithItsKey() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            let (end, program) = try await bench.zohosync(
                "config", "set", "modules.crm.interval", "soon")
            #expect(end == .exited(1))
            #expect(
                program.lines.contains { $0.hasPrefix(#"  modules."Zoho CRM".interval: "#) },
                "\(program.lines)")
        }
    }

    @Test func anUnknownKey_IsSetWithAWarning() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon()
            let (end, program) = try await bench.zohosync(
                "config", "set", "modules.crm.intervall", "5m")
            #expect(end == .exited(0))
            let advice =
                #"modules."Zoho CRM".intervall: unknown key, kept and not used "#
                + "(write interval, if that is meant)"
            #expect(program.lines.contains("warning: \(advice)"), "\(program.lines)")
            #expect(bench.configText.contains("intervall"))
            try await daemon.line(advice)
            #expect(daemon.lines(with: advice).allSatisfy { $0.contains(" warning ") })
        }
    }

    @Test func aSecretOnTheCommandLine_IsTakenWithAWarning() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            func warnings(_ value: String) async throws -> (count: Int, output: String) {
                let (end, program) = try await bench.zohosync(
                    "config", "set", "client_secret", value)
                #expect(end == .exited(0))
                let warnings = program.lines.filter { $0.contains("on the command line") }
                #expect(warnings.allSatisfy { $0.hasPrefix("warning: ") && $0.contains("give -") })
                #expect(!program.lines.joined().contains(ConfigDraft.clientSecret))
                return (warnings.count, program.output)
            }
            #expect(try await warnings(ConfigDraft.clientSecret).count == 1)
            let mask = try await warnings("********")
            #expect(mask.count == 0 && mask.output.contains("client_secret is as it was"))
            let secret = bench.folder + "/secret"
            try Data(ConfigDraft.clientSecret.utf8).write(to: URL(filePath: secret))
            #expect(try await warnings(#"{"file":"\#(secret)"}"#).count == 0)
            #expect(bench.configText.contains(secret))
        }
    }

    @Test func aFailedSync_Is1() async throws {
        let draft = ConfigDraft { $0.refreshToken = "1000.wrong.refresh" }
        try await withWorkbench(config: draft) { bench in
            _ = try await bench.daemon()
            let (end, program) = try await bench.zohosync("sync")
            #expect(end == .exited(1))
            #expect(program.output.contains("reauthorization_required"))
            #expect(try await bench.zohosync("test").end == .exited(1))
        }
    }

    @Test func withoutADaemon_Is69() async throws {
        try await withWorkbench { bench in
            let (end, program) = try await bench.zohosync("status")
            #expect(end == .exited(69))
            #expect(!program.lines.isEmpty)
        }
    }

    @Test func aSecretFromAnEmptyInput_IsNotSet() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            let (end, _) = try await bench.zohosync("config", "set", "refresh_token", "-")
            #expect(end == .exited(64))
        }
    }

    @Test func wrongUsage_Is64() async throws {
        try await withWorkbench { bench in
            let (end, _) = try await bench.zohosync("sink")
            #expect(end == .exited(64))
        }
    }
}

extension Workbench {
    func zohosync(
        _ arguments: String...
    ) async throws -> (end: Program.End, program: Program) {
        try await zohosync(arguments)
    }

    func zohosync(
        _ arguments: [String]
    ) async throws -> (end: Program.End, program: Program) {
        let program = try start(
            "zohosync", arguments, environment: ["ZOHOSYNCD_SOCKET": socket])
        return (try await program.end(), program)
    }
}
