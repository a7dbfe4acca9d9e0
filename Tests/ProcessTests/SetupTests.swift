import Foundation
import Glibc
import SyncCore
import TestSupport
import Testing
import ZohoSimulator

/// `zohosync setup`, from a grant code to a sync.
struct SetupTests {
    private static let id = ZohoSimulator.exampleClientID
    private static let secret = ZohoSimulator.exampleClientSecret

    @Test func intoAnEmptyFolder_ThenItSyncs() async throws {
        try await withWorkbench(config: nil) { bench in
            let code = bench.simulator.issueGrantCode()
            let setup = try bench.setup([Self.id, Self.secret, code])
            #expect(setup.status == 0, "\(setup.complaints)")
            #expect(setup.output.contains("ok      access token"))
            #expect(setup.output.contains("ok      Zoho CRM"))
            #expect(setup.complaints.contains("zohosyncd --config \(bench.config)"))
            for text in [Self.secret, code, "refresh_token"] {
                #expect(!(setup.output + setup.complaints).contains(text))
            }
            var status = stat()
            #expect(stat(bench.config, &status) == 0 && status.st_mode & 0o777 == 0o600)
            #expect(setup.output.contains("ok      Zoho Inventory"))
            // At its usual pace, Books takes longer than a test should.
            var json = try #require(try JSONDocument(bench.configText).value.object)
            json["modules"] = ["Zoho CRM": ["enabled": true, "interval": "1h"]]
            try bench.write(JSONValue.object(json).text)
            try await bench.syncOnce()
            #expect(FileManager.default.fileExists(atPath: bench.folder + "/zoho.sqlite"))
            #expect(try bench.refreshToken() != ConfigDraft.refreshToken)
        }
    }

    @Test func aRevokedToken_IsReplacedWithoutARestart() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon()
            #expect(try await bench.client.sync().status == 200)
            bench.simulator.revokeRefreshToken()
            #expect(try await bench.client.sync().status == 502)
            #expect(try await bench.client.state() == "reauthorization_required")
            let status = try Conversation(["--socket", bench.socket, "status"], answers: [])
            #expect(status.status == 1)
            #expect(status.output.contains("zohosync setup --reauthorize"))

