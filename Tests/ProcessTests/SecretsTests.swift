import Foundation
import Glibc
import Sealing
import SyncCore
import Testing
import ZohoSimulator

/// Sealed secrets in the daemon's life, and the commands that seal them.
struct SecretsTests {
    private static let key = SealingKey.generate()
    private static let other = SealingKey.generate()
    private static let keyed = ["ZOHOSYNCD_KEY": key.text.reveal()]
    private static let rotating = [
        "ZOHOSYNCD_KEY": other.text.reveal(), "ZOHOSYNCD_OLD_KEY": key.text.reveal(),
    ]

    private func secrets(
        _ bench: Workbench, _ command: String, _ environment: [String: String] = keyed,
        arguments: [String] = []
    ) async throws -> (end: Program.End, program: Program) {
        let program = try bench.start(
            "zohosync", ["secrets", command, "--config", bench.config] + arguments,
            environment: environment)
        return (try await program.end(), program)
    }

    private func hasPlainSecret(_ text: String) -> Bool {
        text.contains(ConfigDraft.clientSecret) || text.contains(ConfigDraft.refreshToken)
    }

    // MARK: Commands

    @Test func generateKey_PrintsAKeyAndNothingElse() async throws {
        try await withWorkbench { bench in
            var keys: Set<String> = []
            for _ in 0..<2 {
                let program = try bench.start("zohosync", ["secrets", "generate-key"])
                #expect(try await program.end() == .exited(0))
                #expect(program.lines == [])
                #expect(program.output.hasSuffix("\n") && program.output.utf8.count == 45)
                keys.insert(try SealingKey(text: Secret(program.output)).id)
            }
            #expect(keys.count == 2)
        }
    }

    /// A full disk must not leave an empty key behind that looks like one.
    @Test func whatCannotBeWritten_IsNoSuccess() async throws {
        try await withWorkbench { bench in
            let command = #""$0" secrets generate-key >/dev/full"#
            let program = try bench.start("/bin/sh", ["-c", command, builtPrograms + "/zohosync"])
            #expect(try await program.end() == .exited(74))
            #expect(program.lines.contains { $0.contains("cannot write the output") })
        }
    }

