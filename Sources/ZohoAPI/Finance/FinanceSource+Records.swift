public import SyncCore

extension FinanceSource {
    /// The records of these ids that exist: a call each, rows with nothing but their id.
    public func records(
        of stream: StreamDescription, schema: StreamSchema, ids: [String], meter: CallMeter
    ) async throws(SyncFailure) -> RowBatch {
        let entry = try entry(of: stream)
        var rows = RowBatch(columnCount: schema.columns.count)
        for id in ids where try await record(id, of: entry, meter) != nil {
            rows.appendRow(modified: nil)
            rows[rows.rowCount - 1, 0] = rows.makeCell(text: id)
        }
        return rows
    }

    /// What lists leave out of these records: a call each, or one for all where there is such a call.
    public func details(
        of stream: StreamDescription, schema: StreamSchema, ids: [String], meter: CallMeter
    ) async throws(SyncFailure) -> DetailAnswer {
        let entry = try entry(of: stream)
        var decoder = FinanceDecoder(entry, schema)
        var found: [(id: String, object: JSONObject?)] = []
        if let bulk = entry.record?.bulk, ids.count > 1, !refusals.hasRefusedBulk(entry) {
            found = try await records(ids, of: entry, by: bulk, meter)
        } else {
            for id in ids { found.append((id, try await record(id, of: entry, meter))) }
        }
        let details = try decoder.details(found)
        var schema = decoder.schema
        if refusals.hasRefusedBulk(entry) { schema.detail = .init() }
        return DetailAnswer(schema: schema, records: details)
    }

    /// One record; nil where Zoho says that it does not exist.
    private func record(
        _ id: String, of stream: FinanceStream, _ meter: CallMeter
    ) async throws(SyncFailure) -> JSONObject? {
        guard let path = stream.recordPath(id), let keys = stream.record?.keys else {
            throw SyncFailure(
                .notSupported, "a single record of \(stream.name) cannot be asked for",
                disposition: .failStream)
        }
        let envelope = try await ofRecords(
            FinanceCall(
                path: path, stream: stream.name, subject: subject(of: stream),
                acceptance: .absence), meter)
        if envelope.isAbsence { return nil }
        return try envelope.record(keys, idField: stream.idField, id: id)
    }

    /// Many records by one call. What it leaves out is asked for singly, before it is called gone.
    private func records(
        _ ids: [String], of stream: FinanceStream, by bulk: FinanceRecordCall.Bulk,
        _ meter: CallMeter
    ) async throws(SyncFailure) -> [(id: String, object: JSONObject?)] {
        var objects: [String: JSONObject] = [:]
        do throws(SyncFailure) {
            let envelope = try await ofRecords(
                FinanceCall(
                    path: bulk.path, query: [(bulk.parameter, ids.joined(separator: ","))],
                    stream: stream.name, subject: subject(of: stream)), meter)
            for element in try envelope.list(bulk.keys) {
                guard let object = element.object, let id = object[stream.idField]?.idText else {
                    continue
                }
                objects[id] = object
            }
        } catch {
            guard error.code == .zohoRejected, error.disposition == .failStream else { throw error }
            refusals.refuseBulk(stream)
        }
        var found: [(id: String, object: JSONObject?)] = []
        for id in ids {
            if let object = objects[id] {
                found.append((id, object))
                continue
            }
            do throws(SyncFailure) {
                found.append((id, try await record(id, of: stream, meter)))
            } catch {
                // One bad record does not spoil the answer about the others.
                guard error.disposition == .failStream, !found.isEmpty || !objects.isEmpty else {
                    throw error
                }
            }
        }
        return found
    }

    private func subject(of stream: FinanceStream) -> FinanceSubject {
        FinanceSubject(module: catalogue.module, scope: catalogue.scope(of: stream))
    }

    /// Makes a call about records of a list that could be read: a refusal of the call is no reason to
    /// skip the stream, unless it is the scope that is missing.
    private func ofRecords(
        _ call: FinanceCall, _ meter: CallMeter
    ) async throws(SyncFailure) -> FinanceEnvelope {
        do throws(SyncFailure) {
            return try await self.call(call, meter)
        } catch {
            guard error.disposition == .skipStream, error.code == .zohoRejected else { throw error }
            throw SyncFailure(
                error.code, error.message, hint: error.hint, disposition: .failStream)
        }
    }
}
