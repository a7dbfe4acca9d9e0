public import SyncCore

/// Zoho Books (API v3), Inventory (v1) or Invoice (v3) as a source of streams: which one is the
/// caller's module.
public struct FinanceSource: RemoteSource {
    /// Zoho's default and maximum (Introduction of each API, "Pagination").
    public let pageSize: Int
    let caller: ZohoCaller
    let catalogue: FinanceCatalogue
    let organizations: OrganizationDirectory
    var refusals: FinanceRefusals { organizations.refusals }

    /// A source that makes its calls by this caller.
    /// - Parameter organizations: kept from run to run, one per module.
    public init(caller: ZohoCaller, organizations: OrganizationDirectory, pageSize: Int = 200) {
        self.caller = caller
        self.organizations = organizations
        self.pageSize = pageSize
        catalogue = FinanceCatalogue.of(caller.module)
    }

    /// Asks for the organisations, and whether the one that is read is among them; an account that may
    /// not list them is asked for its contacts.
    public func check(meter: CallMeter) async throws(SyncFailure) -> [StreamDescription] {
        let streams = catalogue.streams.map(catalogue.description)
        switch await listed(meter) {
        case .success(let all):
            guard organizations.isAmong(all) else { throw organizations.mismatch(all) }
        case .failure(let failure):
            guard failure.code == .insufficientScope,
                let contacts = streams.first(where: { $0.zohoName == "contacts" })
            else { throw failure }
            let schema = StreamSchema(table: contacts.table, zohoName: contacts.zohoName)
            _ = try await page(
                of: contacts, schema: schema, request: PageRequest(), meter: meter)
        }
        return streams
    }

    // MARK: Streams

    /// The product's streams, by the catalogue. Which of them the account has, its answers tell.
    public func streams(meter: CallMeter) async throws(SyncFailure) -> [StreamDescription] {
        catalogue.streams.map(catalogue.description)
    }

    /// What is known of the columns. The others come with the records.
    public func schema(
        of stream: StreamDescription, known: StreamSchema?, now: UTCInstant, meter: CallMeter
    ) async throws(SyncFailure) -> StreamSchema {
        let entry = try entry(of: stream)
        var schema =
            known
            ?? StreamSchema(
                table: stream.table, zohoName: stream.zohoName, idField: entry.idField,
                idColumn: StreamSchema.name(for: entry.idField))
        schema.modifiedField = entry.modifiedField
        schema.detail = refusals.hasRefusedBulk(entry) ? .init() : entry.detail
        schema.checkedAt = now
        return schema
    }

    /// The catalogue's entry of a stream.
    func entry(of stream: StreamDescription) throws(SyncFailure) -> FinanceStream {
        guard let entry = catalogue.stream(table: stream.table) else {
            throw SyncFailure(
                .notSupported, "\(catalogue.module.rawValue) has no stream \(stream.table)",
                disposition: .failStream)
        }
        return entry
    }

    // MARK: Lists

    /// A page of a list: one call.
    public func page(
        of stream: StreamDescription, schema: StreamSchema, request: PageRequest, meter: CallMeter
    ) async throws(SyncFailure) -> RecordPage {
        let entry = try entry(of: stream)
        let hasUsual = entry.hasUsual && !refusals.hasRefusedUsual(entry)
        let isPlain = FinanceStream.isPlain(request)
        let isPatient = hasUsual && isPlain
        let envelope = try await list(
            entry, request, hasUsual: hasUsual, accepting: isPatient ? .parameterRefusal : .success,
            meter)
        guard isPatient, envelope.isParameterRefusal else {
            return try page(entry, schema, request, envelope)
        }
        // The edition may not know a value; less of the list is better than nothing.
        let bare = try await list(entry, request, hasUsual: false, accepting: .success, meter)
        let result = try page(entry, schema, request, bare)
        if refusals.refuseUsual(entry) { tellOfRefusal(entry, stream) }
        return result
    }

    /// One list, as it is answered.
    private func list(
        _ stream: FinanceStream, _ request: PageRequest, hasUsual: Bool,
        accepting acceptance: FinanceAcceptance, _ meter: CallMeter
    ) async throws(SyncFailure) -> FinanceEnvelope {
        var subject = FinanceSubject(module: catalogue.module, scope: catalogue.scope(of: stream))
        if stream.isOptional {
            subject.tolerance = FinanceStream.isPlain(request) ? .everything : .edition
        }
        return try await call(
            FinanceCall(
                path: stream.path(for: request),
                query: stream.query(request, pageSize: pageSize, hasUsual: hasUsual),
                stream: stream.name, subject: subject,
                acceptance: request.parent == nil ? acceptance : .absence),
            meter)
    }

    private func page(
        _ stream: FinanceStream, _ schema: StreamSchema, _ request: PageRequest,
        _ envelope: FinanceEnvelope
    ) throws(SyncFailure) -> RecordPage {
        var decoder = FinanceDecoder(stream, schema)
        if envelope.isAbsence {
            // The parent does not exist any more, and nothing under it does.
            return RecordPage(
                rows: decoder.table.empty, hasMore: false, next: nil,
                serverTime: envelope.serverTime)
        }
        if let only = stream.only, let applied = envelope.appliedFilter, applied != only {
            throw SyncFailure(
                .zohoRejected, "Zoho does not know the filter \(only)", disposition: .skipStream)
        }
        let elements = try envelope.list(stream.keys)
        let (rows, days) = try decoder.rows(elements, parent: request.parent)
        var page = RecordPage(
            rows: rows,
            hasMore: try envelope.hasMore(
                rows: elements.count,
                pageSize: stream.abilities.contains(.pages) ? pageSize : nil),
            next: nil, serverTime: envelope.serverTime)
        page.schema = decoder.schema == schema ? nil : decoder.schema
        page.isNewestFirst = envelope.isNewestFirst
        page.days = days
        return page
    }

    private func tellOfRefusal(_ entry: FinanceStream, _ stream: StreamDescription) {
        caller.sink.emit(
            Event(
                .notice, .notice,
                "\(catalogue.module.rawValue) refused the usual filter and order of \(entry.name): "
                    + "it is read without, and may lack what is inactive",
                [(.module, catalogue.module.rawValue), (.stream, stream.table)]))
    }

    /// A page costs one call.
    public func firstPart(
        of stream: StreamDescription, schema: StreamSchema, request: PageRequest, meter: CallMeter
    ) async throws(SyncFailure) -> RecordPage? { nil }

    /// Nothing lists what was deleted.
    public func tombstones(
        of stream: StreamDescription, meter: CallMeter
    ) async throws(SyncFailure) -> [Tombstone]? { nil }

    /// Calls that may still be made, by the organisation's rations.
    public func allowance(for purpose: CallPurpose) -> Int? { caller.allowance(for: purpose) }
}
