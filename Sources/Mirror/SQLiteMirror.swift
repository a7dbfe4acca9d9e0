import Foundation
import GRDB
import GRDBSQLite
public import SyncCore
import Synchronization

/// The local database in SQLite: the one place where rows and cursor are committed together.
public final class SQLiteMirror: LocalMirror, RunStore {
    /// Where the database is.
    public let path: String
    let pool: DatabasePool
    let pulse: WriterPulse
    private let patience: LockPatience
    private let isClosed = Atomic(false)
    let rationDesk = RationDesk()

    /// Opens the database, creating or migrating it as needed.
    /// Throws `database_error` for a file that is no database, unwritable, or made by a newer version.
    /// - Parameter onProgress: Told every few seconds that the opening gets on, where it takes long:
    ///   a large migration. Does not come while SQLite checkpoints or reads its log after a crash.
    public convenience init(
        path: String, onProgress: @escaping @Sendable () -> Void = {}
    ) throws(SyncFailure) {
        let pulse = WriterPulse(
            every: .seconds(5), now: { ContinuousClock.now }, onProgress: onProgress)
        try self.init(path: path, busyTimeout: 5, pulse: pulse)
    }

    /// As above; waits so many seconds for another program's lock, so many for all of them once it has
    /// to hurry, and prepares each connection.
    init(
        path: String, busyTimeout: TimeInterval, lastTimeout: TimeInterval = 3,
        pulse: WriterPulse = WriterPulse(
            every: .seconds(5), now: { ContinuousClock.now }, onProgress: {}),
        prepare: @escaping @Sendable (Database) throws -> Void = { _ in }
    ) throws(SyncFailure) {
        self.path = path
        self.pulse = pulse
        let patience = LockPatience(seconds: busyTimeout, lastSeconds: lastTimeout)
        self.patience = patience
        do {
            var configuration = Configuration()
            configuration.busyMode = .callback { patience.wait(after: $0) }
            configuration.maximumReaderCount = 2
            configuration.label = "mirror"
            // Captures the pulse, so that it lives as long as the connections that call it.
            configuration.prepareDatabase { db in
                if !db.configuration.readonly { pulse.follow(db) }
                // With the cursor in the same database, a power cut costs the last pages of both.
                try db.execute(sql: "PRAGMA synchronous = NORMAL")
                try prepare(db)
            }
            pool = try DatabasePool(path: path, configuration: configuration)
            if try pool.read(mirrorMigrations.hasBeenSuperseded) {
                throw SyncFailure(
                    .databaseError, "\(path) was made by a newer version of zohosyncd",
                    hint: "install that version again, or name another database",
                    disposition: .stopModule)
            }
            try mirrorMigrations.migrate(pool)
            // A file that cannot be written is opened read-only without a word.
            let isReadOnly = pool.writeWithoutTransaction {
                sqlite3_db_readonly($0.sqliteConnection, nil) != 0
            }
            guard !isReadOnly else {
                throw DatabaseError(resultCode: .SQLITE_READONLY, message: "it is read-only")
            }
            pulse.opened()
        } catch {
            throw mirrorFailure("open the database \(path)", path: path, error)
        }
    }

    /// Proves that the writer still turns: returns when its turn has come.
    public func ping() async throws(SyncFailure) { try await write("reach the writer") { _ in } }

    /// A number that changes as long as the writer gets on, with a long transaction as well.
    public var progress: UInt64 { pulse.count }

    /// From now on waits for other programs' locks for a few seconds in all: the daemon ends.
    public func hurry() { patience.hurry() }

    /// Whether the write that ended last has failed.
    public var hasFailed: Bool { pulse.hasFailed }

    /// Closes the database after what is under way. The file alone then holds everything: who copies
    /// it, or puts another in its place, need not know of SQLite's log.
    public func close() {
        // A closed connection must not be asked for anything.
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        // SQLite does that as the last connection is closed, but the pool's last is a reader, which may
        // not. A failure costs nothing: the next opening finds the log.
        try? pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try? pool.close()
    }

    // MARK: LocalMirror

    /// What is kept of a stream; a schema or cursor that cannot be read counts as absent.
    public func stream(_ table: String) async throws(SyncFailure) -> StreamRecord? {
        try await read("read the cursor of \(table)") { db in
            guard
                let row = try Row.fetchOne(
                    db, sql: "SELECT cursor FROM zohosync_streams WHERE stream = ?",
                    arguments: [table])
            else { return nil }
            let cursor = (row["cursor"] as String?).flatMap { try? JSONDocument($0).value }
            return StreamRecord(
                schema: try SchemaBook.kept(table, db),
                cursor: cursor.map(Cursor.init(json:)) ?? Cursor())
        }
    }

