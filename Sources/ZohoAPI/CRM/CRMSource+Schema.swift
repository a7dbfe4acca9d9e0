public import SyncCore

extension CRMSource {
    /// The fields that Zoho has, as columns and child tables; the users as their first page shows
    /// them.
    public func schema(
        of stream: StreamDescription, known: StreamSchema?, now: UTCInstant, meter: CallMeter
    ) async throws(SyncFailure) -> StreamSchema {
        var schema = known ?? StreamSchema(table: stream.table, zohoName: stream.zohoName)
        schema.checkedAt = now
        schema.revision = stream.revision
        if stream == CRMUsers.stream {
            let answer = try await call(CRMUsers.call(page: 1), meter)
            CRMUsers.extend(&schema, with: answer.document?.value["users"]?.array ?? [])
            try demandRoom(in: schema)
            return schema
        }
        let answer = try await call(
            ZohoCall(Self.path("settings/fields"), query: [("module", stream.zohoName)]), meter)
        let fields = (answer.document?.value["fields"]?.array ?? []).compactMap(FieldMapping.init)
        let listed = fields.filter(\.isListed)
        guard !listed.isEmpty else {
            throw SyncFailure(
                .zohoRejected, "Zoho CRM lists no fields of \(stream.zohoName)",
                disposition: .skipStream)
        }
        for field in listed { field.addColumns(to: &schema) }
        schema.fields = listed.map(\.apiName)
        schema.modifiedField = listed.first { $0.apiName == "Modified_Time" }?.apiName
        addSystemFields(to: &schema)
        schema.addDetail(of: fields, taken: memory.tables)
        try demandRoom(in: schema)
        return schema
    }

    /// `$`-keys come only when they are asked for by name (API v3 and later).
    private func addSystemFields(to schema: inout StreamSchema) {
        func add(_ field: String, kind: StreamSchema.ColumnKind) {
            schema.add(
                field: field, part: .whole, name: StreamSchema.name(for: field), kind: kind)
            if !schema.fields.contains(field) { schema.fields.append(field) }
        }
        if schema.zohoName == "Leads" { add("$converted", kind: .boolean) }
        if schema.fields.contains("What_Id") { add("$se_module", kind: .text) }
    }
}
