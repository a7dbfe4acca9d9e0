import SyncCore
import Testing
import ZohoSimulator

@testable import ZohoAPI

struct CRMSourceTests {
    @Test func streams_Modules_AreStreamsExceptSubforms() async throws {
        try await withCRM { world in
            let streams = try await world.source.streams(meter: world.meter)
            let names = streams.map(\.zohoName)
            #expect(names.contains("Leads") && names.contains("Deals_X_Products"))
            #expect(!names.contains("Quoted_Items") && !names.contains("Milestones_X"))
            #expect(streams.last == CRMUsers.stream)
            #expect(Set(streams.map(\.table)).count == streams.count)
            let reasons = Dictionary(
                uniqueKeysWithValues: streams.map { ($0.table, $0.unavailable) })
            #expect(reasons["crm_sales_orders"] == .some(nil))
            #expect(reasons["crm_projects_x"] == .some(nil))
            #expect(reasons["crm_home"] == "not served by the API")
            #expect(reasons["crm_locking_information__s"] == "not viewable by the connected user")
        }
    }

    @Test func streams_ModuleCalledUsers_GetsAnotherTable() async throws {
        let names = ["Users", "Projects_X", "Projects-X"]
        try await withCRM(.custom(names.map { ZohoSimulator.ModuleDefinition($0) })) { world in
            let tables = try await world.source.streams(meter: world.meter).map(\.table)
            #expect(
                tables == ["crm_users_2", "crm_projects_x", "crm_projects_x_2", "crm_users"])
        }
    }

    @Test(arguments: [
        ("CTI_Entry", FailureCode.zohoRejected), ("Visits", .zohoRejected),
    ])
    func schema_UnusableModule_IsSkipped(name: String, code: FailureCode) async throws {
        try await withCRM { world in
            let stream = try await world.stream(name)
            let failure = await #expect(throws: SyncFailure.self) { try await world.schema(stream) }
            #expect(failure?.disposition == .skipStream)
            #expect(failure?.code == code)
        }
    }

    @Test(arguments: [
        ("Payroll_X", FailureCode.zohoRejected), ("Email_Sentiment", .insufficientScope),
    ])
    func page_ForbiddenModule_IsSkipped(name: String, code: FailureCode) async throws {
        try await withCRM { world in
            let stream = try await world.stream(name)
            let schema = try await world.schema(stream)
            let failure = await #expect(throws: SyncFailure.self) {
                try await world.pages(stream, schema)
            }
            #expect(failure?.disposition == .skipStream)
            #expect(failure?.code == code)
            #expect(world.simulator.statistics.tokenRequests == 1)
        }
    }

    @Test(arguments: [("Leads", 55, 2), ("Wide_Records", 120, 3), ("Currencies_X", 3, 1)])
    func schema_Fields_AreColumnsOfAllSlices(name: String, fields: Int, slices: Int) async throws {
        try await withCRM { world in
            let stream = try await world.stream(name)
            let schema = try await world.schema(stream)
            let metadata = world.simulator.fields(of: name)
            #expect(metadata.count == fields)
            #expect(schema.fields.count == fields + (name == "Leads" ? 1 : 0))
            #expect(schema.columns[0].name == "id")
            #expect(Set(schema.columns.map(\.name)).count == schema.columns.count)
            #expect(schema.modifiedField == (name == "Currencies_X" ? nil : "Modified_Time"))
            #expect(schema.checkedAt == crmMorning)
            _ = world.simulator.create(module: name, ["Last_Name": "L", "Name": "N"])
            #expect(try await world.pages(stream, schema)[0].rows.rowCount == 1)
            #expect(world.requests(name).count == slices)
        }
    }

    @Test func schema_Drift_AddsColumnsAndAsksForWhatThereIs() async throws {
        try await withCRM { world in
            let stream = try await world.stream("Projects_X")
            let before = try await world.schema(stream)
            world.simulator.addField(module: "Projects_X", .init("Extra", "text"))
            world.simulator.removeField(module: "Projects_X", apiName: "Budget")
            let after = try await world.schema(stream, known: before)
            #expect(after.columns.map(\.name) == before.columns.map(\.name) + ["extra"])
            #expect(after.fields.contains("Extra") && !after.fields.contains("Budget"))
            let id = world.simulator.create(module: "Projects_X", ["Name": "N", "Extra": "E"])
            let rows = try await world.pages(stream, after)[0].rows
            #expect(rows.ids == [id])
            #expect(rows.shown(0, "extra", after) == "'E'")
            #expect(rows.shown(0, "budget", after) == "absent")
        }
    }

    @Test(arguments: [
        (["Leads", "Wide_Records", "Projects_X", "Currencies_X", "Tasks", "Notes"], false),
        (["Deals", "Accounts"], true),
    ])
    func pages_HurtfulData_EqualTheTruth(modules: [String], ascii: Bool) async throws {
        try await withCRM(.hurtful(seed: 7), { $0.switches.asciiJSON = ascii }) { world in
            for name in modules { try await compare(name, world) }
        }
    }

    private func compare(_ name: String, _ world: CRMWorld) async throws {
        let stream = try await world.stream(name)
        let schema = try await world.schema(stream)
        let truth = Dictionary(
            uniqueKeysWithValues: world.simulator.truth(module: name).map { ($0.id, $0) })
        var seen: Set<String> = []
        var different: [String] = []
        for page in try await world.pages(stream, schema) {
            for row in 0..<page.rows.rowCount {
                let record = try #require(truth[page.rows.id(row: row)])
                seen.insert(record.id)
                if schema.modifiedField != nil,
                    page.rows.modified[row]?.seconds != record.modifiedTime
                {
                    different.append("\(record.id): modified")
                }
                different += try differences(page.rows, row, schema, record)
            }
        }
        #expect(different == [])
        #expect(seen == Set(truth.keys), "\(name)")
    }

    /// The columns of a row that are not what the truth says.
    private func differences(
        _ rows: RowBatch, _ row: Int, _ schema: StreamSchema, _ record: ZohoSimulator.TruthRecord
    ) throws -> [String] {
        try schema.columns.dropFirst().compactMap { column in
            guard let value = record.fields[column.field] else { return nil }
            let shown = rows.shown(row, column.name, schema)
            // A field that the profile may not see, and rich text, which lists cut.
            if column.field == "Secret_Margin" { return shown == "absent" ? nil : column.name }
            if let text = value.text, text.count > 500, ["Notes_Long"].contains(column.field) {
                return nil
            }
            let expected: String
            switch (column.part, value) {
            case (.id, .object): expected = value["id"]?.text.map { "'\($0)'" } ?? "null"
            case (.name, .object): expected = value["name"]?.text.map { "'\($0)'" } ?? "null"
            case (.email, .object): expected = value["email"]?.text.map { "'\($0)'" } ?? "null"
            case (.module, _): return nil
            case (_, .null): expected = "null"
            case (_, .bool(let flag)): expected = "\(flag)"
            case (_, .number(let text)): expected = "number \(text)"
            case (_, .string(let text)): expected = "'\(text)'"
            default:
                let kept = try JSONDocument(String(shown.dropFirst().dropLast())).value
                return kept == (try JSONDocument(value.json).value) ? nil : column.name
            }
            return shown == expected ? nil : "\(column.name): \(shown), not \(expected)"
        }
    }
}
