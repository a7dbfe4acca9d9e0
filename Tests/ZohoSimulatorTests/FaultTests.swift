import Testing
import ZohoSimulator

struct FaultTests {
    @Test func faults_HitWhatTheyAreMeantFor() async throws {
        try await withSimulator { simulator, client in
            _ = simulator.makeLeads(2)
            let list = "/crm/v8/Leads?fields=Last_Name"
            simulator.inject(.init(.status(500, code: "INTERNAL_ERROR"), module: "Leads", skip: 1))
            #expect(client.get(list).status == 200)
            #expect(client.get("/crm/v8/org").status == 200)
            #expect(client.get(list).code == "INTERNAL_ERROR")
            #expect(client.get(list).status == 200)

            simulator.inject(.init(.html(502), pathPrefix: "/crm/v8/org"))
            let html = client.get("/crm/v8/org")
            #expect(html.status == 502)
            #expect(html.headers["content-type"] == "text/html")

            simulator.inject(.init(.emptyBody(503)))
            #expect(client.get(list).body.isEmpty)
            simulator.inject(.init(.invalidJSON))
            #expect(client.get(list).json.isEmpty)
            simulator.inject(.init(.wrongTypes(field: "Last_Name")))
            #expect(client.get(list).rows[0]["Last_Name"] is [String: Any])
            simulator.inject(.init(.status(429, code: "TOO_MANY_REQUESTS"), retryAfterSeconds: 3))
            #expect(client.get(list).headers["retry-after"] == "3")
            #expect(simulator.violations.isEmpty)
        }
    }

    @Test func cutAndResetConnections_EndEarly() async throws {
        try await withSimulator { simulator, client in
            _ = simulator.makeLeads(2)
            simulator.inject(.init(.truncate(afterBytes: 10)))
            let cut = client.get("/crm/v8/Leads?fields=Last_Name")
            #expect(cut.isCut)
            #expect(cut.body.count == 10)
            simulator.inject(.init(.reset))
            let reset = client.get("/crm/v8/Leads?fields=Last_Name")
            #expect(reset.isCut)
            #expect(reset.status == 0)
            #expect(client.get("/crm/v8/Leads?fields=Last_Name").status == 200)
        }
    }

    @Test func slowBodies_ArriveWhole() async throws {
        try await withSimulator { simulator, client in
            _ = simulator.makeLeads(2)
            simulator.inject(.init(.slow(bytesPerSecond: 20_000)))
            #expect(client.get("/crm/v8/Leads?fields=Last_Name").ids.count == 2)
        }
    }

    @Test func expiredTokens_AreRefreshedAndGoOn() async throws {
        try await withSimulator { simulator, client in
            simulator.inject(.init(.expireToken, skip: 1))
            #expect(client.get("/crm/v8/org").status == 200)
            #expect(client.get("/crm/v8/org").code == "INVALID_TOKEN")
            client.refresh()
            #expect(client.get("/crm/v8/org").status == 200)
            #expect(simulator.violations.isEmpty)
            #expect(simulator.statistics.tokenRefreshes == 2)
        }
    }

    @Test func repeatedPages_GoRoundInCircles() async throws {
        try await withSimulator { simulator, client in
            _ = simulator.makeLeads(9)
            simulator.inject(.init(.repeatPage, times: nil))
            let path = "/crm/v8/Leads?fields=Last_Name&per_page=3"
            let first = client.get(path)
            let again = client.get(path + "&page_token=\(first.nextToken ?? "")")
            #expect(again.ids == first.ids)
            simulator.clearFaults()
            #expect(client.get(path + "&page_token=\(first.nextToken ?? "")").ids != first.ids)
        }
    }

    @Test func hook_ChangesRecordsBetweenRequests() async throws {
        try await withSimulator { simulator, client in
            simulator.setBeforeRequest { [weak simulator] _, path in
                guard path.contains("Leads") else { return }
                simulator?.create(module: "Leads", ["Last_Name": "Hooked", "Company": "H"])
            }
            #expect(client.get("/crm/v8/Leads?fields=Last_Name").ids.count == 1)
            #expect(client.get("/crm/v8/Leads?fields=Last_Name").ids.count == 2)
        }
    }

    @Test func shutdown_EndsHangingCalls() async throws {
        var configuration = ZohoSimulator.Configuration()
        configuration.dataSet = .empty
        let simulator = ZohoSimulator(configuration)
        try await simulator.start()
        simulator.inject(.init(.hang))
        let port = simulator.port
        let hanging = Task.detached {
            let client = LoopbackClient(port: port)
            return client.refresh().isCut
        }
        while simulator.requests.isEmpty { await Task.yield() }
        try await simulator.shutdown()
        #expect(await hanging.value)
    }
}
