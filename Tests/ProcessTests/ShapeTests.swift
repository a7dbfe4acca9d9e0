import SyncCore
import Testing

/// Every key that scripts may rely on, in every state.
enum Shapes {
    static let run = [
        "id", "module", "mode", "trigger", "state", "started_at", "finished_at", "streams",
        "records_read", "upserted", "deleted", "api_calls", "error",
    ]
    static let runStream = [
        "table", "state", "reason", "records_read", "upserted", "deleted", "api_calls", "error",
    ]
    static let progress = [
        "event", "run_id", "table", "records_read", "upserted", "deleted", "api_calls",
    ]
    static let module = [
        "name", "enabled", "description", "interval", "last_sync", "next_sync", "state",
        "details_pending", "last_run",
    ]
    static let status = [
        "version", "started_at", "state", "token", "modules", "api_calls", "database",
    ]
    static let stream = [
        "table", "module", "rows", "cursor", "last_sync", "last_sweep", "details_pending",
        "last_error",
    ]
}

struct ShapeTests {
    @Test func everyKeyIsThere_BeforeAndAfterASync() async throws {
        try await withWorkbench(config: ConfigDraft { $0.enabled = "false" }) { bench in
            _ = try await bench.daemon()
            try await expectStatus(bench)
            #expect(try await bench.client.get("runs").json["runs"] == .array([]))
            #expect(try await bench.client.get("streams").json["streams"] == .array([]))

            let synced = try await bench.client.sync()
            let run = try #require(synced.json["run"])
            try await expectStatus(bench)
            expectRun(run)
            let runs = try await bench.client.get("runs?module=crm&limit=5").json["runs"]
            #expect(runs?.array?.count == 1)
            expectRun(runs?.array?.first ?? .null)
            let id = try #require(run["id"]?.string)
            let kept = try await bench.client.get("runs/\(id)").json["run"]
            #expect(kept == run)

            let streams = try await bench.client.get("streams").json["streams"]?.array ?? []
            let tables = ["crm_contacts", "crm_leads", "crm_rates", "crm_users"]
            #expect(streams.map { $0["table"]?.string } == tables)
            for stream in streams { expectKeys(Shapes.stream, in: stream) }
            #expect(streams[1]["rows"] == 12 && streams[1]["last_error"] == .null)
            let crm = try await bench.client.crm()
            #expect(crm["last_run"] == run)
            #expect(crm["last_sync"] == run["finished_at"])
        }
    }

    @Test func newestRunsComeFirst() async throws {
        try await withWorkbench(config: ConfigDraft { $0.enabled = "false" }) { bench in
            _ = try await bench.daemon()
            var ids: [String] = []
            for _ in 0..<3 {
                ids.append(try await bench.client.sync().json["run"]?["id"]?.string ?? "")
            }
            let runs = try await bench.client.get("runs?limit=2").json["runs"]?.array ?? []
            #expect(runs.map { $0["id"]?.string } == Array(ids.reversed().prefix(2)))
        }
    }

    private func expectStatus(_ bench: Workbench) async throws {
        let status = try await bench.client.get("status").json
        expectKeys(Shapes.status, in: status)
        expectKeys(["expires_at", "refreshed_at", "last_error"], in: status["token"])
        let modules = try await bench.client.get("modules").json["modules"]?.array ?? []
        #expect(modules.count == 1)
        for module in modules + (status["modules"]?.array ?? []) {
            expectKeys(Shapes.module, in: module)
        }
    }

    private func expectRun(_ run: JSONValue) {
        expectKeys(Shapes.run, in: run)
        #expect(run["trigger"] == "manual" && run["mode"] == "incremental")
        #expect(run["error"] == .null && run["records_read"] == 30)
        for stream in run["streams"]?.array ?? [] { expectKeys(Shapes.runStream, in: stream) }
    }

    private func expectKeys(
        _ keys: [String], in value: JSONValue?, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let missing = Set(keys).subtracting(value?.object?.keys ?? [])
        #expect(missing.isEmpty, sourceLocation: sourceLocation)
    }
}
