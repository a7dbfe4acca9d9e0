import Testing

@testable import SyncCore

struct StreamSchemaTests {
    @Test(arguments: [
        ("Last_Name", "last_name"), ("$converted", "converted"), ("$$odd", "_odd"),
        ("Record_Status__s", "record_status__s"), ("Sales_Orders", "sales_orders"),
        ("Grad (%)", "grad____"), ("Größe", "gr__e"), ("A-B.C", "a_b_c"), ("2nd", "2nd"),
        ("日本", "__"), ("x$y", "x_y"), ("\"; DROP", "___drop"),
    ])
    func name_OfAKey_FollowsTheRule(key: String, name: String) {
        #expect(StreamSchema.name(for: key) == name)
    }

    private static let clashes: [(Set<String>, String)] = [
        ([], "a"), (["a"], "a_2"), (["a", "a_2"], "a_3"), (["a_2"], "a"), (["a", "a_3"], "a_2"),
    ]

    @Test(arguments: clashes)
    func freeName_TakenNames_AreAvoided(taken: Set<String>, expected: String) {
        #expect(freeName("a", taken: taken) == expected)
    }

    private func schema(of fields: [String]) -> StreamSchema {
        var schema = StreamSchema(table: "crm_leads", zohoName: "Leads")
        for field in fields {
            schema.add(
                field: field, part: .whole, name: StreamSchema.name(for: field), kind: .text)
        }
        return schema
    }

    @Test func add_ClashingNames_FirstInOrderKeepsTheName() {
        let schema = schema(of: ["Größe", "Gr__e", "$gr__e", "gr__e_2", "ID", "_synced_at"])
        #expect(
            schema.columns.map(\.name) == [
                "id", "gr__e", "gr__e_2", "gr__e_3", "gr__e_2_2", "id_2", "_synced_at_2",
            ])
    }

    @Test func add_KnownField_KeepsItsNameWhateverTheOrder() {
        var schema = schema(of: ["A b", "A-b"])
        schema.add(field: "A-b", part: .whole, name: "a_b", kind: .json)
        schema.add(field: "A+b", part: .whole, name: "a_b", kind: .json)
        #expect(schema.columns.map(\.name) == ["id", "a_b", "a_b_2", "a_b_3"])
        #expect(schema.columns(of: "A-b").map(\.name) == ["a_b_2"])
        #expect(schema.columns(of: "A-b").map(\.kind) == [.text])
    }

    @Test func add_PartsOfOneField_AreColumnsOfTheirOwn() {
        var schema = schema(of: [])
        schema.add(field: "Owner", part: .id, name: "owner_id", kind: .text)
        schema.add(field: "Owner", part: .name, name: "owner", kind: .text)
        schema.add(field: "Owner", part: .id, name: "owner_id", kind: .text)
        #expect(schema.columns(of: "Owner").map(\.name) == ["owner_id", "owner"])
        #expect(schema.contains(field: "Owner", part: .name))
        #expect(!schema.contains(field: "Owner", part: .email))
    }

    @Test func json_RoundTrip_KeepsEverything() throws {
        var schema = schema(of: ["Last_Name", "Größe \"x\""])
        schema.add(field: "What_Id", part: .module, name: "what_id_module", kind: .text)
        schema.add(field: "Amount", part: .whole, name: "amount", kind: .decimal)
        schema.fields = ["Last_Name", "What_Id"]
        schema.modifiedField = "Modified_Time"
        schema.checkedAt = noon
        let text = schema.json.text
        #expect(StreamSchema(json: try JSONDocument(text).value) == schema)
        #expect(StreamSchema(json: self.schema(of: []).json) == self.schema(of: []))
    }

    @Test(arguments: [
        "null", "{}", "[]", #"{"table":"t"}"#, #"{"table":"t","zoho_name":"T","columns":[]}"#,
        #"{"table":"t","zoho_name":"T","columns":[{"name":"id","field":"id"}]}"#,
        #"{"table":"t","zoho_name":"T","columns":[{"name":"a","field":"a","part":"x","kind":"text"}]}"#,
        #"{"table":"t","zoho_name":"T","columns":[{"name":"a","field":"a","part":"id","kind":"x"}]}"#,
    ])
    func json_SomethingElse_IsNoSchema(text: String) throws {
        #expect(StreamSchema(json: try JSONDocument(text).value) == nil)
    }
}
