public import SyncCore

/// Zoho CRM (API v8) as a source of streams: a stream per module, and the users.
public struct CRMSource: RemoteSource {
    /// Ids of up to 19 digits: 50 of them with commas stay within 1,024 characters.
    private static let idsPerCall = 50
    private static let piecewiseTries = 4
    /// Zoho's default and maximum (Zoho CRM API v8, Get Records, `per_page`).
    public let pageSize = 200
    let caller: ZohoCaller
    let memory = SourceMemory()

    /// A source that makes its calls by this caller.
    public init(caller: ZohoCaller) { self.caller = caller }

    /// A path of the API.
    static func path(_ rest: String) -> String { "/crm/v8/" + rest }

    // MARK: Streams

    /// The CRM modules that the API serves, and the users.
    public func streams(meter: CallMeter) async throws(SyncFailure) -> [StreamDescription] {
        let answer = try await call(ZohoCall(Self.path("settings/modules")), meter)
        guard let document = answer.document, let modules = document.value["modules"]?.array,
            !modules.isEmpty
        else {
            throw SyncFailure(
                .invalidResponse, "Zoho CRM listed no modules", disposition: .stopModule)
        }
        var taken: Set<String> = [CRMUsers.stream.table]
        let streams = modules.compactMap { CRMModule($0) }.filter(\.isStream).map { module in
            let table = freeName("crm_" + StreamSchema.name(for: module.apiName), taken: taken)
            taken.insert(table)
            return StreamDescription(
                zohoName: module.apiName, table: table, reading: .records,
                revision: module.revision, unavailable: module.unavailable)
        }
        memory.remember(tables: taken)
        return streams + [CRMUsers.stream]
    }

    // MARK: Records

    /// The first slice of fields of a page, where the fields need several.
    public func firstPart(
        of stream: StreamDescription, schema: StreamSchema, request: PageRequest, meter: CallMeter
    ) async throws(SyncFailure) -> RecordPage? {
        let slices = slices(of: schema)
        guard slices.count > 1, stream != CRMUsers.stream else { return nil }
        let (list, serverTime) = try await list(
            stream, listQuery(stream, schema: schema, fields: slices[0]), since: request.since,
            meter)
        return RecordPage(
            rows: try list.rows(RecordDecoder(schema: schema)), hasMore: list.hasMore, next: nil,
            serverTime: serverTime)
    }

    /// A page, its slices of fields put together; records that changed between two slices are
    /// read again.
    public func page(
        of stream: StreamDescription, schema: StreamSchema, request: PageRequest, meter: CallMeter
    ) async throws(SyncFailure) -> RecordPage {
        let decoder = RecordDecoder(schema: schema)
        if stream == CRMUsers.stream {
            return try await usersPage(request, schema: schema, decoder, meter)
        }
        let slices = slices(of: schema)
        var batches: [RowBatch] = []
        var hasMore = false
        var tokens: [String] = []
        var serverTime: UTCInstant?
        for (index, fields) in slices.enumerated() {
            var query = listQuery(stream, schema: schema, fields: fields)
            // Each slice has a chain of tokens of its own: a token is bound to its parameters.
            if let token = request.token {
                if index < token.parts.count {
                    query.append(("page_token", token.parts[index]))
                } else {
                    query.append(("page", String(token.page)))
                }
            }
            let (list, answeredAt) = try await list(stream, query, since: request.since, meter)
            serverTime = earlier(serverTime, answeredAt)
            batches.append(try list.rows(decoder))
            if index == 0 { hasMore = list.hasMore }
            if let token = list.nextToken { tokens.append(token) }
            // Nothing new in the first slice is nothing new at all.
            if index == 0, batches[0].rowCount == 0 { break }
        }
        let merge = SliceMerge(batches)
        var rows = merge.rows
        if !merge.incomplete.isEmpty {
            rows = try await completed(rows, merge.incomplete, stream, schema, meter)
        }
        let number = (request.token?.page ?? 1) + 1
        let isByToken = tokens.count == slices.count
        let next =
            hasMore && (isByToken || number <= 10)
            ? PageToken(parts: isByToken ? tokens : [], page: number) : nil
        return RecordPage(rows: rows, hasMore: hasMore, next: next, serverTime: serverTime)
    }

    /// Adds the records that came in pieces, where they can be had in one version by now and still
    /// belong to this page. The others have changed or gone, and are met later in the walk.
    private func completed(
        _ rows: RowBatch, _ incomplete: [String], _ stream: StreamDescription,
        _ schema: StreamSchema, _ meter: CallMeter
    ) async throws(SyncFailure) -> RowBatch {
        let found = try await merged(of: stream, schema: schema, ids: incomplete, meter: meter).rows
        let last = rows.modified.compactMap { $0 }.max()
        let fitting = found.filtered { row in
            guard let modified = found.modified[row] else { return true }
            return last.map { modified <= $0 } ?? true
        }
        guard fitting.rowCount > 0 else { return rows }
        return rows.merged(with: fitting)
    }

