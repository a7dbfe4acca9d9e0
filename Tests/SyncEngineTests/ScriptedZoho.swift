import SyncCore
import Synchronization
import TestSupport

/// A list of records in memory that behaves as Zoho CRM's do, under every reading of what is not
/// documented, and that changes between any two calls.
final class ScriptedZoho: RemoteSource {
    /// How the parts of the API that nobody has confirmed behave in this history.
    struct Habits: Sendable {
        var pageSize = 5
        var filterIsExclusive = false
        var tokensAreSnapshots = false
        var restoreBumpsModified = true
        var tellsServerTime = true
        /// Seconds by which the server's `Date` is off from its time stamps.
        var clockSkew: Int64 = 0
        /// Seconds after which a change becomes visible in lists.
        var lag: Int64 = 0
    }

    struct Record: Hashable, Sendable {
        var id: String
        var modified: UTCInstant
        var value: Int
        var deletedAt: UTCInstant?
    }

    struct State: Sendable {
        var now = UTCInstant(seconds: 1_780_000_000)
        var records: [String: Record] = [:]
        var nextID = 1
        var calls = 0
        var snapshots: [[Record]] = []
        /// The call that fails, as if the process had been killed there.
        var failsAtCall: Int?
        /// Records that a list of tombstones has named.
        var listed: Set<String> = []
        /// Records that lists leave out by a fault, though they exist.
        var hidden: Set<String> = []
    }

    static let stream = StreamDescription(
        zohoName: "Leads", table: "crm_leads", reading: .records)
    let habits: Habits
    let state = Mutex(State())
    /// Runs before each call.
    let beforeCall: @Sendable (inout State) -> Void

    init(habits: Habits, beforeCall: @escaping @Sendable (inout State) -> Void) {
        self.habits = habits
        self.beforeCall = beforeCall
    }

    var pageSize: Int { habits.pageSize }

    func streams(meter: CallMeter) async throws(SyncFailure) -> [StreamDescription] {
        [Self.stream]
    }

    func schema(
        of stream: StreamDescription, known: StreamSchema?, now: UTCInstant, meter: CallMeter
    ) async throws(SyncFailure) -> StreamSchema {
        var schema = known ?? StreamSchema(table: stream.table, zohoName: stream.zohoName)
        schema.add(field: "Value", part: .whole, name: "value", kind: .integer)
        schema.add(field: "Modified_Time", part: .whole, name: "modified_time", kind: .instant)
        schema.fields = ["Value", "Modified_Time"]
        schema.modifiedField = "Modified_Time"
        schema.checkedAt = now
        return schema
    }

    func page(
        of stream: StreamDescription, schema: StreamSchema, request: PageRequest, meter: CallMeter
    ) async throws(SyncFailure) -> RecordPage {
        try begin(meter)
        return state.withLock { state in
            let matching: [Record]
            var offset = 0
            if let token = request.token {
                let parts = token.parts[0].split(separator: ":").compactMap { Int($0) }
                offset = parts[1]
                matching =
                    habits.tokensAreSnapshots
                    ? state.snapshots[parts[0]] : list(state, since: request.since)
            } else {
                matching = list(state, since: request.since)
                state.snapshots.append(matching)
            }
            let rows = matching.dropFirst(offset).prefix(pageSize)
            let hasMore = matching.count > offset + pageSize
            let snapshot =
                request.token.map { $0.parts[0].split(separator: ":")[0] }
                .map { String($0) } ?? String(state.snapshots.count - 1)
            return RecordPage(
                rows: batch(Array(rows), schema), hasMore: hasMore,
                next: hasMore
                    ? PageToken(
                        parts: ["\(snapshot):\(offset + pageSize)"],
                        page: (request.token?.page ?? 1) + 1) : nil,
                serverTime: habits.tellsServerTime ? state.now + habits.clockSkew : nil)
        }
    }

