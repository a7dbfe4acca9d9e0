import Foundation
import Testing
import ZohoSimulator

struct ListTests {
    @Test func list_DefaultsToNewestIDFirst() async throws {
        try await withSimulator { simulator, client in
            let ids = simulator.makeLeads(3)
            let answer = client.get("/crm/v8/Leads?fields=Last_Name")
            #expect(answer.ids == ids.reversed())
            #expect(answer.info["sort_order"] as? String == "desc")
            #expect(answer.info["next_page_token"] is NSNull)
            #expect(Set(answer.rows[0].keys) == ["id", "Last_Name"])
            #expect(simulator.violations.isEmpty)
        }
    }

    @Test(arguments: [
        ("", "REQUIRED_PARAM_MISSING"),
        ("?fields=\((1...51).map { "F\($0)" }.joined(separator: ","))", "LIMIT_EXCEEDED"),
        ("?fields=id", "INVALID_DATA"),
        ("?fields=\(String(repeating: "x", count: 1_025))", "INVALID_DATA"),
        ("?fields=Last_Name&per_page=201", "INVALID_DATA"),
        ("?fields=Last_Name&page=0", "INVALID_DATA"),
        ("?fields=Last_Name&page=11", "DISCRETE_PAGINATION_LIMIT_EXCEEDED"),
        ("?fields=Last_Name&page=1&page_token=x", "AMBIGUITY_DURING_PROCESSING"),
        ("?fields=Last_Name&page_token=x", "INVALID_DATA"),
        ("?fields=Last_Name&sort_by=Last_Name", "INVALID_DATA"),
        ("?fields=Last_Name&cvid=1", "INVALID_DATA"),
        (
            "?fields=Last_Name&ids=\((1...51).map(String.init).joined(separator: ","))",
            "INVALID_DATA"
        ),
    ])
    func badParameters_AreRefusedAndViolations(query: String, code: String) async throws {
        try await withSimulator { simulator, client in
            _ = simulator.makeLeads(1)
            let answer = client.get("/crm/v8/Leads\(query)")
            #expect(answer.status == 400)
            #expect(answer.code == code)
            #expect(simulator.violations.count == 1)
        }
    }

    @Test(arguments: [
        "Mon, 02 Mar 2026 08:00:00 GMT", "2026-03-02T08:00:00.000Z", "2026-03-02T08:00:00",
        "2026-03-02",
    ])
    func oddIfModifiedSince_IsRefused(since: String) async throws {
        try await withSimulator { simulator, client in
            _ = simulator.makeLeads(1)
            let answer = client.get("/crm/v8/Leads?fields=Last_Name", since: since)
            #expect(answer.code == "INVALID_DATA")
            #expect(simulator.violations.count == 1)
        }
    }

    @Test func ifModifiedSince_IsInclusiveInAnyOffset() async throws {
        try await withSimulator { simulator, client in
            let ids = simulator.makeLeads(3)
            // The clock starts at 08:00:00 UTC; the second lead is of 08:00:02.
            let path = "/crm/v8/Leads?fields=Last_Name&sort_by=Modified_Time&sort_order=asc"
            #expect(client.get(path, since: "2026-03-02T08:00:02Z").ids == Array(ids[1...]))
            #expect(client.get(path, since: "2026-03-02T13:30:03+05:30").ids == [ids[2]])
            let nothing = client.get(path, since: "2026-03-02T08:00:04+00:00")
            #expect(nothing.status == 304)
            #expect(nothing.body.isEmpty)
            #expect(nothing.headers["content-type"] == nil)
            #expect(client.get("/crm/v8/Contacts?fields=Last_Name").status == 204)
            #expect(simulator.violations.isEmpty)
        }
    }

