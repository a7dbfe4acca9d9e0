import GRDB
import SyncCore

/// The rows of a stream as records, live or deleted.
struct RecordTable {
    let schema: StreamSchema

    private var table: String { quoted(schema.table) }
    private var key: String { quoted(schema.columns[0].name) }

    /// The ids of the live rows of a table, in their order; none where there is no such table.
    static func liveIDs(_ name: String, _ db: Database) throws -> [String] {
        guard try db.tableExists(name), let key = try db.primaryKey(name).columns.first else {
            return []
        }
        return try String.fetchAll(
            db,
            sql: """
                SELECT \(quoted(key)) FROM \(quoted(name)) WHERE "_deleted_at" IS NULL ORDER BY 1
                """)
    }

    func isLive(_ id: String, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: "SELECT 1 FROM \(table) WHERE \(key) = ? AND \"_deleted_at\" IS NULL"),
            arguments: [id]) ?? false
    }

    /// Marks a live row as deleted, and lets its debt go; answers with whether there was one.
    /// - Parameter onlyIf: A further condition, in which `?1` is the time of deletion.
    func markDeleted(
        _ id: String, at deletedAt: UTCInstant, now: UTCInstant, onlyIf condition: String? = nil,
        _ db: Database
    ) throws -> Bool {
        try db.cachedStatement(
            sql: """
                UPDATE \(table) SET "_deleted_at" = ?1, "_synced_at" = ?2
                WHERE \(key) = ?3 AND "_deleted_at" IS NULL \(condition.map { "AND " + $0 } ?? "")
                """
        ).execute(arguments: [deletedAt.text, now.text, id])
        guard db.changesCount > 0 else { return false }
        try DebtBook(table: schema.table).drop(id, db)
        return true
    }

    /// Tells readers that a record was written though its own row stays as it is.
    func touch(_ id: String, now: UTCInstant, _ db: Database) throws {
        try db.cachedStatement(sql: "UPDATE \(table) SET \"_synced_at\" = ? WHERE \(key) = ?")
            .execute(arguments: [now.text, id])
    }
}
