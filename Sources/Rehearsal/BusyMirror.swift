import Mirror
import SyncCore

/// A database whose work time does not pass over.
struct BusyMirror: LocalMirror, RunStore, RationStore {
    let mirror: SQLiteMirror
    let time: SimulatedTime

    var path: String { mirror.path }

    private func busy<Value>(
        _ body: () async throws(SyncFailure) -> Value
    ) async throws(SyncFailure) -> Value {
        try await time.whileBusy(body)
    }

    func hurry() { mirror.hurry() }

    // MARK: Streams

    func stream(_ table: String) async throws(SyncFailure) -> StreamRecord? {
        try await busy { () throws(SyncFailure) in try await mirror.stream(table) }
    }

    func tables(of module: Module) async throws(SyncFailure) -> [String] {
        try await busy { () throws(SyncFailure) in try await mirror.tables(of: module) }
    }

    func apply(_ schema: StreamSchema, module: Module) async throws(SyncFailure) -> [String] {
        try await busy { () throws(SyncFailure) in try await mirror.apply(schema, module: module) }
    }

    func commit(_ commit: Commit) async throws(SyncFailure) -> CommitResult {
        try await busy { () throws(SyncFailure) in try await mirror.commit(commit) }
    }

    func differs(_ rows: RowBatch, schema: StreamSchema) async throws(SyncFailure) -> Bool {
        try await busy { () throws(SyncFailure) in try await mirror.differs(rows, schema: schema) }
    }

    func finishStream(
        _ table: String, syncedAt: UTCInstant?, error: RunError?
    ) async throws(SyncFailure) {
        try await busy { () throws(SyncFailure) in
            try await mirror.finishStream(table, syncedAt: syncedAt, error: error)
        }
    }

    func liveIDs(_ table: String) async throws(SyncFailure) -> [String] {
        try await busy { () throws(SyncFailure) in try await mirror.liveIDs(table) }
    }

    // MARK: Deletions

    func applyTombstones(
        _ tombstones: [Tombstone], schema: StreamSchema, crowds: [UTCInstant], now: UTCInstant
    ) async throws(SyncFailure) -> TombstoneResult {
        try await busy { () throws(SyncFailure) in
            try await mirror.applyTombstones(tombstones, schema: schema, crowds: crowds, now: now)
        }
    }

    func settleTombstones(
        departed: [String], contradicted: [Tombstone], schema: StreamSchema, now: UTCInstant
    ) async throws(SyncFailure) {
        try await busy { () throws(SyncFailure) in
            try await mirror.settleTombstones(
                departed: departed, contradicted: contradicted, schema: schema, now: now)
        }
    }

    func unseen(
        _ schema: StreamSchema, notes: SweepNotes
    ) async throws(SyncFailure) -> SweepResult {
        try await busy { () throws(SyncFailure) in try await mirror.unseen(schema, notes: notes) }
    }

    func markDeleted(
        _ ids: [String], schema: StreamSchema, at: UTCInstant, now: UTCInstant
    ) async throws(SyncFailure) -> Int {
        try await busy { () throws(SyncFailure) in
            try await mirror.markDeleted(ids, schema: schema, at: at, now: now)
        }
    }

    // MARK: Details

    func nextDebts(
        of module: Module, excluding tables: Set<String>, limit: Int, now: UTCInstant
    ) async throws(SyncFailure) -> DebtBatch? {
        try await busy { () throws(SyncFailure) in
            try await mirror.nextDebts(of: module, excluding: tables, limit: limit, now: now)
        }
    }

    func commitDetails(
        _ records: [RecordDetail], paying debts: [DetailDebt], schema: StreamSchema, now: UTCInstant
    ) async throws(SyncFailure) -> Int {
        try await busy { () throws(SyncFailure) in
            try await mirror.commitDetails(records, paying: debts, schema: schema, now: now)
        }
    }

    func postpone(
        _ debts: [DetailDebt], of table: String, until: UTCInstant
    ) async throws(SyncFailure) {
        try await busy { () throws(SyncFailure) in
            try await mirror.postpone(debts, of: table, until: until)
        }
    }

    func debtCounts() async throws(SyncFailure) -> [String: Int] {
        try await busy { () throws(SyncFailure) in try await mirror.debtCounts() }
    }

    // MARK: Runs and rations

    func record(_ run: Run, streams: JSONValue, error: JSONValue) async throws(SyncFailure) {
        try await busy { () throws(SyncFailure) in
            try await mirror.record(run, streams: streams, error: error)
        }
    }

    func runs(module: Module?, id: String?, limit: Int) async throws(SyncFailure) -> [JSONValue] {
        try await busy { () throws(SyncFailure) in
            try await mirror.runs(module: module, id: id, limit: limit)
        }
    }

    func closeInterruptedRuns(at now: UTCInstant, error: JSONValue) async throws(SyncFailure) {
        try await busy { () throws(SyncFailure) in
            try await mirror.closeInterruptedRuns(at: now, error: error)
        }
    }

    func streams() async throws(SyncFailure) -> [JSONValue] {
        try await busy { () throws(SyncFailure) in try await mirror.streams() }
    }

    func rowCounts() async throws(SyncFailure) -> [String: Int] {
        try await busy { () throws(SyncFailure) in try await mirror.rowCounts() }
    }

    func ping() async throws(SyncFailure) {
        try await busy { () throws(SyncFailure) in try await mirror.ping() }
    }

    var progress: UInt64 { mirror.progress }
    var hasFailed: Bool { mirror.hasFailed }

    func rations(_ key: String) async throws(SyncFailure) -> JSONValue? {
        try await busy { () throws(SyncFailure) in try await mirror.rations(key) }
    }

    func keepRations(_ state: JSONValue, for key: String) { mirror.keepRations(state, for: key) }
}
