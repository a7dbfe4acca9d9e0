import Glibc
import SyncCore
import TestSupport
import Testing
import ZohoSimulator

/// The control socket of a running daemon: runs asked for, joined, watched, cancelled.
struct ControlTests {
    // MARK: Runs

    @Test func aRunUnderWay_IsJoined() async throws {
        try await withWorkbench { bench in
            let gate = bench.holdContacts()
            let daemon = try await bench.daemon()
            try await gate.reached()
            let first = try await bench.client.post("modules/crm/sync")
            #expect(first.status == 202)
            #expect(first.json["joined"] == true)
            let second = try await bench.client.post("modules/Zoho%20CRM/sync")
            #expect(second.json["joined"] == true)
            #expect(second.json["run"]?["id"] == first.json["run"]?["id"])
            #expect(try await bench.client.crm()["state"] == "running")
            gate.open()
            try await daemon.line(" sync_finished ")
            #expect(daemon.lines(with: " sync_started ").count == 1)
            let third = try await bench.client.sync()
            #expect(third.json["joined"] == nil)
            #expect(third.json["run"]?["id"] != first.json["run"]?["id"])
        }
    }

    @Test func waiting_TellsHowItEnded() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            let good = try await bench.client.sync()
            #expect(good.status == 200)
            #expect(good.json["run"]?["state"] == "succeeded")
            bench.simulator.inject(
                .init(
                    .status(400, code: "INVALID_DATA"), pathPrefix: "/crm/v8/settings/modules",
                    times: nil))
            let bad = try await bench.client.sync()
            #expect(bad.status == 502)
            #expect(bad.headers.contains { $0.value == "application/problem+json" })
            #expect(bad.json["run"]?["state"] == "failed")
            #expect(bad.code == bad.json["run"]?["error"]?["code"]?.string)
        }
    }

    @Test func progress_EndsWithFinished() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            var lines: [JSONValue] = []
            for try await line in try await bench.client.lines("POST", "modules/crm/sync") {
                lines.append(line)
            }
            let last = try #require(lines.last)
            #expect(last["event"] == "finished")
            #expect(last["run"]?["state"] == "succeeded")
            #expect(lines.dropLast().allSatisfy { $0["event"] == "progress" })
            for line in lines.dropLast() {
                #expect(line.object?.keys == Shapes.progress)
                #expect(line["run_id"] == last["run"]?["id"])
            }
        }
    }

    @Test func cancelling_StopsAtTheNextCheckpoint() async throws {
        let draft = ConfigDraft { $0.crm.extra = #", "concurrency": 1"# }
        try await withWorkbench(config: draft) { bench in
            let gate = bench.holdContacts()
            let daemon = try await bench.daemon()
            try await gate.reached()
            let cancelled = try await bench.client.post("modules/crm/cancel")
            #expect(cancelled.status == 202)
            gate.open()
            let id = try #require(cancelled.json["run"]?["id"]?.string)
            try await daemon.line("sync cancelled")
            let run = try await bench.client.get("runs/\(id)").json["run"] ?? .null
            #expect(run["state"] == "cancelled")
            #expect(run["error"]?["code"] == "cancelled")
            #expect(try await bench.rows("crm_leads") == 12)
            #expect(try bench.configuredLastSync() == .null)
            #expect(try await bench.client.post("modules/crm/cancel").status == 404)
            #expect(try await bench.client.sync().status == 200)
            try bench.expectTruth()
        }
    }

    @Test func everyModuleIsSynced() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            let answer = try await bench.client.post("sync", ["mode": "full"])
            #expect(answer.status == 202)
            #expect(answer.json["runs"]?.array?.map { $0["module"] } == ["Zoho CRM"])
        }
    }

    // MARK: Refusals

    @Test func aDisabledModule_IsRefused() async throws {
        let draft = ConfigDraft { $0.crm.enabled = false }
        try await withWorkbench(config: draft) { bench in
            _ = try await bench.daemon()
            let answer = try await bench.client.sync()
            #expect(answer.status == 409)
            #expect(answer.code == "module_disabled")
            #expect(try await bench.client.crm()["next_sync"] == .null)
            #expect(bench.simulator.requests.isEmpty)
        }
    }

    @Test func disabled_MeansNothingByItself() async throws {
        let draft = ConfigDraft {
            $0.enabled = "false"
            $0.crm.interval = "1s"
        }
        try await withWorkbench(config: draft) { bench in
            let daemon = try await bench.daemon(["--log-level", "debug"])
            #expect(try await bench.client.state() == "disabled")
            #expect(try await bench.client.crm()["next_sync"] == .null)
            #expect(bench.simulator.requests.isEmpty)
            #expect(try await bench.client.sync().status == 200)
            #expect(daemon.lines(with: " sync_started ").count == 1)
            let enabled = try await bench.client.post("", ["enabled": true])
            #expect(enabled.status == 200)
            try await daemon.line("(schedule)")
            #expect(try await bench.client.state() == "ok")
        }
    }

    @Test func nonsense_IsAnsweredWithProblems() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            let client = bench.client
            #expect(try await client.post("modules/payroll/sync").code == "unknown_module")
            #expect(try await client.get("runs/none").code == "unknown_run")
            #expect(try await client.get("nothing").code == "unknown_path")
            #expect(try await client.send("DELETE", "status").code == "method_not_allowed")
            let malformed = try await client.post("modules/crm/sync", ["mode": "sideways"])
            #expect(malformed.status == 400 && malformed.code == "malformed_request")
            #expect(malformed.json.object?.keys.contains("hint") == true)
        }
    }

    @Test func theConnectionTest_ListsItsChecks() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            let good = try await bench.client.post("test")
            #expect(good.status == 200)
            #expect(good.json["ok"] == true)
            for check in good.json["checks"]?.array ?? [] {
                #expect(check.object?.keys == ["name", "ok", "detail", "hint"])
            }
            bench.simulator.revokeRefreshToken()
            let bad = try await bench.client.post("test")
            #expect(bad.status == 200)
            #expect(bad.json["ok"] == false)
        }
    }

    // MARK: Many clients, bad clients

    @Test func twoHundredClientsAreAnswered() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<200 {
                    let client = Client(socket: bench.socket)
                    group.addTask {
                        let status = try await client.get("modules").status
                        await client.close()
                        return status
                    }
                }
                return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(statuses == [200: 200])
        }
    }

    /// It must neither hold up a sync nor the end.
    @Test func aClientThatNeverReads_DisturbsNobody() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon()
            let deaf = try connectedSocket(to: bench.socket)
            defer { close(deaf) }
            let request = "GET \(Client.base)/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
            #expect(write(deaf, request, request.utf8.count) == request.utf8.count)
            for _ in 0..<20 { #expect(try await bench.client.sync().status == 200) }
            #expect(try await daemon.stop() == .exited(0))
        }
    }

    @Test func eventsAreFollowed() async throws {
        try await withWorkbench(config: ConfigDraft { $0.enabled = "false" }) { bench in
            let daemon = try await bench.daemon()
            var events = try await bench.client.lines("GET", "events").makeAsyncIterator()
            #expect(try await bench.client.sync().status == 200)
            var names: [String] = []
            while let event = try await events.next() {
                names.append(event["event"]?.string ?? "")
                if names.last == "sync_finished" { break }
            }
            #expect(names.first == "sync_started")
            daemon.signal(SIGTERM)
            // The daemon's end is the feed's end.
            while try await events.next() != nil {}
            #expect(try await daemon.end() == .exited(0))
        }
    }
}

private func connectedSocket(to path: String) throws -> Int32 {
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_UNIX, type, 0)
    guard withSocketAddress(path, { connect(descriptor, $0, $1) }) == 0 else {
        throw SystemError("connect \(path)")
    }
    return descriptor
}