    private func list(_ state: State, since: UTCInstant?) -> [Record] {
        state.records.values.filter { record in
            guard record.deletedAt == nil, !state.hidden.contains(record.id) else { return false }
            // What has just changed may not be visible yet, in any version.
            guard record.modified + habits.lag <= state.now else { return false }
            guard let since else { return true }
            return habits.filterIsExclusive ? record.modified > since : record.modified >= since
        }.sorted { ($0.modified, $0.id) < ($1.modified, $1.id) }
    }

    func firstPart(
        of stream: StreamDescription, schema: StreamSchema, request: PageRequest, meter: CallMeter
    ) async throws(SyncFailure) -> RecordPage? { nil }

    func records(
        of stream: StreamDescription, schema: StreamSchema, ids: [String], meter: CallMeter
    ) async throws(SyncFailure) -> RowBatch {
        try begin(meter)
        return state.withLock { state in
            batch(ids.compactMap { state.records[$0] }.filter { $0.deletedAt == nil }, schema)
        }
    }

    func details(
        of stream: StreamDescription, schema: StreamSchema, ids: [String], meter: CallMeter
    ) async throws(SyncFailure) -> DetailAnswer { DetailAnswer(schema: schema, records: []) }

    func allowance(for purpose: CallPurpose) -> Int? { nil }

    func tombstones(
        of stream: StreamDescription, meter: CallMeter
    ) async throws(SyncFailure) -> [Tombstone]? {
        try begin(meter)
        return state.withLock { state in
            let deleted = state.records.values.filter { $0.deletedAt != nil }
            state.listed.formUnion(deleted.map(\.id))
            return deleted.compactMap { record in
                record.deletedAt.map {
                    Tombstone(id: record.id, deletedAt: $0, isPermanent: false)
                }
            }
        }
    }

    private func begin(_ meter: CallMeter) throws(SyncFailure) {
        meter.count()
        let fails = state.withLock { state in
            beforeCall(&state)
            state.calls += 1
            return state.failsAtCall == state.calls
        }
        if fails {
            throw SyncFailure(.zohoUnavailable, "the line went dead", disposition: .failStream)
        }
    }

    private func batch(_ records: [Record], _ schema: StreamSchema) -> RowBatch {
        var batch = RowBatch(columnCount: schema.columns.count)
        for (row, record) in records.enumerated() {
            batch.appendRow(modified: record.modified)
            batch[row, 0] = batch.makeCell(text: record.id)
            let value = batch.makeCell(text: String(record.value))
            batch[row, 1] = RowBatch.Cell(
                .number, start: Int(value.start), length: Int(value.length))
            batch[row, 2] = batch.makeCell(text: record.modified.text)
        }
        return batch
    }
}

// MARK: - Changes

extension ScriptedZoho.State {
    mutating func create() {
        let id = String(nextID)
        nextID += 1
        records[id] = .init(id: id, modified: now, value: 0)
    }

    mutating func change(_ id: String) {
        records[id]?.value += 1
        records[id]?.modified = now
    }

    mutating func delete(_ id: String) {
        records[id]?.deletedAt = now
        listed.remove(id)
    }

    mutating func restore(_ id: String, bump: Bool) {
        records[id]?.deletedAt = nil
        if bump { records[id]?.modified = now }
    }

    /// Does something at random to what is there.
    mutating func mutate(_ random: inout SeededGenerator, _ habits: ScriptedZoho.Habits) {
        // Often within the same second, now and then much later.
        if random.chance(40) { now = now + Int64.random(in: 1...3, using: &random) }
        if random.chance(5) { now = now + Int64.random(in: 100...2000, using: &random) }
        let ids = records.keys.sorted()
        guard let id = ids.randomElement(using: &random), let record = records[id] else {
            return create()
        }
        switch (Int.random(in: 0..<10, using: &random), record.deletedAt) {
        case (0..<3, _): create()
        case (3..<7, nil): change(id)
        case (7..<9, nil): delete(id)
        case (_, nil): return
        // A restoration that moves no time, of a record that no list of tombstones has named in
        // between, leaves no trace at all but in a sweep: see `RestorationTests`.
        case _ where !habits.restoreBumpsModified && !listed.contains(id): return
        default: restore(id, bump: habits.restoreBumpsModified)
        }
    }
}
