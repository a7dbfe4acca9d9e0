import Foundation
import Glibc
import Testing
import ZohoSimulator

struct ServiceTests {
    @Test func metadata_DescribesModulesAndFields() async throws {
        try await withSimulator { simulator, client in
            let modules = client.get("/crm/v8/settings/modules").json["modules"] as? [[String: Any]]
            let names = modules?.compactMap { $0["api_name"] as? String } ?? []
            #expect(names.contains("Leads") && names.contains("CTI_Entry"))
            func fields(_ module: String) -> [[String: Any]] {
                client.get("/crm/v8/settings/fields?module=\(module)").json["fields"]
                    as? [[String: Any]] ?? []
            }
            #expect(fields("Leads").count == 55)
            #expect(fields("Wide_Records").count == 120)
            #expect(fields("Projects_X").allSatisfy { $0["json_type"] == nil })
            let account = fields("Deals").first { $0["api_name"] as? String == "Account_Name" }
            let lookup = account?["lookup"] as? [String: Any]
            #expect((lookup?["module"] as? [String: Any])?["api_name"] as? String == "Accounts")
            #expect(client.get("/crm/v8/settings/fields?module=Visits").status == 204)
            #expect(client.get("/crm/v8/settings/fields?module=Nope").code == "INVALID_MODULE")
            #expect(client.get("/crm/v8/settings/modules/Leads").status == 200)
            #expect(simulator.violations.isEmpty)
        }
    }

    @Test(arguments: [
        ("Home", 400, "INVALID_MODULE"), ("CTI_Entry", 400, "INVALID_MODULE"),
        ("leads", 400, "INVALID_MODULE"), ("Payroll_X", 403, "NO_PERMISSION"),
        ("Email_Sentiment", 401, "OAUTH_SCOPE_MISMATCH"),
    ])
    func closedModules_SayWhy(module: String, status: Int, code: String) async throws {
        try await withSimulator { simulator, client in
            let answer = client.get("/crm/v8/\(module)?fields=Name")
            #expect(answer.status == status)
            #expect(answer.code == code)
            #expect(simulator.violations.isEmpty)
        }
    }

    @Test func scopes_AreCheckedPerModule() async throws {
        try await withSimulator(.empty, { $0.scopes = ["ZohoCRM.modules.leads.READ"] }) {
            simulator, client in
            #expect(client.get("/crm/v8/Leads?fields=Last_Name").status == 204)
            #expect(client.get("/crm/v8/Contacts?fields=Last_Name").code == "OAUTH_SCOPE_MISMATCH")
            #expect(client.get("/crm/v8/org").status == 401)
            simulator.setScopes(ZohoSimulator.defaultScopes)
            #expect(client.get("/crm/v8/org").status == 200)
        }
    }

    @Test func writesAndUnknownPaths_AreViolations() async throws {
        try await withSimulator { simulator, client in
            let token = client.token ?? ""
            let header = ["Authorization": "Zoho-oauthtoken \(token)"]
            let written = client.send("POST", "/crm/v8/Leads", header, "{}")
            #expect(written.code == "INVALID_REQUEST_METHOD")
            #expect(client.get("/crm/v8/Leads/search?word=x").code == "INVALID_URL_PATTERN")
            #expect(client.get("/crm/v6/Leads?fields=Last_Name").status == 404)
            #expect(simulator.violations.count == 3)
        }
    }

    @Test func singleRecords_UnknownIs204AndMalformed400() async throws {
        try await withSimulator { simulator, client in
            #expect(client.get("/crm/v8/Leads/4876876000000000001").status == 204)
            let id = simulator.makeLeads(1)[0]
            #expect(client.get("/crm/v8/Leads/\(id)").rows[0]["Last_Name"] as? String == "Lead 0")
            #expect(simulator.violations.isEmpty)
            #expect(client.get("/crm/v8/Leads/x1").code == "INVALID_DATA")
        }
    }

