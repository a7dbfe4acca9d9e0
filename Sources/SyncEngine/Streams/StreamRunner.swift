import SyncCore

/// Reads one stream in one run: asks the walk what to do, does it, and commits.
///
/// One runner serves one stream once. While a page is written the next one is on its way.
struct StreamRunner {
    /// What a run asks of its streams.
    struct Order: Sendable {
        var mode: Run.Mode
        var isManual: Bool
        var acceptDeletions: Bool
        var fullSweep: Duration
    }

    /// Hours for which a stream's fields are believed when nothing in it changes.
    static let schemaLifetime: Int64 = 24 * 3600

    let module: Module
    let stream: StreamDescription
    let order: Order
    let source: any RemoteSource
    let mirror: any LocalMirror
    let time: TimeSource
    let sink: any EventSink
    let cancel: CancelFlag
    let meter = CallMeter()
    let report: @Sendable (StreamResult) -> Void

    private(set) var result: StreamResult
    var schema: StreamSchema
    private var isSchemaFresh = false

    init(
        module: Module, stream: StreamDescription, order: Order, source: any RemoteSource,
        mirror: any LocalMirror, time: TimeSource, sink: any EventSink, cancel: CancelFlag,
        report: @escaping @Sendable (StreamResult) -> Void
    ) {
        self.module = module
        self.stream = stream
        self.order = order
        self.source = source
        self.mirror = mirror
        self.time = time
        self.sink = sink
        self.cancel = cancel
        self.report = report
        result = StreamResult(table: stream.table)
        schema = StreamSchema(table: stream.table, zohoName: stream.zohoName)
    }

    /// How it ended, and the failure that stops the whole module, if it was one.
    struct Outcome: Sendable {
        var result: StreamResult
        var stop: SyncFailure?
        /// Whether the account may not read the stream.
        var isSkipped: Bool { result.state == .skipped }
    }

    /// Reads the stream.
    mutating func run() async -> Outcome {
        var stop: SyncFailure?
        do throws(SyncFailure) {
            try await read()
            result.state = .succeeded
            try await mirror.finishStream(stream.table, syncedAt: time.now(), error: nil)
        } catch {
            stop = await end(with: error)
        }
        result.apiCalls = meter.value
        report(result)
        return Outcome(result: result, stop: stop)
    }

    private mutating func end(with failure: SyncFailure) async -> SyncFailure? {
        switch failure.disposition {
        case .skipStream:
            result.state = .skipped
            result.reason = failure.message
            return nil
        case .stopModule where failure.code == .cancelled:
            result.state = .cancelled
        default:
            result.state = .failed
            result.error = RunError(failure)
        }
        // The failure itself matters more than failing to note it.
        try? await mirror.finishStream(stream.table, syncedAt: nil, error: result.error)
        switch failure.disposition {
        case .stopModule, .reauthorize, .refreshToken, .blocked, .spent: return failure
        case .retry, .crowded, .skipStream, .failStream: return nil
        }
    }

    private mutating func read() async throws(SyncFailure) {
        try cancel.check()
        let known = try await mirror.stream(stream.table)
        if let kept = known?.schema { schema = kept }
        if case .list(let traits) = stream.reading {
            return try await readList(traits, known)
        }
        let age = schema.checkedAt.map { time.now() - $0 } ?? .max
        if known?.schema == nil || age >= Self.schemaLifetime || order.mode == .full
            || schema.revision != stream.revision
        {
            _ = try await refreshSchema(isKnown: known?.schema != nil)
        }
        if schema.modifiedField == nil {
            try await readSnapshot()
        } else {
            try await readChanges(from: known?.cursor ?? Cursor())
        }
    }

    // MARK: Shared by both ways of reading

    /// Asks for the stream's fields, once a run at most; whether columns were added or fields went.
    mutating func refreshSchema(isKnown: Bool = true) async throws(SyncFailure) -> Bool {
        guard !isSchemaFresh else { return false }
        isSchemaFresh = true
        let before = schema
        schema = try await source.schema(
            of: stream, known: isKnown ? schema : nil, now: time.now(), meter: meter)
        try await applySchema()
        return schema.fields != before.fields || schema.columns != before.columns
    }

    /// Gives the table the columns of the schema, and tells of those that an existing one lacked.
    func applySchema(isNews: Bool = true) async throws(SyncFailure) {
        let added = try await mirror.apply(schema, module: module)
        guard isNews, !added.isEmpty else { return }
        sink.emit(schemaChange(module, table: stream.table, added: added))
    }

    /// Writes rows and cursor, and tells how far the stream is.
    /// Answers with the crowds that rows have left.
    @discardableResult
    mutating func commit(
        _ rows: RowBatch, cursor: Cursor?, sweep: Commit.SweepStep, crowds: [UTCInstant] = []
    ) async throws(SyncFailure) -> [UTCInstant] {
        let written = try await mirror.commit(
            Commit(
                schema: schema, rows: rows, cursor: cursor, sweep: sweep, crowds: crowds,
                now: time.now()))
        result.recordsRead += rows.rowCount
        result.upserted += written.upserted
        tell()
        return written.disturbed
    }

    /// Counts rows as marked deleted.
    mutating func countDeleted(_ rows: Int) {
        result.deleted += rows
        tell()
    }

    private mutating func tell() {
        result.apiCalls = meter.value
        report(result)
    }

    /// Whether rows were written in this run.
    var hasNews: Bool { result.upserted > 0 }
}

/// The event that tells of new columns.
func schemaChange(_ module: Module, table: String, added: [String]) -> Event {
    Event(
        .schemaChanged, .notice,
        "\(module.rawValue): \(table) has new columns: \(added.joined(separator: ", "))",
        [(.module, module.rawValue), (.stream, table)])
}
