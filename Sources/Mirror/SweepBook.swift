import GRDB
import SyncCore

/// Remembers which records a sweep has met, and says which live rows it has not.
///
/// A sweep over a changing list may take long and is resumed after a restart, so it is kept in the
/// database. A snapshot is read anew in every run: its notes live in a temporary table, so that a
/// run without changes writes nothing.
struct SweepBook {
    let schema: StreamSchema

    private var notes: String {
        schema.modifiedField == nil ? "temp.zohosync_snapshot" : "main.zohosync_sweep"
    }
    private var table: String { quoted(schema.table) }
    private var key: String { quoted(schema.columns[0].name) }

    func take(_ step: Commit.SweepStep, _ rows: RowBatch, _ db: Database) throws {
        switch step {
        case .none: return
        case .begin: try forget(db)
        case .note: try prepare(db)
        case .end: return try forget(db)
        }
        let statement = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO \(notes) (stream, id) VALUES (?, ?)")
        for row in 0..<rows.rowCount {
            try statement.execute(arguments: [schema.table, rows.id(row: row)])
        }
    }

    func result(_ db: Database) throws -> SweepResult {
        try prepare(db)
        let met = "EXISTS (SELECT 1 FROM \(notes) WHERE stream = ?1 AND id = \(table).\(key))"
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
        try db.execute(sql: "DELETE FROM \(notes) WHERE stream = ?", arguments: [schema.table])
    }

    private func prepare(_ db: Database) throws {
        guard schema.modifiedField == nil else { return }
        try db.execute(
            sql: """
                CREATE TEMP TABLE IF NOT EXISTS zohosync_snapshot (
                    stream TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (stream, id)
                ) WITHOUT ROWID
                """)
    }
}