    /// The tables of a module's streams that were ever synced.
    public func tables(of module: Module) async throws(SyncFailure) -> [String] {
        try await read("read the streams of \(module.rawValue)") { db in
            try String.fetchAll(
                db, sql: "SELECT stream FROM zohosync_streams WHERE module = ? ORDER BY stream",
                arguments: [module.rawValue])
        }
    }

    /// Creates the tables or adds the columns they lack, and keeps the schema. Columns that were
    /// added to a child table that existed are named `table.column`.
    public func apply(
        _ schema: StreamSchema, module: Module
    ) async throws(SyncFailure) -> [String] {
        try await write("prepare the table \(schema.table)") { db in
            try SchemaBook(schema: schema).apply(db, module: module)
        }
    }

    /// Writes rows, their debts, what the sweep has met and the cursor in one transaction.
    public func commit(_ commit: Commit) async throws(SyncFailure) -> CommitResult {
        try await write("write \(commit.schema.table)") { db in
            let disturbed = try CrowdWatch(schema: commit.schema, crowds: commit.crowds)
                .disturbed(by: commit.rows, db)
            let upserted = try RowWriter(schema: commit.schema, batch: commit.rows, now: commit.now)
                .write(db, watch: DebtWatch(commit, db))
            try SweepBook.take(commit, db)
            if let cursor = commit.cursor {
                try db.execute(
                    sql: "UPDATE zohosync_streams SET cursor = ?, last_sweep = ? WHERE stream = ?",
                    arguments: [cursor.json.text, cursor.sweptAt?.text, commit.schema.table])
            }
            return CommitResult(upserted: upserted, disturbed: disturbed)
        }
    }

    /// Whether committing these rows would write any of them: writes them and rolls back.
    public func differs(
        _ rows: RowBatch, schema: StreamSchema
    ) async throws(SyncFailure) -> Bool {
        try await write("compare \(schema.table)") { db in
            // The statement that writes is the one that knows what differs.
            var written = 0
            try db.inSavepoint {
                written = try RowWriter(
                    schema: schema, batch: rows, now: UTCInstant(seconds: 0)
                ).write(db)
                return .rollback
            }
            return written > 0
        }
    }

    /// Keeps the list of tombstones and marks the rows, in one transaction.
    public func applyTombstones(
        _ tombstones: [Tombstone], schema: StreamSchema, crowds: [UTCInstant], now: UTCInstant
    ) async throws(SyncFailure) -> TombstoneResult {
        try await write("mark deleted rows of \(schema.table)") { db in
            let watch = CrowdWatch(schema: schema, crowds: crowds)
            let disturbed = try watch.disturbed(by: tombstones, db)
            var result = try TombstoneBook(schema: schema, now: now).apply(tombstones, db)
            result.disturbed = disturbed
            return result
        }
    }

    /// Notes that Zoho has been asked about the records that a list of tombstones left in doubt.
    public func settleTombstones(
        departed: [String], contradicted: [Tombstone], schema: StreamSchema, now: UTCInstant
    ) async throws(SyncFailure) {
        try await write("keep the tombstones of \(schema.table)") { db in
            try TombstoneBook(schema: schema, now: now)
                .settle(departed: departed, contradicted: contradicted, db)
        }
    }

    /// The live rows that the sweep under way has not met.
    public func unseen(
        _ schema: StreamSchema, notes: SweepNotes
    ) async throws(SyncFailure) -> SweepResult {
        try await write("compare \(schema.table)") { db in
            try SweepBook(schema: schema, notes: notes).result(db)
        }
    }

    /// Marks live rows as deleted; answers with how many there were.
    public func markDeleted(
        _ ids: [String], schema: StreamSchema, at: UTCInstant, now: UTCInstant
    ) async throws(SyncFailure) -> Int {
        try await write("mark deleted rows of \(schema.table)") { db in
            let records = RecordTable(schema: schema)
            return try ids.count { try records.markDeleted($0, at: at, now: now, db) }
        }
    }

    /// The ids of a table's live rows, in their order; none where there is no such table.
    public func liveIDs(_ table: String) async throws(SyncFailure) -> [String] {
        try await read("read the ids of \(table)") { try RecordTable.liveIDs(table, $0) }
    }

    /// Notes how a stream's part of a run ended, and counts its live rows.
    public func finishStream(
        _ table: String, syncedAt: UTCInstant?, error: RunError?
    ) async throws(SyncFailure) {
        try await writeToTheEnd("note the end of \(table)") { db in
            guard try db.tableExists(table) else { return }
            let name = quoted(table)
            // Both counts are answered by an index.
            try db.execute(
                sql: """
                    UPDATE zohosync_streams SET last_sync = coalesce(?, last_sync), last_error = ?,
                    rows = (SELECT count(*) FROM \(name))
                         - (SELECT count(*) FROM \(name) WHERE "_deleted_at" IS NOT NULL)
                    WHERE stream = ?
                    """,
                arguments: [syncedAt?.text, error.map { "\($0.code): \($0.message)" }, table])
        }
    }
}