    @Test func deleted_AgesFromBinToPermanentToGone() async throws {
        try await withSimulator(.empty, { $0.accessTokenLifetime = 1 << 30 }) { simulator, client in
            let ids = simulator.makeLeads(3)
            simulator.delete(module: "Leads", id: ids[0])
            simulator.delete(module: "Leads", id: ids[1], permanently: true)
            func types() -> [String: String] {
                let rows = client.get("/crm/v8/Leads/deleted?type=all").rows
                return Dictionary(
                    uniqueKeysWithValues: rows.map {
                        ($0["id"] as? String ?? "", $0["type"] as? String ?? "")
                    })
            }
            #expect(types() == [ids[0]: "recycle", ids[1]: "permanent"])
            #expect(client.get("/crm/v8/Leads/deleted?type=recycle").ids == [ids[0]])
            #expect(client.get("/crm/v8/Contacts/deleted").status == 204)
            simulator.clock.advance(bySeconds: 61 * 86_400)
            #expect(types() == [ids[0]: "permanent", ids[1]: "permanent"])
            simulator.clock.advance(bySeconds: 60 * 86_400)
            #expect(types() == [ids[0]: "permanent"])
            simulator.clock.advance(bySeconds: 60 * 86_400)
            #expect(client.get("/crm/v8/Leads/deleted").status == 204)
            #expect(simulator.violations.isEmpty)
        }
    }

