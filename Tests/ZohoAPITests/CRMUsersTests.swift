import SyncCore
import Testing
import ZohoSimulator

@testable import ZohoAPI

struct CRMUsersTests {
    @Test func users_MoreThanAPage_AllCome() async throws {
        try await withCRM { world in
            for number in 0..<250 {
                world.simulator.createUser(["full_name": .string("U\(number)")])
            }
            let stream = try await world.stream("users")
            let schema = try await world.schema(stream)
            #expect(stream.reading == .snapshot)
            #expect(schema.modifiedField == nil)
            let pages = try await world.pages(stream, schema)
            #expect(pages.map(\.rows.rowCount) == [200, 54])
            #expect(
                pages.flatMap(\.rows.ids) == world.simulator.truth(module: "Users").map(\.id))
        }
    }

    @Test func users_Values_AreTheirColumns() async throws {
        try await withCRM { world in
            let stream = try await world.stream("users")
            let schema = try await world.schema(stream)
            let rows = try await world.pages(stream, schema)[0].rows
            #expect(rows.rowCount == 4)
            #expect(rows.shown(0, "full_name", schema) == "'Ira Rep'")
            #expect(rows.shown(0, "profile", schema) == "'Administrator'")
            #expect(rows.shown(0, "profile_id", schema) == "'4876876000000026011'")
            #expect(rows.shown(0, "confirm", schema) == "true")
            #expect(rows.shown(0, "created_time", schema) == "'2025-12-02T08:00:00Z'")
            #expect(rows.shown(3, "created_time", schema) == "null")
        }
    }

    @Test func records_OfUsers_ComeOneByOne() async throws {
        try await withCRM { world in
            let stream = try await world.stream("users")
            let schema = try await world.schema(stream)
            let ids = world.simulator.truth(module: "Users").map(\.id)
            let rows = try await world.source.records(
                of: stream, schema: schema, ids: [ids[1], "999", ids[0]], meter: world.meter)
            #expect(rows.ids == [ids[1], ids[0]] || rows.ids == [ids[0], ids[1]])
        }
    }

    @Test func extend_Samples_DecideTheColumns() throws {
        var schema = StreamSchema(table: "crm_users", zohoName: "users")
        let users = try JSONDocument(
            """
            [{"id":"1","a":null,"Role_Id":{"name":"R","id":"2"},"b":1.5,"c":[],"d":null},
             {"id":"2","a":"2026-05-01T06:30:00Z","boss":{"id":"3","name":"B","email":null},"e":true}]
            """
        ).value
        CRMUsers.extend(&schema, with: users.array ?? [])
        CRMUsers.extend(&schema, with: users.array ?? [])
        #expect(
            schema.columns.map { "\($0.name) \($0.kind.rawValue)" } == [
                "id text", "a instant", "role_id text", "role_id_name text", "b decimal", "c json",
                "d any", "boss_id text", "boss text", "boss_email text", "e boolean",
            ])
        #expect(schema.fields == ["id", "a", "Role_Id", "b", "c", "d", "boss", "e"])
    }
}
