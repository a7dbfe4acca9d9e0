/// The port to the local database: one place where rows and cursor are committed together.
public protocol LocalMirror: Sendable {
    /// What is kept of a stream; nil when it was never synced.
    func stream(_ table: String) async throws(SyncFailure) -> StreamRecord?
    /// The tables of a module's streams that were ever synced.
    func tables(of module: Module) async throws(SyncFailure) -> [String]
    /// Creates the table or adds the columns it lacks, and keeps the schema. Answers with the
    /// columns that were added to a table that existed.
    func apply(_ schema: StreamSchema, module: Module) async throws(SyncFailure) -> [String]
    /// Writes rows and cursor in one transaction: the rows that differ, and none of the others.
    func commit(_ commit: Commit) async throws(SyncFailure) -> CommitResult
    /// Whether committing these rows would write any of them. Writes none.
    func differs(_ rows: RowBatch, schema: StreamSchema) async throws(SyncFailure) -> Bool
    /// Keeps the list of tombstones as Zoho has it now, marks the rows, and says what that means.
    func applyTombstones(
        _ tombstones: [Tombstone], schema: StreamSchema, crowds: [UTCInstant], now: UTCInstant
    ) async throws(SyncFailure) -> TombstoneResult
    /// Notes that Zoho has been asked about the records that a list of tombstones left in doubt.
    func settleTombstones(
        departed: [String], contradicted: [Tombstone], schema: StreamSchema, now: UTCInstant
    ) async throws(SyncFailure)
    /// The live rows that the sweep under way has not met.
    func unseen(
        _ schema: StreamSchema, notes: SweepNotes
    ) async throws(SyncFailure) -> SweepResult
    /// Marks rows as deleted.
    func markDeleted(
        _ ids: [String], schema: StreamSchema, at: UTCInstant, now: UTCInstant
    ) async throws(SyncFailure) -> Int
    /// Notes how a stream's part of a run ended, and counts its rows.
    func finishStream(
        _ table: String, syncedAt: UTCInstant?, error: RunError?
    ) async throws(SyncFailure)
    /// The ids of a table's live rows, in their order; none where there is no such table.
    func liveIDs(_ table: String) async throws(SyncFailure) -> [String]

    /// The debts to pay next: up to so many of one stream of the module, the latest first, none
    /// that waits for a later moment and none of the excluded tables. Nil: there are none.
    func nextDebts(
        of module: Module, excluding tables: Set<String>, limit: Int, now: UTCInstant
    ) async throws(SyncFailure) -> DebtBatch?
    /// Writes what details have told, children included, and strikes their debts out, in one
    /// transaction. A debt that was renewed meanwhile stays. Answers with the rows written.
    func commitDetails(
        _ records: [RecordDetail], paying debts: [DetailDebt], schema: StreamSchema, now: UTCInstant
    ) async throws(SyncFailure) -> Int
    /// Puts debts off after a failure.
    func postpone(
        _ debts: [DetailDebt], of table: String, until: UTCInstant
    ) async throws(SyncFailure)
    /// How many debts each table has.
    func debtCounts() async throws(SyncFailure) -> [String: Int]
    /// From now on does not wait long for what others hold: the daemon ends.
    func hurry()
}

/// Debts of one stream.
public struct DebtBatch: Sendable {
    /// The stream's columns and children.
    public var schema: StreamSchema
    /// The debts, the latest first.
    public var debts: [DetailDebt]

    /// A batch.
    public init(schema: StreamSchema, debts: [DetailDebt]) {
        self.schema = schema
        self.debts = debts
    }
}

/// Where a sweep notes what it has met.
public enum SweepNotes: Hashable, Sendable {
    /// With the rows, so that a restart goes on with the sweep.
    case kept
    /// In memory, so that a run without changes writes nothing.
    case temporary
}

/// What is kept of a stream.
public struct StreamRecord: Sendable {
    /// Its columns.
    public var schema: StreamSchema?
    /// How far it has been read.
    public var cursor: Cursor

    /// A record.
    public init(schema: StreamSchema?, cursor: Cursor) {
        self.schema = schema
        self.cursor = cursor
    }
}

/// One transaction.
public struct Commit: Sendable {
    /// The table and its columns.
    public var schema: StreamSchema
    /// The rows.
    public var rows: RowBatch
    /// The cursor that covers them; nil leaves it as it is.
    public var cursor: Cursor?
    /// What the sweep is to remember of these rows.
    public var sweep: SweepStep
    /// Seconds of which it matters whether rows leave them.
    public var crowds: [UTCInstant]
    /// When the rows were written.
    public var now: UTCInstant

    /// What a sweep does in a commit.
    public enum SweepStep: Hashable, Sendable {
        /// No sweep is under way.
        case none
        /// A sweep begins: forget what was met, then note these rows.
        case begin(SweepNotes)
        /// Note these rows as met.
        case note(SweepNotes)
        /// The sweep is over: forget what was met.
        case end(SweepNotes)
    }

    /// A transaction.
    public init(
        schema: StreamSchema, rows: RowBatch, cursor: Cursor?, sweep: SweepStep,
        crowds: [UTCInstant] = [], now: UTCInstant
    ) {
        self.schema = schema
        self.rows = rows
        self.cursor = cursor
        self.sweep = sweep
        self.crowds = crowds
        self.now = now
    }
}

/// What a transaction did.
public struct CommitResult: Hashable, Sendable {
    /// Rows that are new or differed.
    public var upserted: Int
    /// The crowds that rows have left.
    public var disturbed: [UTCInstant]

    /// A result.
    public init(upserted: Int, disturbed: [UTCInstant] = []) {
        self.upserted = upserted
        self.disturbed = disturbed
    }
}

/// What the list of tombstones means for the local rows.
public struct TombstoneResult: Hashable, Sendable {
    /// Rows that were marked deleted.
    public var deleted: Int
    /// Records that left the list before their time and may have been restored.
    public var departed: [String]
    /// Records whose row was modified after the tombstone: Zoho must be asked whether they live.
    public var contradicted: [String]
    /// The crowds that rows have left.
    public var disturbed: [UTCInstant]

    /// A result.
    public init(
        deleted: Int, departed: [String], contradicted: [String], disturbed: [UTCInstant] = []
    ) {
        self.disturbed = disturbed
        self.deleted = deleted
        self.departed = departed
        self.contradicted = contradicted
    }
}

/// What a sweep has found.
public struct SweepResult: Hashable, Sendable {
    /// Live rows in the table.
    public var live: Int
    /// Live rows that were not met.
    public var unseen: [String]
    /// The id of a row that was met, to prove that asking by id works.
    public var witness: String?

    /// A result.
    public init(live: Int, unseen: [String], witness: String?) {
        self.live = live
        self.unseen = unseen
        self.witness = witness
    }
}