    @Test func timestamps_CarryTheOffsetOfTheirOwnDay() async throws {
        try await withSimulator { simulator, client in
            simulator.create(
                module: "Leads", ["Last_Name": "W", "Modified_Time": "2026-03-29T00:59:59Z"])
            simulator.create(
                module: "Leads", ["Last_Name": "S", "Modified_Time": "2026-03-29T01:00:00Z"])
            let rows = client.get(
                "/crm/v8/Leads?fields=Modified_Time&sort_by=Modified_Time&sort_order=asc"
            ).rows
            let stamps = rows.compactMap { $0["Modified_Time"] as? String }
            #expect(stamps == ["2026-03-29T01:59:59+01:00", "2026-03-29T03:00:00+02:00"])
            #expect(
                simulator.truth(module: "Leads").map(\.modifiedTimeUTC)
                    == ["2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z"])
        }
    }

    @Test func pageTokens_WalkEverythingAndAreBound() async throws {
        try await withSimulator { simulator, client in
            let ids = simulator.makeLeads(7)
            let path = "/crm/v8/Leads?fields=Last_Name&per_page=3&sort_order=asc"
            var seen: [String] = []
            var token: String?
            repeat {
                let answer = client.get(path + (token.map { "&page_token=\($0)" } ?? ""))
                seen += answer.ids
                token = answer.nextToken
            } while token != nil
            #expect(seen == ids)
            #expect(simulator.violations.isEmpty)

            let bound = client.get(path).nextToken ?? ""
            let other = client.get(
                "/crm/v8/Leads?fields=Company&per_page=3&sort_order=asc&page_token=\(bound)")
            #expect(other.code == "TOKEN_BOUND_DATA_MISMATCH")
            let filtered = client.get(
                path + "&page_token=\(bound)", since: "2026-03-02T08:00:00Z")
            #expect(filtered.code == "TOKEN_BOUND_DATA_MISMATCH")
            #expect(simulator.violations.count == 2)
            simulator.clock.advance(bySeconds: 86_401)
            client.refresh()
            #expect(client.get(path + "&page_token=\(bound)").code == "EXPIRED_VALUE")
            #expect(simulator.violations.count == 2)
        }
    }

    @Test(arguments: [false, true])
    func changesWhilePaging_ShiftLiveTokensOnly(snapshot: Bool) async throws {
        try await withSimulator(.empty, { $0.switches.snapshotTokens = snapshot }) {
            simulator, client in
            let ids = simulator.makeLeads(6)
            let path =
                "/crm/v8/Leads?fields=Last_Name&per_page=3&sort_by=Modified_Time&sort_order=asc"
            let first = client.get(path)
            simulator.clock.advance(bySeconds: 1)
            simulator.update(module: "Leads", id: ids[0], ["Last_Name": "Moved"])
            let second = client.get(path + "&page_token=\(first.nextToken ?? "")")
            // Live: the rows moved up by one, and one is skipped without any error.
            #expect(second.ids == (snapshot ? Array(ids[3...]) : [ids[4], ids[5], ids[0]]))
        }
    }

    @Test func wall_IsAtTwoThousandRows() async throws {
        try await withSimulator(.bulk(records: 2_300, fields: 8, seed: 1)) { simulator, client in
            let tenth = client.get("/crm/v8/Leads?fields=Last_Name&page=10&sort_order=asc")
            #expect(tenth.ids.count == 200)
            let onward = client.get(
                "/crm/v8/Leads?fields=Last_Name&sort_order=asc&page_token=\(tenth.nextToken ?? "")")
            #expect(onward.ids.first == simulator.recordIDs(module: "Leads")[2_000])
            #expect(simulator.violations.isEmpty)
        }
    }

    @Test func convertedLeads_AreHiddenUnlessAsked() async throws {
        try await withSimulator { simulator, client in
            let ids = simulator.makeLeads(2)
            let made = simulator.convert(leadID: ids[0])
            #expect(Set(made.keys) == ["Accounts", "Contacts", "Deals"])
            #expect(client.get("/crm/v8/Leads?fields=Last_Name").ids == [ids[1]])
            #expect(client.get("/crm/v8/Leads?fields=Last_Name&converted=true").ids == [ids[0]])
            let both = client.get("/crm/v8/Leads?fields=$converted&converted=both&sort_order=asc")
            #expect(both.rows.map { $0["$converted"] as? Bool } == [true, false])
        }
    }

    @Test func lists_LeaveOutRowsAndCutRichText() async throws {
        try await withSimulator { simulator, client in
            let long = "<p>" + String(repeating: "ü", count: 600) + "</p>"
            let id = simulator.create(
                module: "Projects_X",
                ["Name": "P", "Notes_Long": .string(long), "Milestones": [["Title": "One"]]])
            let row = client.get("/crm/v8/Projects_X?fields=Name,Notes_Long,Milestones").rows[0]
            #expect(row["Milestones"] == nil)
            #expect((row["Notes_Long"] as? String)?.count == 500)
            let whole = client.get("/crm/v8/Projects_X/\(id)").rows[0]
            #expect(whole["Notes_Long"] as? String == long)
            let lines = whole["Milestones"] as? [[String: Any]]
            #expect(lines?.count == 1)
            #expect(
                client.get("/crm/v8/Milestones_X?fields=Title").ids == [lines?[0]["id"] as? String])
            #expect(simulator.violations.isEmpty)
        }
    }

    @Test func unstableTies_DifferBetweenSelections() async throws {
        try await withSimulator(.empty, { $0.switches.unstableTies = true }) { simulator, client in
            let ids = simulator.makeLeads(40, apart: 0)
            let path = "/crm/v8/Leads?sort_by=Modified_Time&sort_order=asc&fields="
            let one = client.get(path + "Last_Name").ids
            let two = client.get(path + "Company").ids
            #expect(one != two)
            #expect(Set(one) == Set(ids) && Set(two) == Set(ids))
        }
    }

    @Test func money_StaysExact() async throws {
        try await withSimulator { simulator, client in
            simulator.create(
                module: "Deals", ["Deal_Name": "D", "Amount": .number("123456789012345.67")])
            #expect(client.get("/crm/v8/Deals?fields=Amount").text.contains(":123456789012345.67}"))
        }
    }
}
