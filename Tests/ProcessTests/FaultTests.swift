import SyncCore
import TestSupport
import Testing
import ZohoSimulator

/// Zoho on a bad day: each fault passes, and the database ends complete.
struct FaultTests {
    @Test(arguments: [
        ZohoSimulator.Fault(.status(500, code: "INTERNAL_ERROR"), module: "Contacts"),
        .init(.status(429, code: "TOO_MANY_REQUESTS"), module: "Contacts", retryAfterSeconds: 1),
        .init(.html(502), module: "Contacts"), .init(.emptyBody(503), module: "Contacts"),
        .init(.truncate(afterBytes: 60), module: "Contacts"), .init(.reset, module: "Contacts"),
        .init(.invalidJSON, module: "Contacts"), .init(.reset, pathPrefix: "/crm/v8/settings"),
        .init(.delay(milliseconds: 300), module: "Contacts"),
    ])
    func aPassingFault_IsOvercomeInTheRun(_ fault: ZohoSimulator.Fault) async throws {
        try await withWorkbench { bench in
            bench.simulator.inject(fault)
            try await bench.syncOnce()
            try bench.expectTruth()
        }
    }

    /// The accounts server is not asked again at once, but its fault is no refusal either.
    @Test func aFaultOfTheAccountsServer_Passes() async throws {
        try await withWorkbench { bench in
            bench.simulator.inject(.init(.html(500), pathPrefix: "/oauth/v2/token"))
            let daemon = try await bench.daemon()
            try await daemon.line(" token_refresh_failed ")
            let answer = try await eventually("a sync") {
                let answer = try await bench.client.sync()
                return answer.status == 200 ? answer : nil
            }
            #expect(answer.json["run"]?["state"] == "succeeded")
            #expect(bench.simulator.calls("/oauth/").count == 2)
            try bench.expectTruth()
        }
    }

    /// 200 and yet not an answer: it must neither empty a table nor pass for a success.
    @Test(arguments: [ZohoSimulator.Fault.Kind.emptyObject, .status(400, code: "INVALID_DATA")])
    func aLastingFault_FailsItsStreamOnly(_ kind: ZohoSimulator.Fault.Kind) async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            #expect(try await bench.client.sync().status == 200)
            bench.simulator.inject(.init(kind, pathPrefix: "/crm/v8/Contacts", times: nil))
            let answer = try await bench.client.sync()
            #expect(answer.status == 200)
            let run = answer.json["run"] ?? .null
            #expect(run["state"] == "partial")
            let failed = (run["streams"]?.array ?? []).filter { $0["state"] == "failed" }
            #expect(failed.map { $0["table"] } == ["crm_contacts"])
            #expect(failed.first?["error"]?["code"]?.string?.isEmpty == false)
            #expect(try await bench.client.state() == "degraded")
            try bench.expectTruth("nothing was lost")
            bench.simulator.clearFaults()
            #expect(try await bench.client.sync().status == 200)
            #expect(try await bench.client.state() == "ok")
        }
    }

    @Test func changesWhilePaging_AreNotMissed() async throws {
        try await withWorkbench(.demo) { bench in
            let zoho = bench.simulator
            let leads = zoho.recordIDs(module: "Leads")
            zoho.setBeforeRequest { [weak zoho] number, path in
                guard let zoho, path.hasPrefix("/crm/v8/Leads?"), number < 400 else { return }
                zoho.clock.advance(bySeconds: 1)
                let id = leads[number * 7 % leads.count]
                zoho.update(module: "Leads", id: id, ["City": .string("Town \(number)")])
                zoho.delete(module: "Leads", id: leads[number * 13 % leads.count])
            }
            try await bench.syncWhole()
            zoho.setBeforeRequest(nil)
            try await bench.syncWhole()
            try bench.expectTruth()
        }
    }
}
