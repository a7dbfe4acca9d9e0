import SyncCore
import Testing

@testable import Mirror

struct RunStoreTests {
    private func run(
        _ id: String, _ module: Module = .crm, _ state: Run.State = .succeeded, calls: Int = 0,
        finished: Int64? = nil
    ) -> Run {
        var run = Run(id: id, module: module, mode: .incremental, trigger: .schedule)
        run.state = state
        run.startedAt = noon
        run.finishedAt = finished.map { noon + $0 }
        run.moduleAPICalls = calls
        return run
    }

    private func ids(
        _ bench: MirrorBench, module: Module? = nil, id: String? = nil, limit: Int = 10
    ) async throws -> [String] {
        try await bench.mirror.runs(module: module, id: id, limit: limit)
            .compactMap { $0["id"]?.string }
    }

    @Test func record_Run_IsShownAsTheInterfaceSays() async throws {
        let bench = try MirrorBench()
        var run = run("01", calls: 2, finished: 5)
        var stream = StreamResult(table: "crm_leads", state: .succeeded)
        stream.recordsRead = 7
        stream.upserted = 3
        stream.deleted = 1
        stream.apiCalls = 4
        run.streams = [stream]
        try await bench.mirror.record(
            run, streams: [["table": "crm_leads"]], error: ["code": "cancelled"])
        #expect(
            try await bench.mirror.runs(module: nil, id: nil, limit: 1).map(\.text) == [
                #"{"id":"01","module":"Zoho CRM","mode":"incremental","trigger":"schedule","#
                    + #""state":"succeeded","started_at":"2026-05-28T20:26:40Z","#
                    + #""finished_at":"2026-05-28T20:26:45Z","streams":[{"table":"crm_leads"}],"#
                    + #""records_read":7,"upserted":3,"deleted":1,"api_calls":6,"#
                    + #""error":{"code":"cancelled"}}"#
            ])
    }

    @Test func record_SameRunAgain_ReplacesIt() async throws {
        let bench = try MirrorBench()
        try await bench.mirror.record(run("01", .crm, .running), streams: [], error: nil)
        try await bench.mirror.record(run("01", finished: 9), streams: [], error: nil)
        let shown = try await bench.mirror.runs(module: nil, id: nil, limit: 10)
        #expect(shown.map { $0["state"]?.string } == ["succeeded"])
        #expect(shown.first?["error"]?.isNull == true)
    }

    @Test func runs_ByModuleIdAndLimit_NewestFirst() async throws {
        let bench = try MirrorBench()
        for (id, module) in [("01", Module.crm), ("02", .books), ("03", .crm), ("04", .crm)] {
            try await bench.mirror.record(run(id, module), streams: [], error: nil)
        }
        #expect(try await ids(bench) == ["04", "03", "02", "01"])
        #expect(try await ids(bench, limit: 2) == ["04", "03"])
        #expect(try await ids(bench, module: .crm) == ["04", "03", "01"])
        #expect(try await ids(bench, id: "02") == ["02"])
        #expect(try await ids(bench, module: .crm, id: "02") == [])
        #expect(try await ids(bench, module: .invoice) == [])
    }

    @Test func record_ManyRuns_ForgetsTheOldest() async throws {
        let bench = try MirrorBench()
        try bench.execute(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5003)
            INSERT INTO zohosync_runs SELECT printf('%05d', i), 'Zoho CRM', 'full', 'manual',
            'succeeded', NULL, NULL, 0, 0, 0, 0, '[]', NULL FROM n
            """)
        let last = "05004"
        try await bench.mirror.record(run(last, .crm, .running), streams: [], error: nil)
        #expect(try bench.rows("SELECT count(*) FROM zohosync_runs") == ["5004"])
        try await bench.mirror.record(run(last), streams: [], error: nil)
        #expect(
            try bench.rows("SELECT count(*), min(id), max(id) FROM zohosync_runs")
                == ["5000|\"00005\"|\"05004\""])
    }

    @Test func closeInterruptedRuns_UnfinishedOnes_AreCancelled() async throws {
        let bench = try MirrorBench()
        for (id, state) in [("01", Run.State.running), ("02", .queued), ("03", .failed)] {
            try await bench.mirror.record(run(id, .crm, state), streams: [], error: nil)
        }
        try await bench.mirror.closeInterruptedRuns(at: noon + 9, error: ["code": "cancelled"])
        let shown = try await bench.mirror.runs(module: nil, id: nil, limit: 10)
        #expect(shown.map { $0["state"]?.string } == ["failed", "cancelled", "cancelled"])
        #expect(shown.map { $0["error"]?["code"]?.string } == [nil, "cancelled", "cancelled"])
        #expect(shown.last?["finished_at"]?.string == (noon + 9).text)
    }

    @Test func finishStream_Rows_AreCountedLiveOnly() async throws {
        let bench = try MirrorBench()
        _ = try await bench.mirror.apply(.leads, module: .crm)
        try await bench.write([["1"], ["2"], ["3"]])
        _ = try await bench.mirror.markDeleted(["2"], schema: .leads, at: noon, now: noon)
        try await bench.mirror.finishStream("crm_leads", syncedAt: noon, error: nil)
        #expect(try await bench.mirror.rowCounts() == ["Zoho CRM": 2])
        let error = RunError(code: "zoho_rejected", message: "cannot", hint: "h")
        try await bench.mirror.finishStream("crm_leads", syncedAt: nil, error: error)
        // A failure does not take the last success back.
        let shown = try #require(try await bench.mirror.streams().first)
        #expect(shown["last_sync"]?.string == noon.text)
        #expect(shown["last_error"]?.string == "zoho_rejected: cannot")
        #expect(shown["rows"] == 2)
        #expect(shown["table"] == "crm_leads")
        #expect(shown["details_pending"] == 0)
        try await bench.mirror.finishStream("crm_leads", syncedAt: noon + 1, error: nil)
        #expect(try await bench.mirror.streams().first?["last_error"]?.isNull == true)
    }

    @Test func finishStream_UnknownTable_IsNothing() async throws {
        let bench = try MirrorBench()
        try await bench.mirror.finishStream("crm_none", syncedAt: noon, error: nil)
        #expect(try await bench.mirror.streams() == [])
        #expect(try await bench.mirror.rowCounts() == [:])
    }

    @Test func streams_Cursor_IsThePositionOrTheNewest() async throws {
        let bench = try MirrorBench()
        _ = try await bench.mirror.apply(.leads, module: .crm)
        #expect(try await bench.mirror.streams().first?["cursor"]?.isNull == true)
        var cursor = Cursor()
        cursor.latest = noon
        try await bench.write([], cursor: cursor)
        #expect(try await bench.mirror.streams().first?["cursor"]?.string == noon.text)
        cursor.position = noon - 60
        try await bench.write([], cursor: cursor)
        #expect(try await bench.mirror.streams().first?["cursor"]?.string == (noon - 60).text)
    }
}
