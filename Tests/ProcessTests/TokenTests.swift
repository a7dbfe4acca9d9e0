import Foundation
import Glibc
import SyncCore
import TestSupport
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

    // MARK: Refresh tokens that Zoho replaces

    @Test func aReplacedRefreshToken_GoesIntoTheFile() async throws {
        try await withWorkbench(simulator: { $0.switches.rotatesRefreshTokens = true }) { bench in
            let before = bench.configText
            let daemon = try await bench.daemon()
            #expect(try await bench.client.sync().status == 200)
            try await daemon.line(" refresh_token_replaced ")
            let first = try #require(try bench.refreshToken())
            #expect(first != ConfigDraft.refreshToken)
            // Nothing else has changed but what a sync writes.
            let (old, new) = (
                before.split(separator: "\n"), bench.configText.split(separator: "\n")
            )
            #expect(zip(old, new).count { $0 != $1 } <= 2 && old.count == new.count)

            // A second one, and then a daemon that has never seen the first.
            bench.simulator.expireAccessTokens()
            #expect(try await bench.client.sync().status == 200)
            try await daemon.line(" refresh_token_replaced ", count: 2)
            #expect(try await daemon.stop() == .exited(0))
            #expect(!daemon.lines.contains { $0.contains("1000.") })
            try? FileManager.default.removeItem(atPath: bench.tokenCache)
            try await bench.syncOnce()
            #expect(try bench.refreshToken() != first)
        }
    }

    @Test func aReplacedRefreshToken_GoesIntoTheFileItCameFrom() async throws {
        try await withWorkbench(simulator: { $0.switches.rotatesRefreshTokens = true }) { bench in
            let secret = bench.folder + "/refresh"
            try Data("\(ConfigDraft.refreshToken)\n".utf8).write(to: URL(filePath: secret))
            chmod(secret, 0o600)
            try bench.write(
                bench.configText.replacingOccurrences(
                    of: "\"\(ConfigDraft.refreshToken)\"", with: "{\"file\":\"\(secret)\"}"))
            try await bench.syncOnce()
            let stored = try String(contentsOfFile: secret, encoding: .utf8)
            #expect(stored.hasPrefix("1000.") && !stored.contains(ConfigDraft.refreshToken))
            #expect(stored.hasSuffix("\n") && bench.configText.contains("\"file\""))
            var status = stat()
            #expect(stat(secret, &status) == 0 && status.st_mode & 0o777 == 0o600)
            try? FileManager.default.removeItem(atPath: bench.tokenCache)
            try await bench.syncOnce()
        }
    }

    @Test func aReplacedRefreshTokenOfTheEnvironment_IsAnError_AndKeptInTheCache() async throws {
        try await withWorkbench(simulator: { $0.switches.rotatesRefreshTokens = true }) { bench in
            let environment = ["ZOHO_REFRESH_TOKEN": ConfigDraft.refreshToken]
            let (end, program) = try await bench.once(environment: environment)
            #expect(end == .exited(0))
            let line = try #require(program.lines(with: " refresh_token_replaced ").first)
            #expect(line.contains("ZOHO_REFRESH_TOKEN"))
            // The old one has ended: only the cache knows the new one.
            bench.simulator.expireAccessTokens()
            try await bench.syncOnce(environment: environment)
            var status = stat()
            #expect(stat(bench.tokenCache, &status) == 0 && status.st_mode & 0o777 == 0o600)
        }
    }

    /// What the last daemon could not put away is put away by the next one that can.
    @Test func aReplacedRefreshToken_IsStoredAtTheNextStart() async throws {
        try await withWorkbench(simulator: { $0.switches.rotatesRefreshTokens = true }) { bench in
            try await bench.syncOnce(environment: ["ZOHO_REFRESH_TOKEN": ConfigDraft.refreshToken])
            #expect(try bench.refreshToken() == ConfigDraft.refreshToken)
            let (end, program) = try await bench.once()
            #expect(end == .exited(0))
            try await program.line(" notice refresh_token_replaced ")
            let stored = try #require(try bench.refreshToken())
            #expect(stored != ConfigDraft.refreshToken)
            let cache = try String(contentsOfFile: bench.tokenCache, encoding: .utf8)
            #expect(!cache.contains(stored))
            #expect(bench.simulator.statistics.tokenRequests == 1)
        }
    }

    /// What the file could not take while it was broken, it takes with the reload that mends it.
    @Test func aReplacedRefreshToken_IsStoredWhenTheFileIsMended() async throws {
        try await withWorkbench(simulator: { $0.switches.rotatesRefreshTokens = true }) { bench in
            let daemon = try await bench.daemon()
            #expect(try await bench.client.sync().status == 200)
            try await daemon.line(" notice refresh_token_replaced ")
            let good = bench.configText
            let first = try #require(try bench.refreshToken())
            try bench.write("{")
            try await daemon.line(" config_invalid ")
            bench.simulator.expireAccessTokens()
            #expect(try await bench.client.sync().status == 200)
            try await daemon.line(" error refresh_token_replaced ")
            let spent = bench.simulator.statistics.tokenRequests
            try bench.write(good)
            try await daemon.line(" notice refresh_token_replaced ", count: 2)
            #expect(try bench.refreshToken() != first)
            #expect(bench.simulator.statistics.tokenRequests == spent)
            // The audit has both: that it could not, and that it could.
            let results = try await eventually("the audit") {
                let audit = try await bench.client.get("audit?action=refresh_token_replaced").json
                let results = audit["audit"]?.array?.map { $0["result"]?.string ?? "" } ?? []
                return results.count < 3 ? nil : results
            }
            #expect(results == ["done", "failed", "done"])
        }
    }

    /// What is in force is shown, also where nobody could find it anywhere else.
    @Test func reveal_ShowsWhatTheDaemonUses() async throws {
        let draft = ConfigDraft { $0.refreshToken = "1000.not.in.force" }
        try await withWorkbench(
            config: draft, simulator: { $0.switches.rotatesRefreshTokens = true }
        ) { bench in
            let text = bench.configText
            try bench.write(text.replacing("1000.EXAMPLECLIENTID", with: "1000.NOTINFORCE"))
            let daemon = try await bench.daemon(environment: [
                "ZOHO_REFRESH_TOKEN": ConfigDraft.refreshToken,
                "ZOHO_CLIENT_ID": "1000.EXAMPLECLIENTID",
            ])
            #expect(try await bench.client.sync().status == 200)
            try await daemon.line(" error refresh_token_replaced ")
            let cache = try JSONDocument(String(contentsOfFile: bench.tokenCache, encoding: .utf8))
            let used = try #require(cache.value["refresh_token"]?.string)
            let revealed = try await bench.client.get("?reveal=true").json
            #expect(revealed["refresh_token"]?.string == used)
            #expect(revealed["client_id"] == "1000.EXAMPLECLIENTID")
            #expect(try await bench.client.get("").json["refresh_token"] == "********")
            let audit = try await eventually("the audit") {
                let audit = try await bench.client.get("audit").json["audit"]?.array ?? []
                return audit.count < 2 ? nil : audit
            }
            let told = audit.map { "\($0["action"]?.string ?? "") \($0["result"]?.string ?? "")" }
            #expect(Set(told) == ["secrets_revealed done", "refresh_token_replaced failed"])
            #expect(audit.allSatisfy { !$0.text.contains(used) })
            // Put into the file, it starts a daemon that has never seen the cache.
            #expect(try await daemon.stop() == .exited(0))
            try FileManager.default.removeItem(atPath: bench.tokenCache)
            try bench.write(text.replacing("1000.not.in.force", with: used))
            try await bench.syncOnce()
        }
    }

    /// A module that has nothing to do for an hour: its token is fresh all the same.
    @Test func anIdleDaemon_RefreshesAheadOfTheEnd() async throws {
        try await withWorkbench(simulator: { $0.accessTokenLifetime = 20 }) { bench in
            let daemon = try await bench.daemon()
            try await daemon.line(" sync_finished ")
            let calls = bench.simulator.statistics.calls
            let spent = bench.simulator.statistics.tokenRequests
            let before = try await bench.client.get("status").json["token"]?["expires_at"]?.string
            let later = try await eventually("the next token") {
                let token = try await bench.client.get("status").json["token"]
                let end = token?["expires_at"]?.string
                return end == before ? nil : token
            }
            let refreshed = try #require(later["refreshed_at"]?.string.flatMap { UTCInstant($0) })
            #expect(refreshed < (try #require(before.flatMap { UTCInstant($0) })))
            #expect(bench.simulator.statistics.tokenRequests > spent)
            #expect(bench.simulator.statistics.calls == calls)
        }
    }

    @Test func theMetrics_TellOfTheToken() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            #expect(try await bench.client.sync().status == 200)
            let well = try await bench.client.get("/metrics").text
            #expect(well.contains("zohosync_reauthorization_required 0\n"))
            #expect(well.contains("zohosync_token_refreshes_total 1\n"))
            #expect(well.contains("zohosync_token_expiry_timestamp_seconds 1"))
            bench.simulator.revokeRefreshToken()
            #expect(try await bench.client.sync().status == 502)
            let ill = try await bench.client.get("/metrics").text
            #expect(ill.contains("zohosync_reauthorization_required 1\n"))
            #expect(ill.contains("zohosync_token_refresh_failures_total 1\n"))
            #expect(ill.contains("zohosync_up 0\n"))
        }
    }
}
