import GRDB
import SyncCore

/// Remembers which records a sweep has met, and says which live rows it has not.
///
/// A sweep over a changing list may take long and is resumed after a restart: its notes are kept in
/// the database. A snapshot that is read anew in every run has its notes in a temporary table, so
/// that a run without changes writes nothing.
struct SweepBook {
    let schema: StreamSchema
    let notes: SweepNotes

    private var book: String {
        switch notes {
        case .kept: "main.zohosync_sweep"
        case .temporary: "temp.zohosync_snapshot"
        }
    }
    private var table: String { quoted(schema.table) }
    private var key: String { quoted(schema.columns[0].name) }

    /// Takes the step of a commit.
    static func take(_ commit: Commit, _ db: Database) throws {
        switch commit.sweep {
        case .none: return
        case .begin(let notes):
            let book = SweepBook(schema: commit.schema, notes: notes)
            try book.forget(db)
            try book.note(commit.rows, db)
        case .note(let notes):
            try SweepBook(schema: commit.schema, notes: notes).note(commit.rows, db)
        case .end(let notes):
            try SweepBook(schema: commit.schema, notes: notes).forget(db)
        }
    }

    private func note(_ rows: RowBatch, _ db: Database) throws {
        try prepare(db)
        let statement = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO \(book) (stream, id) VALUES (?, ?)")
        for row in 0..<rows.rowCount {
            try statement.execute(arguments: [schema.table, rows.id(row: row)])
        }
    }

    func result(_ db: Database) throws -> SweepResult {
        try prepare(db)
        let met = "EXISTS (SELECT 1 FROM \(book) WHERE stream = ?1 AND id = \(table).\(key))"
        let live = "\"_deleted_at\" IS NULL"
        return SweepResult(
            live: try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table) WHERE \(live)") ?? 0,
            unseen: try String.fetchAll(
                db, sql: "SELECT \(key) FROM \(table) WHERE \(live) AND NOT \(met) ORDER BY 1",
                arguments: [schema.table]),
            witness: try String.fetchOne(
                db, sql: "SELECT \(key) FROM \(table) WHERE \(live) AND \(met) LIMIT 1",
                arguments: [schema.table]))
    }

    private func forget(_ db: Database) throws {
        try prepare(db)
        try db.execute(sql: "DELETE FROM \(book) WHERE stream = ?", arguments: [schema.table])
    }

    private func prepare(_ db: Database) throws {
        guard case .temporary = notes else { return }
        try db.execute(
            sql: """
                CREATE TEMP TABLE IF NOT EXISTS zohosync_snapshot (
                    stream TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (stream, id)
                ) WITHOUT ROWID
                """)
    }
}