    @Test func seal_ReplacesThePlainOnesInPlace() async throws {
        try await withWorkbench { bench in
            let before = bench.configText
            let (end, program) = try await secrets(bench, "seal")
            #expect(end == .exited(0))
            #expect(program.output == "client_secret: sealed now\nrefresh_token: sealed now\n")
            #expect(!hasPlainSecret(bench.configText))
            #expect(
                bench.configText.replacing(/\{ "sealed": "zs1:[\w-]+" \}/, with: "S")
                    == before.replacing("\"\(ConfigDraft.clientSecret)\"", with: "S")
                    .replacing("\"\(ConfigDraft.refreshToken)\"", with: "S"))
            var status = stat()
            #expect(stat(bench.config, &status) == 0 && status.st_mode & 0o777 == 0o600)
            let sealed = bench.configText
            let again = try await secrets(bench, "seal", arguments: ["--json"])
            #expect(again.end == .exited(0))
            #expect(
                try JSONDocument(again.program.output).value["kept"]
                    == ["client_secret", "refresh_token"])
            #expect(bench.configText == sealed)
        }
    }

    @Test func rotate_TakesTheOldKeysPlace() async throws {
        try await withWorkbench { bench in
            _ = try await secrets(bench, "seal")
            let (end, program) = try await secrets(bench, "rotate", Self.rotating)
            #expect(end == .exited(0))
            #expect(program.lines.contains { $0.contains("started with both") })
            #expect(program.output == "client_secret: sealed now\nrefresh_token: sealed now\n")
            let environment = ["ZOHOSYNCD_KEY": Self.other.text.reveal()]
            try await bench.syncOnce(environment: environment)
            #expect(try await bench.once(environment: Self.keyed).end == .exited(78))
        }
    }

    @Test func whatCannotBeDone_SaysWhy_AndLeavesTheFile() async throws {
        try await withWorkbench { bench in
            let before = bench.configText
            for command in ["seal", "rotate"] {
                let noKey = try await secrets(bench, command, [:])
                #expect(noKey.end == .exited(78))
                #expect(noKey.program.lines.contains { $0.contains("generate-key") })
                let badKey = try await secrets(bench, command, ["ZOHOSYNCD_KEY": "AAAA"])
                #expect(badKey.end == .exited(78))
                #expect(badKey.program.lines.contains { $0.contains("found 3 bytes") })
            }
            #expect(bench.configText == before)
            _ = try await secrets(bench, "seal")
            let sealed = bench.configText
            let environment = ["ZOHOSYNCD_KEY": Self.other.text.reveal()]
            for command in ["seal", "rotate"] {
                let wrong = try await secrets(bench, command, environment)
                #expect(wrong.end == .exited(78))
                #expect(wrong.program.lines.contains { $0.contains("sealed with another key") })
            }
            #expect(bench.configText == sealed)
            unlink(bench.config)
            #expect(try await secrets(bench, "seal").end == .exited(74))
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func aFolderThatMayNotBeWritten_Is77() async throws {
        try await withWorkbench { bench in
            chmod(bench.folder, 0o500)
            defer { chmod(bench.folder, 0o700) }
            // Its standard output goes elsewhere, as the folder takes no new file.
            let program = try Program(
                "zohosync", ["secrets", "seal", "--config", bench.config],
                environment: Self.keyed, folder: bench.folder + "/data")
            #expect(try await program.end() == .exited(77))
        }
    }

    @Test(arguments: [["seal"], ["rotate"], ["generate-key"]])
    func aKeyAmongTheArguments_IsRefusedAndNotRepeated(_ command: [String]) async throws {
        try await withWorkbench { bench in
            let before = bench.configText
            let text = Self.key.text.reveal()
            for arguments in [[text], ["--key", text], ["--key=\(text)"], ["--config=\(text)"]] {
                let program = try bench.start("zohosync", ["secrets"] + command + arguments)
                #expect(try await program.end() == .exited(64))
                #expect(program.lines.contains { $0.contains("command line") })
                #expect(!(program.lines + [program.output]).contains { $0.contains(text) })
            }
            #expect(bench.configText == before)
        }
    }

    // MARK: The daemon

    @Test func theDaemon_SyncsWithSealedSecrets_AndSealsItsTokenCache() async throws {
        try await withWorkbench { bench in
            _ = try await secrets(bench, "seal")
            try await bench.syncOnce(environment: Self.keyed)
            try bench.expectTruth()
            let cache = try String(contentsOfFile: bench.tokenCache, encoding: .utf8)
            #expect(cache.hasPrefix("zs1:"))
            try await bench.syncOnce(environment: Self.keyed)
            #expect(bench.simulator.statistics.tokenRequests == 1)
            #expect(!hasPlainSecret(bench.configText))
        }
    }

    @Test func theDaemon_WithoutTheRightKey_Is78_AndOverwritesNothing() async throws {
        try await withWorkbench { bench in
            _ = try await secrets(bench, "seal")
            let sealed = bench.configText
            let wrong = ["ZOHOSYNCD_KEY": Self.other.text.reveal()]
            for (environment, message) in [
                ([:], "there is no key"), (wrong, "sealed with another key"),
            ] {
                let daemon = try bench.startDaemon(environment: environment)
                #expect(try await daemon.end() == .exited(78))
                #expect(daemon.lines(with: message).count == 2)
                let check = try bench.start(
                    "zohosyncd", ["check-config", "--config", bench.config],
                    environment: environment)
                #expect(try await check.end() == .exited(78))
                #expect(check.output.contains("client_secret: sealed with"))
                #expect(check.output.contains("refresh_token: sealed with"))
            }
            #expect(bench.configText == sealed)
        }
    }

    @Test func theKey_MayBeACredential() async throws {
        try await withWorkbench { bench in
            _ = try await secrets(bench, "seal")
            let folder = bench.folder + "/credentials"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: false)
            try (Self.key.text.reveal() + "\n").write(
                toFile: folder + "/zohosyncd.key", atomically: true, encoding: .utf8)
            try await bench.syncOnce(environment: ["CREDENTIALS_DIRECTORY": folder])
            try bench.expectTruth()
        }
    }

    @Test func sealedUnderARunningDaemon_ThatHasTheKey_IsNoInterruption() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon(environment: Self.keyed)
            #expect(daemon.lines(with: "plain text").count == 1)
            #expect(try await bench.client.sync().status == 200)
            _ = try await secrets(bench, "seal")
            daemon.signal(SIGHUP)
            try await daemon.line(" reloaded ")
            #expect(try await bench.client.sync().status == 200)
            #expect(try await bench.client.state() == "ok")
            // last_sync has gone into the sealed file.
            #expect(!hasPlainSecret(bench.configText))
            #expect(try bench.configuredLastSync() != .null)
            #expect(bench.simulator.statistics.tokenRequests == 1)
        }
    }

    @Test func sealedUnderADaemonWithoutTheKey_KeepsItsSettings() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon()
            try await daemon.line(" sync_finished ")
            _ = try await secrets(bench, "seal")
            try await daemon.line("there is no key")
            #expect(try await bench.client.state() == "config_invalid")
            #expect(try await bench.client.sync().status == 200)
            let sealed = bench.configText
            #expect(!hasPlainSecret(sealed))
            let refused = try await bench.client.post("", ["refresh_token": "1000.another"])
            #expect(refused.status == 422)
            #expect(bench.configText == sealed)
        }
    }

    @Test func aSecretThatIsPosted_IsSealed_AndShownInClearToAnAdmin() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon(environment: Self.keyed)
            let posted = try await bench.client.post(
                "", ["refresh_token": .string(ConfigDraft.refreshToken)])
            #expect(posted.status == 200)
            #expect(!bench.configText.contains(ConfigDraft.refreshToken))
            #expect(bench.configText.contains("\"sealed\": \"zs1:"))
            let revealed = try await bench.client.get("?reveal=true")
            #expect(revealed.json["refresh_token"] == .string(ConfigDraft.refreshToken))
            #expect(try await bench.client.get("").json["refresh_token"] == "********")
        }
    }

    @Test func plainSecrets_AreToldOfOncePerStart() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon()
            #expect(try await bench.client.sync().status == 200)
            try bench.write(bench.configText.replacing("\"1h\"", with: "\"2h\""))
            try await daemon.line(" reloaded ")
            daemon.signal(SIGHUP)
            try await daemon.line(" reloaded ", count: 2)
            let told = daemon.lines(with: "plain text")
            #expect(told.count == 1)
            #expect(told.first?.contains("zohosync secrets generate-key") == true)
            #expect(told.first?.contains(" warning ") == true)
        }
    }

    // MARK: The token cache

    @Test func aPlainCache_IsUsedOnce_AndThenSealed() async throws {
        try await withWorkbench { bench in
            try await bench.syncOnce()
            #expect(try cache(of: bench).hasPrefix("{"))
            try await bench.syncOnce(environment: Self.keyed)
            #expect(bench.simulator.statistics.tokenRequests == 1)
            #expect(try cache(of: bench).hasPrefix("zs1:"))
        }
    }

    @Test func aSealedCache_ThatCannotBeOpened_CostsOneToken() async throws {
        try await withWorkbench { bench in
            try await bench.syncOnce(environment: Self.keyed)
            for (environment, message) in [
                (["ZOHOSYNCD_KEY": Self.other.text.reveal()], "sealed with another key"),
                ([:], "there is no key"),
            ] {
                let before = bench.simulator.statistics.tokenRequests
                let (end, program) = try await bench.once(environment: environment)
                #expect(end == .exited(0))
                #expect(program.lines(with: "kept access token").count == 1)
                #expect(program.lines(with: message).count == 1)
                #expect(bench.simulator.statistics.tokenRequests == before + 1)
                // The configured refresh token has proved to be good: nothing is left behind.
                #expect(!FileManager.default.fileExists(atPath: bench.tokenCache + ".unreadable"))
            }
            try "zs1:AAAA\n".write(toFile: bench.tokenCache, atomically: true, encoding: .utf8)
            try await bench.syncOnce(environment: Self.keyed)
            #expect(try cache(of: bench).count > 100)
        }
    }

    @Test func aCacheUnderTheOldKey_IsSealedAnewAtTheStart() async throws {
        try await withWorkbench { bench in
            try await bench.syncOnce(environment: Self.keyed)
            try await bench.syncOnce(environment: Self.rotating)
            try await bench.syncOnce(environment: ["ZOHOSYNCD_KEY": Self.other.text.reveal()])
            #expect(bench.simulator.statistics.tokenRequests == 1)
        }
    }

    /// The only good refresh token is in the cache, and a start with another key does not lose it.
    @Test func aSealedCache_WithTheOnlyGoodRefreshToken_OutlivesAWrongKey() async throws {
        // The daemon with the wrong key has no other than the one that has ended.
        try await withWorkbench(
            allowsViolations: true, simulator: { $0.switches.rotatesRefreshTokens = true }
        ) { bench in
            func once(_ key: SealingKey) async throws -> (end: Program.End, program: Program) {
                try await bench.once(environment: [
                    "ZOHO_REFRESH_TOKEN": ConfigDraft.refreshToken,
                    "ZOHOSYNCD_KEY": key.text.reveal(),
                ])
            }
            #expect(try await once(Self.key).end == .exited(0))
            let good = try cache(of: bench)
            bench.simulator.expireAccessTokens()

            let wrong = try await once(Self.other)
            #expect(wrong.end == .exited(1))
            let aside = bench.tokenCache + ".unreadable"
            #expect(try String(contentsOfFile: aside, encoding: .utf8) == good)
            #expect(wrong.program.lines(with: aside).count == 1)
            var status = stat()
            #expect(stat(aside, &status) == 0 && status.st_mode & 0o777 == 0o600)

            #expect(try await once(Self.key).end == .exited(0))
            try bench.expectTruth()
        }
    }

    private func cache(of bench: Workbench) throws -> String {
        try String(contentsOfFile: bench.tokenCache, encoding: .utf8)
    }
}
