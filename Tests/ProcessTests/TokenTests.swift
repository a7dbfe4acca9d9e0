import Foundation
import Glibc
import SyncCore
import Testing
import ZohoSimulator

/// The access token over the daemon's lives, and credentials that Zoho refuses.
struct TokenTests {
    @Test func tenRestartsCostOneToken() async throws {
        try await withWorkbench { bench in
            for _ in 0..<10 { try await bench.syncOnce() }
            #expect(bench.simulator.statistics.tokenRequests == 1)
            var status = stat()
            #expect(stat(bench.tokenCache, &status) == 0 && status.st_mode & 0o777 == 0o600)
        }
    }

    @Test func theCacheLivesInTheStateFolder() async throws {
        try await withWorkbench { bench in
            let state = bench.folder + "/state"
            try FileManager.default.createDirectory(
                atPath: state, withIntermediateDirectories: false)
            try await bench.syncOnce(environment: ["STATE_DIRECTORY": state])
            #expect(FileManager.default.fileExists(atPath: state + "/token.json"))
            #expect(!FileManager.default.fileExists(atPath: bench.tokenCache))
        }
    }

    @Test func aTokenThatEndsDuringARun_IsReplaced() async throws {
        // One call at a time: none may be on its way with the old token.
        let draft = ConfigDraft { $0.crm.extra = #", "concurrency": 1"# }
        try await withWorkbench(config: draft) { bench in
            bench.simulator.inject(.init(.expireToken, module: "Contacts"))
            try await bench.syncOnce()
            #expect(bench.simulator.statistics.tokenRequests == 2)
            try bench.expectTruth()
        }
    }

    @Test func refusedCredentials_DegradeAndCostOneCall() async throws {
        let draft = ConfigDraft { $0.refreshToken = "1000.wrong.refresh" }
        try await withWorkbench(config: draft) { bench in
            let daemon = try await bench.daemon()
            try await daemon.line(" reauthorization_required ")
            _ = try await eventually("the state") {
                try await bench.client.state() == "reauthorization_required" ? true : nil
            }
            let spent = bench.simulator.statistics.tokenRequests
            #expect(spent == 1)
            for _ in 0..<5 {
                let answer = try await bench.client.sync()
                #expect(answer.status == 502)
                #expect(answer.code == "reauthorization_required")
                #expect(answer.json["run"]?["state"] == "failed")
            }
            #expect(bench.simulator.statistics.tokenRequests == spent)
            #expect(bench.simulator.statistics.calls == 0)

            let healed = try await bench.client.post(
                "", ["refresh_token": .string(ConfigDraft.refreshToken)])
            #expect(healed.status == 200)
            #expect(healed.json["refresh_token"] == "********")
            #expect(try await bench.client.sync().status == 200)
            #expect(try await bench.client.state() == "ok")
            try bench.expectTruth()
        }
    }

    @Test func refusedCredentials_FailOnce() async throws {
        let draft = ConfigDraft { $0.clientSecret = "not-the-secret" }
        try await withWorkbench(config: draft) { bench in
            let (end, program) = try await bench.once()
            #expect(end == .exited(1))
            #expect(!program.lines.contains { $0.contains("not-the-secret") })
            #expect(bench.simulator.statistics.tokenRequests == 1)
        }
    }

    @Test func aRevokedToken_IsNoticedAndTold() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon()
            #expect(try await bench.client.sync().status == 200)
            bench.simulator.revokeRefreshToken()
            let answer = try await bench.client.sync()
            #expect(answer.status == 502)
            #expect(answer.code == "reauthorization_required")
            try await daemon.line(" reauthorization_required ")
            #expect(try await bench.client.state() == "reauthorization_required")
            try bench.expectTruth()
        }
    }

    @Test func theEnvironmentWinsOverTheFile() async throws {
        let draft = ConfigDraft {
            $0.clientSecret = "wrong"
            $0.refreshToken = "1000.wrong.refresh"
        }
        try await withWorkbench(config: draft) { bench in
            let environment = [
                "ZOHO_CLIENT_SECRET": ConfigDraft.clientSecret,
                "ZOHO_REFRESH_TOKEN": ConfigDraft.refreshToken,
            ]
            try await bench.syncOnce(environment: environment)
            #expect(!bench.configText.contains(ConfigDraft.clientSecret))
        }
    }
}
