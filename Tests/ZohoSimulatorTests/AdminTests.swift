import Testing
import ZohoSimulator

struct AdminTests {
    @Test func records_CanBeChangedOverHTTP() async throws {
        try await withSimulator { simulator, client in
            let made = client.send(
                "POST", "/simulator/records", [:],
                #"{"module":"Leads","fields":{"Last_Name":"A","Company":"B","Annual_Revenue":0.10}}"#
            )
            let id = made.json["id"] as? String ?? ""
            #expect(made.status == 201)
            #expect(simulator.truth(module: "Leads")[0].fields["Annual_Revenue"] == .number("0.10"))
            let path = "/simulator/records/Leads/\(id)"
            #expect(client.send("PATCH", path, [:], #"{"Last_Name":"Z"}"#).status == 200)
            #expect(simulator.truth(module: "Leads")[0].fields["Last_Name"] == "Z")
            #expect(client.send("DELETE", path, [:]).status == 200)
            #expect(simulator.recordIDs(module: "Leads").isEmpty)
            #expect(client.send("POST", path + "/restore", [:]).status == 200)
            let truth = client.send("GET", "/simulator/truth?module=Leads", [:])
            #expect(truth.text.contains(#""id":"\#(id)""#))
            #expect(client.send("DELETE", "/simulator/records/Leads/1", [:]).status == 404)
        }
    }

    @Test func clockFaultsAndTokens_CanBeMovedOverHTTP() async throws {
        try await withSimulator { simulator, client in
            let moved = client.send("POST", "/simulator/clock", [:], #"{"advance_seconds":60}"#)
            #expect(moved.json["now"] as? String == "2026-03-02T08:01:00Z")
            _ = client.send(
                "POST", "/simulator/faults", [:], #"{"kind":"html","status":503,"path":"/crm"}"#)
            #expect(client.get("/crm/v8/org").status == 503)
            #expect(client.send("POST", "/simulator/faults", [:], #"{"kind":"?"}"#).status == 400)
            _ = client.send("POST", "/simulator/tokens/expire", [:])
            #expect(client.get("/crm/v8/org").code == "INVALID_TOKEN")
            let figures = client.send("GET", "/simulator/statistics", [:]).json
            #expect(figures["calls"] as? Int == 2)
            let credentials = client.send("GET", "/simulator/credentials", [:]).json
            #expect(credentials["api_domain"] as? String == simulator.baseURL)
            for path in ["violations", "requests?limit=1", "modules", "clock"] {
                #expect(client.send("GET", "/simulator/\(path)", [:]).status == 200)
            }
            _ = client.send("POST", "/simulator/reset-statistics", [:])
            #expect(simulator.statistics == ZohoSimulator.Statistics())
        }
    }

    @Test func switches_AreSetByName() {
        var switches = ZohoSimulator.Switches()
        for name in ZohoSimulator.Switches.names {
            let isKnown = switches.set(name, to: "true") || switches.set(name, to: "200")
            #expect(isKnown, "\(name)")
        }
        let unknownName = switches.set("noSuchSwitch", to: "1")
        let unknownValue = switches.set("acceptBearer", to: "maybe")
        #expect(!unknownName && !unknownValue)
    }
}