    /// The records of these ids that exist, each in one version.
    public func records(
        of stream: StreamDescription, schema: StreamSchema, ids: [String], meter: CallMeter
    ) async throws(SyncFailure) -> RowBatch {
        let decoder = RecordDecoder(schema: schema)
        var found = RowBatch(columnCount: schema.columns.count)
        if stream == CRMUsers.stream {
            for id in ids {
                found = found.merged(with: try await user(id, decoder, meter))
            }
            return found
        }
        var wanted = ids
        for _ in 0..<Self.piecewiseTries {
            let merge = try await merged(of: stream, schema: schema, ids: wanted, meter: meter)
            found = found.merged(with: merge.rows)
            guard !merge.incomplete.isEmpty else { return found }
            // Changed between two slices: such a record exists, and its absence would say otherwise.
            wanted = merge.incomplete
        }
        throw SyncFailure(
            .invalidResponse,
            "\(wanted.count) records of \(stream.zohoName) changed each time they were read",
            hint: "the next sync tries again", disposition: .failStream)
    }

    /// The records of these ids: those that came in one version, and the ids of the others.
    private func merged(
        of stream: StreamDescription, schema: StreamSchema, ids: [String], meter: CallMeter
    ) async throws(SyncFailure) -> (rows: RowBatch, incomplete: [String]) {
        let decoder = RecordDecoder(schema: schema)
        var found = RowBatch(columnCount: schema.columns.count)
        var incomplete: [String] = []
        let slices = slices(of: schema)
        for start in stride(from: 0, to: ids.count, by: Self.idsPerCall) {
            let wanted = ids[start..<min(start + Self.idsPerCall, ids.count)]
            var batches: [RowBatch] = []
            for fields in slices {
                let query =
                    listQuery(stream, schema: schema, fields: fields)
                    + [("ids", wanted.joined(separator: ","))]
                batches.append(
                    try await list(stream, query, since: nil, meter).list.rows(decoder))
            }
            let merge = SliceMerge(batches)
            let isWanted = Set(wanted)
            found = found.merged(
                with: merge.rows.filtered { isWanted.contains(merge.rows.id(row: $0)) })
            incomplete += merge.incomplete.filter(isWanted.contains)
        }
        return (found, incomplete)
    }

    func slices(of schema: StreamSchema) -> [String] {
        FieldSlices.cut(schema.fields, modifiedField: schema.modifiedField)
    }

    /// One list of records, and the server's clock.
    func list(
        _ stream: StreamDescription, _ query: [(name: String, value: String)], since: UTCInstant?,
        _ meter: CallMeter
    ) async throws(SyncFailure) -> (list: RecordList, serverTime: UTCInstant?) {
        let answer = try await call(
            ZohoCall(Self.path(stream.zohoName), query: query, since: since), meter)
        let list = try RecordList(answer, key: "data", stream: stream.zohoName)
        return (list, answer.serverTime)
    }

    func listQuery(
        _ stream: StreamDescription, schema: StreamSchema, fields: String
    ) -> [(name: String, value: String)] {
        var query = [
            (name: "fields", value: fields), ("per_page", String(pageSize)),
            ("sort_by", schema.modifiedField ?? "id"), ("sort_order", "asc"),
        ]
        // Converted leads are hidden by default.
        if stream.zohoName == "Leads" { query.append(("converted", "both")) }
        return query
    }

    // MARK: Users

    private func usersPage(
        _ request: PageRequest, schema: StreamSchema, _ decoder: RecordDecoder, _ meter: CallMeter
    ) async throws(SyncFailure) -> RecordPage {
        let number = request.token?.page ?? 1
        let answer = try await call(CRMUsers.call(page: number), meter)
        let list = try RecordList(answer, key: "users", stream: "users")
        return RecordPage(
            rows: try list.rows(decoder), hasMore: list.hasMore,
            next: list.hasMore ? PageToken(parts: [], page: number + 1) : nil,
            serverTime: answer.serverTime)
    }

    private func user(
        _ id: String, _ decoder: RecordDecoder, _ meter: CallMeter
    ) async throws(SyncFailure) -> RowBatch {
        let answer = try await call(ZohoCall(Self.path("users/\(id)")), meter)
        return try RecordList(answer, key: "users", stream: "users").rows(decoder)
    }

    /// Makes a call and reads its errors as the CRM means them.
    func call(
        _ call: ZohoCall, _ meter: CallMeter
    ) async throws(SyncFailure) -> ZohoAnswer {
        try await caller.answer(to: call, meter: meter, judge: crmFailure)
    }
}

/// The earlier of two server times, as far as they are known.
private func earlier(_ left: UTCInstant?, _ right: UTCInstant?) -> UTCInstant? {
    guard let left, let right else { return left ?? right }
    return min(left, right)
}