    @Test(arguments: [false, true])
    func restore_BringsBackWithOrWithoutANewTime(bumps: Bool) async throws {
        try await withSimulator(.empty, { $0.switches.restoreBumpsModified = bumps }) {
            simulator, client in
            let id = simulator.makeLeads(1)[0]
            let before = simulator.truth(module: "Leads")[0].modifiedTime
            simulator.clock.advance(bySeconds: 100)
            simulator.delete(module: "Leads", id: id)
            #expect(simulator.recordIDs(module: "Leads").isEmpty)
            simulator.restore(module: "Leads", id: id)
            #expect(client.get("/crm/v8/Leads/deleted").status == 204)
            #expect(
                simulator.truth(module: "Leads")[0].modifiedTime == before + (bumps ? 100 : 0))
        }
    }

    @Test func formulaChanges_DoNotMoveModifiedTime() async throws {
        try await withSimulator { simulator, client in
            let id = simulator.create(module: "Deals", ["Deal_Name": "D"])
            let before = simulator.truth(module: "Deals")[0].modifiedTime
            simulator.clock.advance(bySeconds: 10)
            simulator.changeFormula(
                module: "Deals", id: id, field: "Expected_Revenue", value: .number("9.90"))
            let after = simulator.truth(module: "Deals")[0]
            #expect(after.modifiedTime == before)
            #expect(after.fields["Expected_Revenue"] == .number("9.90"))
        }
    }

    @Test func fields_ComeAndGo() async throws {
        try await withSimulator { simulator, client in
            _ = simulator.makeLeads(1)
            simulator.addField(module: "Leads", .init("Extra", "text"))
            #expect(client.get("/crm/v8/Leads?fields=Extra").rows[0]["Extra"] is NSNull)
            simulator.removeField(module: "Leads", apiName: "Extra")
            #expect(client.get("/crm/v8/Leads?fields=Extra,City").rows[0]["Extra"] == nil)
        }
    }

    @Test func usersOrgAndCount_Answer() async throws {
        try await withSimulator { simulator, client in
            _ = simulator.makeLeads(2)
            let users = client.get("/crm/v8/users?type=AllUsers&page=1&per_page=200")
            #expect((users.json["users"] as? [Any])?.count == 4)
            #expect(client.get("/crm/v8/users?type=DeletedUsers").status == 204)
            #expect(client.get("/crm/v8/users/4876876000000225013").status == 200)
            let org = (client.get("/crm/v8/org").json["org"] as? [[String: Any]])?.first
            #expect(org?["time_zone"] as? String == "Europe/Berlin")
            #expect(client.get("/crm/v8/Leads/actions/count").json["count"] as? Int == 2)
            #expect(simulator.violations.isEmpty)
        }
    }

    @Test func credits_RunOutAndAnnounceIt() async throws {
        try await withSimulator(
            .empty,
            {
                $0.dailyCredits = 4
                $0.switches.retryAfterSeconds = 7
            }
        ) { simulator, client in
            #expect(client.get("/crm/v8/org").headers["x-api-credits-remaining"] == nil)
            #expect(client.get("/crm/v8/org").headers["x-api-credits-remaining"] == "2")
            _ = client.get("/crm/v8/org")
            _ = client.get("/crm/v8/org")
            let refused = client.get("/crm/v8/org")
            #expect(refused.status == 429)
            #expect(refused.code == "TOO_MANY_REQUESTS")
            #expect(refused.headers["retry-after"] == "7")
            simulator.clock.advance(bySeconds: 86_460)
            client.refresh()
            #expect(client.get("/crm/v8/org").status == 200)
        }
    }

    @Test func eleventhSortedList_IsRefused() async throws {
        try await withSimulator { simulator, client in
            _ = simulator.makeLeads(1)
            let path = "/crm/v8/Leads?fields=Last_Name&sort_by=Modified_Time"
            simulator.inject(.init(.hang, times: 10))
            let header = ["Authorization": "Zoho-oauthtoken \(client.token ?? "")"]
            let waiting = (0..<10).map { _ in LoopbackClient(port: simulator.port) }
            for other in waiting { other.ask("GET", path, header) }
            while simulator.statistics.mostSortedInFlight < 10 { sched_yield() }
            let refused = client.get(path)
            #expect(refused.status == 429)
            #expect(client.get("/crm/v8/Leads?fields=Last_Name").status == 200)
            #expect(simulator.violations.count == 1)
        }
    }

    @Test func ownModules_AreServed() async throws {
        let module = ZohoSimulator.ModuleDefinition(
            "Things", scope: "custom",
            fields: ZohoSimulator.ModuleDefinition.standardFields([.init("Name", "text")]))
        try await withSimulator(.custom([module])) { simulator, client in
            let id = simulator.create(module: "Things", ["Name": "One"])
            #expect(client.get("/crm/v8/Things?fields=Name,Owner").ids == [id])
            simulator.setPermission(module: "Things", .notSupported)
            #expect(client.get("/crm/v8/Things?fields=Name").code == "NOT_SUPPORTED")
        }
    }

    @Test func rowsOfSubforms_FollowTheirParent() async throws {
        try await withSimulator { simulator, _ in
            let id = simulator.create(
                module: "Quotes",
                ["Subject": "Q", "Quoted_Items": [["Quantity": 1], ["Quantity": 2]]])
            let rows = simulator.recordIDs(module: "Quoted_Items")
            #expect(rows.count == 2)
            simulator.delete(module: "Quotes", id: id)
            #expect(simulator.recordIDs(module: "Quoted_Items").isEmpty)
            #expect(simulator.deletedIDs(module: "Quoted_Items").isEmpty)
            simulator.restore(module: "Quotes", id: id)
            #expect(simulator.recordIDs(module: "Quoted_Items") == rows)
            simulator.update(module: "Quotes", id: id, ["Quoted_Items": [["Quantity": 3]]])
            #expect(simulator.recordIDs(module: "Quoted_Items").count == 1)
        }
    }

    @Test func date_ComesFromTheClock() async throws {
        try await withSimulator { _, client in
            #expect(client.get("/crm/v8/org").headers["date"] == "Mon, 02 Mar 2026 08:00:00 GMT")
        }
    }

    @Test func hurtfulData_IsWhatTheTruthSays() async throws {
        try await withSimulator(.hurtful(seed: 7)) { simulator, client in
            for module in ["Leads", "Wide_Records", "Projects_X", "Deals"] {
                let names = simulator.fields(of: module).map(\.apiName).prefix(20)
                let path =
                    "/crm/v8/\(module)?converted=both&sort_order=asc&fields="
                    + names.filter { !$0.hasPrefix("$") }.joined(separator: ",")
                var seen: [String] = []
                var token: String?
                repeat {
                    let answer = client.get(path + (token.map { "&page_token=\($0)" } ?? ""))
                    #expect(answer.status == 200)
                    seen += answer.ids
                    token = answer.nextToken
                } while token != nil
                #expect(seen == simulator.recordIDs(module: module))
            }
            let times = simulator.truth(module: "Projects_X").map(\.modifiedTime)
            #expect(Dictionary(grouping: times) { $0 }.values.contains { $0.count >= 3_000 })
            #expect(simulator.violations.isEmpty)
        }
    }
}