            let setup = try bench.setup(
                ["--reauthorize"], [bench.simulator.issueGrantCode()])
            #expect(setup.status == 0, "\(setup.complaints)")
            // What failed meanwhile is made good for by itself.
            _ = try await eventually("the next sync") {
                try await bench.client.state() == "ok" ? true : nil
            }
            let well = try Conversation(["--socket", bench.socket, "status"], answers: [])
            #expect(well.status == 0)
            #expect(!daemon.hasEnded)
            // The daemon wrote it: it was its administrator's change.
            #expect(daemon.lines(with: " config_changed ").count == 1)
            try bench.expectTruth()
        }
    }

    /// At a terminal a secret is typed unseen, and the terminal shows again afterwards.
    @Test func atATerminal_SecretsAreNotShown() async throws {
        try await withWorkbench(config: nil) { bench in
            let terminal = try PseudoTerminal()
            let process = Process()
            process.executableURL = URL(filePath: builtPrograms + "/zohosync")
            process.arguments = [
                "--socket", bench.socket, "setup", "--config", bench.config,
                "--accounts-server", bench.simulator.baseURL,
            ]
            process.standardInput = FileHandle(fileDescriptor: terminal.inner)
            let errors = bench.folder + "/stderr"
            _ = FileManager.default.createFile(atPath: errors, contents: nil)
            process.standardError = try FileHandle(forWritingTo: URL(filePath: errors))
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            let answers = [
                ("Client ID: ", Self.id), ("Client secret: ", Self.secret),
                ("Grant code: ", bench.simulator.issueGrantCode()),
            ]
            for (question, answer) in answers {
                _ = try await eventually(question) {
                    let said = try String(contentsOfFile: errors, encoding: .utf8)
                    // The echo goes before the question comes, or goes right after.
                    let isReady = question == "Client ID: " || !terminal.isEchoing
                    return said.hasSuffix(question) && isReady ? true : nil
                }
                terminal.type(answer + "\n")
            }
            _ = try await eventually("the end") { process.isRunning ? nil : true }
            #expect(process.terminationStatus == 0)
            let shown = terminal.shown
            #expect(shown.contains(Self.id) && !shown.contains(Self.secret))
            #expect(answers.allSatisfy { $0.0 == "Client ID: " || !shown.contains($0.1) })
            #expect(terminal.isEchoing)
        }
    }

    /// As the hint for a wrong client secret has it: nobody who looks on reads it either.
    @Test func aValueThatIsRead_IsNotShownAtATerminal() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            let terminal = try PseudoTerminal()
            let process = Process()
            process.executableURL = URL(filePath: builtPrograms + "/zohosync")
            process.arguments = ["--socket", bench.socket, "config", "set", "refresh_token", "-"]
            process.standardInput = FileHandle(fileDescriptor: terminal.inner)
            process.standardError = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            defer { process.terminate() }
            _ = try await eventually("the hidden prompt") { terminal.isEchoing ? nil : true }
            terminal.type("1000.typed.unseen\n")
            _ = try await eventually("the end") { process.isRunning ? nil : true }
            #expect(process.terminationStatus == 0)
            #expect(!terminal.shown.contains("1000.typed") && terminal.isEchoing)
            #expect(try bench.refreshToken() == "1000.typed.unseen")
        }
    }

    /// Whatever ends it while a secret is typed, the shell shows again what is typed.
    @Test(arguments: ["Ctrl-C", "SIGTERM", "SIGHUP"])
    func aSignal_LeavesTheTerminalAsItWas(_ what: String) async throws {
        try await withWorkbench(config: nil) { bench in
            let terminal = try PseudoTerminal()
            let process = Process()
            // In a session whose terminal it is, or Ctrl-C would be nobody's signal.
            process.executableURL = URL(filePath: "/bin/sh")
            let pid = bench.folder + "/pid"
            process.arguments = [
                "-c",
                "exec setsid --ctty sh -c 'echo $$ > \(pid); exec \"$0\" \"$@\"' \"$0\" \"$@\"",
                builtPrograms + "/zohosync", "--socket", bench.socket, "setup", "--config",
                bench.config, "--accounts-server", bench.simulator.baseURL,
            ]
            process.standardInput = FileHandle(fileDescriptor: terminal.inner)
            process.standardError = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            terminal.type(Self.id + "\n")
            let number = try await eventually("the hidden prompt") {
                terminal.isEchoing
                    ? nil
                    : pid_t(
                        try String(contentsOfFile: pid, encoding: .utf8)
                            .trimmingCharacters(in: .whitespacesAndNewlines))
            }
            switch what {
            case "Ctrl-C": terminal.type("\u{3}")
            case "SIGTERM": kill(number, SIGTERM)
            default: kill(number, SIGHUP)
            }
            _ = try await eventually("the end") { kill(number, 0) == 0 ? nil : true }
            #expect(terminal.isEchoing)
            #expect(!FileManager.default.fileExists(atPath: bench.config))
        }
    }

    /// A token that a variable of the daemon's wins over would be written and not used.
    @Test func aVariableThatWins_IsToldBeforeTheCode() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon(
                environment: ["ZOHO_REFRESH_TOKEN": ConfigDraft.refreshToken])
            try await daemon.line(" sync_finished ")
            _ = try await bench.client.sync()
            let before = bench.configText
            let setup = try bench.setup(["--reauthorize"], [bench.simulator.issueGrantCode()])
            #expect(setup.status == 78)
            #expect(setup.complaints.contains("ZOHO_REFRESH_TOKEN wins over refresh_token"))
            #expect(bench.configText == before)
            #expect(
                try await bench.client.get("status").json["overridden"] == ["refresh_token"])
            let posted = try await bench.client.post("", ["refresh_token": "1000.prepared"])
            #expect(posted.status == 200)
            let told = try await daemon.line("ZOHO_REFRESH_TOKEN wins over it")
            #expect(told.contains(" warning ") && told.contains("restart it"))
        }
    }

    @Test(arguments: [
        (["1000.UNKNOWN", secret, "code"], Int32(1), "invalid_client"),
        ([id, "wrong", "code"], 1, "invalid_client_secret"),
        ([id, secret, "1000.stale"], 1, "invalid_code"), ([id, secret], 64, "Grant code"),
        (["with space", secret, "code"], 64, "Client ID"),
    ])
    func whatDoesNotWork_WritesNothing(
        answers: [String], exit: Int32, said: String
    ) async throws {
        try await withWorkbench(config: nil) { bench in
            let setup = try bench.setup(answers)
            #expect(setup.status == exit)
            #expect(setup.complaints.contains(said))
            #expect(!FileManager.default.fileExists(atPath: bench.config))
        }
    }

    /// The daemon ends while the code is asked for: nobody can write what it brings.
    @Test func aDaemonThatIsGoneInMidCourse_CannotBeReached() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon()
            try await daemon.line(" sync_finished ")
            let process = Process()
            process.executableURL = URL(filePath: builtPrograms + "/zohosync")
            process.arguments = [
                "--socket", bench.socket, "setup", "--config", bench.config, "--reauthorize",
            ]
            let (input, errors) = (Pipe(), bench.folder + "/stderr")
            process.standardInput = input
            _ = FileManager.default.createFile(atPath: errors, contents: nil)
            process.standardError = try FileHandle(forWritingTo: URL(filePath: errors))
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            // It has spoken with the daemon by then.
            _ = try await eventually("the scopes") {
                try String(contentsOfFile: errors, encoding: .utf8)
                    .contains("The code is good once") ? true : nil
            }
            daemon.signal(SIGKILL)
            #expect(try await daemon.end() == .killed(by: SIGKILL))
            let code = bench.simulator.issueGrantCode() + "\n"
            try input.fileHandleForWriting.write(contentsOf: Data(code.utf8))
            try input.fileHandleForWriting.close()
            _ = try await eventually("the end") { process.isRunning ? nil : true }
            #expect(process.terminationStatus == 69)
            let said = try String(contentsOfFile: errors, encoding: .utf8)
            #expect(said.contains("nobody listens") && said.contains("was not kept"))
        }
    }

    @Test func aBrokenConfiguration_IsRefusedBeforeTheCode() async throws {
        try await withWorkbench { bench in
            for text in ["{ \"enabled\": ", "{ \"modules\": { \"Zoho CRM\": 7 } }"] {
                try bench.write(text)
                let setup = try bench.setup([])
                #expect(setup.status == 78)
                #expect(bench.configText == text)
            }
        }
    }

    /// The daemon has no key to seal the new one with; where it has one, the sealed ones tell.
    @Test(arguments: [false, true])
    func aFileThatEverybodyMayRead_IsRefusedBeforeTheCode(isSealed: Bool) async throws {
        try await withWorkbench { bench in
            let key = ["ZOHOSYNCD_KEY": Data(repeating: 7, count: 32).base64EncodedString()]
            let daemon = try await bench.daemon(environment: isSealed ? key : [:])
            try await daemon.line(" sync_finished ")
            if isSealed {
                let posted = try await bench.client.post(
                    "", ["refresh_token": .string(ConfigDraft.refreshToken)])
                #expect(posted.status == 200)
            }
            chmod(bench.config, 0o644)
            let spent = bench.simulator.statistics.tokenRequests
            let setup = try bench.setup(["--reauthorize"], [bench.simulator.issueGrantCode()])
            if isSealed {
                #expect(setup.status == 0, "\(setup.complaints)")
            } else {
                #expect(setup.status == 78 && setup.complaints.contains("chmod 0600"))
                #expect(bench.simulator.statistics.tokenRequests == spent)
            }
        }
    }

    @Test func aFolderThatIsNotThere_IsNamed() async throws {
        try await withWorkbench(config: nil) { bench in
            let setup = try Conversation(
                ["setup", "--config", bench.folder + "/no/config.json"], answers: [])
            #expect(setup.status == 74)
            #expect(setup.complaints.contains("there is no folder"))
        }
    }

    @Test(arguments: [
        ["--client-secret", "x"], ["--accounts-server", "http://zoho.example"],
        ["--data-center", "moon"], ["--organization-id", "10 23"],
    ])
    func onTheCommandLine_IsRefused(option: [String]) async throws {
        let setup = try Conversation(["setup"] + option, answers: [])
        #expect(setup.status == 64)
    }

    @Test func whatTheCodeLacks_IsToldWithWhatItCosts() async throws {
        try await withWorkbench(config: nil) { bench in
            let code = bench.simulator.issueGrantCode(scopes: [
                "ZohoCRM.modules.READ", "ZohoCRM.settings.READ", "ZohoBooks.contacts.READ",
                "ZohoInventory.settings.READ",
            ])
            let setup = try bench.setup([Self.id, Self.secret, code])
            #expect(setup.status == 0, "\(setup.complaints)")
            let told = setup.complaints.components(separatedBy: "without these scopes").last ?? ""
            #expect(told.contains("ZohoCRM.users.READ: crm_users"))
            #expect(told.contains("ZohoBooks.invoices.READ: books_invoices"))
            #expect(!told.contains("ZohoBooks.contacts.READ"))
        }
    }
}

extension Workbench {
    /// Sets up against the simulator; the data centre is not asked for.
    fileprivate func setup(_ options: [String] = [], _ answers: [String]) throws -> Conversation {
        let server =
            configText.contains("accounts_server")
            ? [] : ["--accounts-server", simulator.baseURL]
        return try Conversation(
            ["--socket", socket, "setup", "--config", config] + server + options,
            answers: answers)
    }

    fileprivate func setup(_ answers: [String]) throws -> Conversation { try setup([], answers) }

    /// The refresh token as it lies on disk.
    func refreshToken() throws -> String? {
        try JSONDocument(configText).value["refresh_token"]?.string
    }
}
