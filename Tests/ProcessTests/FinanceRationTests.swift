import SyncCore
import TestSupport
import Testing
import ZohoSimulator

/// The calls of the day: what happens when they run out, and what is told of them.
struct FinanceRationTests {
    private static let data = FinanceDataSet.books(["contacts": 40, "invoices": 60, "bills": 20])

    @Test func aDayOfFewCalls_IsSpentOnChanges_AndTheRestWaitsVisibly() async throws {
        // A fifth is kept: the lists of the first sync need most of what is left.
        // Some hours before the end of the day: in its last one there is no run left to keep calls for.
        let simulator: (inout ZohoSimulator.Configuration) -> Void = {
            $0.financeDailyLimit = 100
            $0.organizationTimeZone = Self.eveningZone
        }
        try await withFinance(Self.data, simulator: simulator) { bench in
            let daemon = try await bench.daemon()
            // The daemon's own first run: a second one would take what the details leave to the runs.
            let run = try await eventually("the first run") {
                try await bench.client.get("runs").json["runs"]?.array?.last {
                    $0["finished_at"]?.string != nil
                }
            }
            #expect(run["state"] == "succeeded", "\(run["error"] ?? .null)")
            // Details go on until the calls that are left are the runs' own.
            let calls = try await eventually("the details to stop") {
                let calls = try await bench.bookCalls()
                let hasStopped = !daemon.lines(with: "details of").isEmpty
                return hasStopped && calls["details_pending"] != 0 ? calls : JSONValue?.none
            }
            #expect(calls["limit"] == 100 && calls["waiting"] == ["details"], "\(calls.text)")
            #expect(calls["resets_at"]?.string.flatMap { UTCInstant($0) } != nil)
            #expect(calls["details_done_by"]?.string != nil)
            #expect(bench.calls(.books).count <= 80, "a fifth is for others")
            #expect(bench.calls(.books).allSatisfy { $0.status == 200 })
        }
    }

    /// A time zone in which it is between 20 and 21 o'clock now. The names count westwards.
    private static var eveningZone: String {
        let hour = Int(UTCInstant.wallClock.seconds % 86400 / 3600)
        let east = (20 - hour + 36) % 24 - 12
        return "Etc/GMT" + (east > 0 ? "-\(east)" : "+\(-east)")
    }

    @Test func aSpentDay_FailsTheRunWithItsReason_AndNothingElseIsCalled() async throws {
        try await withFinance(Self.data, simulator: { $0.financeDailyLimit = 25 }) { bench in
            _ = try await bench.daemon()
            let answer = try await bench.client.post("modules/books/sync", ["wait": true])
            let run = answer.json["run"] ?? .null
            #expect(["partial", "failed"].contains(run["state"]?.string))
            #expect(run["error"]?["code"] == "budget_exhausted")
            // Calls in flight are counted until an answer tells otherwise, and what that gives back
            // is good for the next run. In the end there is none that makes a call.
            let calls = try await eventually("a run without a call") {
                let made = bench.calls(.books).count
                _ = try await bench.syncBooks()
                let calls = try await bench.bookCalls()
                return calls["left"] == 0 && bench.calls(.books).count == made ? calls : nil
            }
            #expect(calls["limit"] == 25)
            #expect(calls["waiting"]?.array?.contains("changes") == true)
            let resets = try #require(calls["resets_at"]?.string.flatMap { UTCInstant($0) })
            #expect(resets > UTCInstant.wallClock && resets - UTCInstant.wallClock <= 86400 + 3600)
            #expect(bench.calls(.books).count <= 20, "a fifth is for others")
            #expect(bench.calls(.books).allSatisfy { $0.status == 200 })
            let (end, program) = try await bench.zohosync("status")
            #expect(end == .exited(1), "it is degraded: \(program.lines)")
            #expect(program.output.contains("0 of 25 left, reset "), "\(program.output)")
        }
    }

    /// Other programs have spent the day: Zoho's own word counts.
    @Test func aDayThatOthersHaveSpent_IsWaitedOut() async throws {
        try await withFinance(Self.data, simulator: { $0.financeDailyLimit = 200 }) { bench in
            bench.simulator.spendQuota(195)
            _ = try await bench.daemon()
            let answer = try await bench.client.post("modules/books/sync", ["wait": true])
            #expect(answer.json["run"]?["error"]?["code"] == "budget_exhausted")
            let calls = bench.calls(.books).filter { !$0.path.hasSuffix("/organizations") }
            #expect(calls.count <= 5, "as many as may be under way at once")
            #expect(try await bench.bookCalls()["left"] == 0)
        }
    }

    @Test func aCeilingOfItsOwn_EndsAModule() async throws {
        let draft = ConfigDraft.books { $0.books?.extra += #", "daily_api_calls": 12"# }
        try await withFinance(Self.data, config: draft) { bench in
            _ = try await bench.daemon()
            _ = try await bench.client.post("modules/books/sync", ["wait": true])
            #expect(bench.calls(.books).count <= 12)
            #expect(try await bench.bookCalls()["left"] == 0)
        }
    }

    // MARK: What is told

    @Test func thePlan_TellsWhatTheNextSyncCosts_AndMakesNoCall() async throws {
        try await withFinance(Self.data, config: Self.idle) { bench in
            _ = try await bench.daemon()
            let before = try await bench.zohosync("plan", "books")
            #expect(before.end == .exited(0), "\(before.program.lines)")
            #expect(before.program.output.contains("first time"))
            #expect(bench.simulator.statistics.calls == 0)
            _ = try await bench.syncBooks()
            try await bench.detailsRead()
            let made = bench.calls(.books).count
            let (end, program) = try await bench.zohosync("--json", "plan", "books")
            #expect(end == .exited(0))
            let plan = try JSONDocument(program.output).value["plan"]
            let streams = plan?["streams"]?.array ?? []
            #expect(streams.contains { $0["table"] == "books_invoices" && $0["calls"] == 1 })
            #expect(bench.calls(.books).count == made)
            // And that is what it costs, but for the tasks of projects that are not there.
            _ = try await bench.syncBooks()
            #expect(bench.calls(.books).count - made + 1 == plan?["calls"]?.integer)
        }
    }

    @Test func theMetrics_TellRowsCallsAndDetails() async throws {
        try await withFinance(Self.data, config: Self.idle) { bench in
            _ = try await bench.daemon()
            _ = try await bench.syncBooks()
            try await bench.detailsRead()
            let answer = try await bench.client.get("/metrics")
            #expect(answer.status == 200)
            let type = answer.headers.first { $0.name.lowercased() == "content-type" }?.value
            #expect(type?.hasPrefix("text/plain; version=0.0.4") == true)
            let lines = answer.text.split(separator: "\n").map(String.init)
            let calls = bench.calls(.books).count
            #expect(lines.contains(#"zohosync_api_calls_today{module="Zoho Books"} \#(calls)"#))
            #expect(lines.contains(#"zohosync_details_pending{stream="books_invoices"} 0"#))
            #expect(lines.contains(#"zohosync_failures_in_a_row{module="Zoho Books"} 0"#))
            for line in lines where !line.hasPrefix("#") {
                #expect(line.wholeMatch(of: /[a-z_]+(\{[^}]*\})? -?\d+/) != nil, "\(line)")
            }
        }
    }

    /// Nothing is synced unless it is asked for.
    private static var idle: ConfigDraft { .books { $0.enabled = "false" } }
}

extension Workbench {
    /// How Zoho Books stands with its calls.
    fileprivate func bookCalls() async throws -> JSONValue {
        try await client.get("status").json["api_calls"]?["Zoho Books"] ?? .null
    }
}
