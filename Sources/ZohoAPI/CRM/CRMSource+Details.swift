public import SyncCore

extension CRMSource {
    /// What lists leave out of these records: a call for each of them (Zoho CRM API v8, Get Records,
    /// a specific record).
    public func details(
        of stream: StreamDescription, schema: StreamSchema, ids: [String], meter: CallMeter
    ) async throws(SyncFailure) -> DetailAnswer {
        var answers: [OwnAnswer] = []
        for id in ids {
            let call = ZohoCall(Self.path("\(stream.zohoName)/\(id)"))
            answers.append(
                try OwnAnswer(try await self.call(call, meter), id: id, stream: stream.zohoName))
        }
        let listed = try await listed(answers.filter(\.isMissing).map(\.id), stream, schema, meter)
        // All columns first: the rows of one child table have one width.
        var schema = schema
        for answer in answers { try answer.addColumns(to: &schema) }
        var records: [RecordDetail] = []
        for answer in answers {
            records.append(try answer.detail(schema, isListed: listed.contains(answer.id)))
            for field in answer.unfinished(schema) { tellUnfinished(field, stream) }
        }
        return DetailAnswer(schema: schema, records: records)
    }

    /// Those of these records that a list still shows. What a record's own call says of a converted
    /// lead is not documented, and what it calls missing counts as deleted: so the list is asked too,
    /// which can be told to show them.
    private func listed(
        _ ids: [String], _ stream: StreamDescription, _ schema: StreamSchema, _ meter: CallMeter
    ) async throws(SyncFailure) -> Set<String> {
        guard !ids.isEmpty else { return [] }
        let query =
            listQuery(stream, schema: schema, fields: slices(of: schema)[0])
            + [("ids", ids.joined(separator: ","))]
        let list = try await list(stream, query, since: nil, meter).list
        return Set(try list.rows(RecordDecoder(schema: schema, only: [])).ids)
    }

    /// There is no documented way to the rest: the list of a subform's rows knows no parent. Zoho
    /// allows 100 rows in a subform (Zoho CRM API v8, Subforms), so it should not come to this.
    private func tellUnfinished(_ field: String, _ stream: StreamDescription) {
        guard memory.isFirst(telling: stream.table) else { return }
        caller.sink.emit(
            Event(
                .notice, .notice,
                "Zoho sends only the first rows of \(field) of some records of "
                    + "\(stream.zohoName): the others are missing here",
                [(.module, caller.module.rawValue), (.stream, stream.table)]))
    }

    /// Calls that may still be made.
    public func allowance(for purpose: CallPurpose) -> Int? { caller.allowance(for: purpose) }
}
