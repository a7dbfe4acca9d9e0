import GRDB
import SyncCore

/// Keeps Zoho's list of deleted records as it was last read, and marks the rows it names.
///
/// The list is kept because a record's *leaving* it tells something too: before the recycle bin's
/// 60 days are up it may have been restored, without any sign in the list of changes.
struct TombstoneBook {
    /// Days for which Zoho lists a record in the recycle bin (List of Deleted Records).
    static let recycleBinDays: Int64 = 60

    let schema: StreamSchema
    let now: UTCInstant

    private var records: RecordTable { RecordTable(schema: schema) }
    private var modifiedColumn: String? {
        schema.modifiedColumn.map { quoted(schema.columns[$0].name) }
    }

    func apply(_ tombstones: [Tombstone], _ db: Database) throws -> TombstoneResult {
        let known = try readKnown(db)
        let listed = Dictionary(tombstones.map { ($0.id, $0) }) { max($0, $1) }
        let deleted = try mark(listed.values, db)
        var departed: [String] = []
        for (id, deletedAt) in known where listed[id] == nil {
            if deletedAt + Self.recycleBinDays * 86400 > now {
                departed.append(id)
            } else {
                try forget(id, db)
            }
        }
        var contradicted: [String] = []
        for tombstone in listed.values where known[tombstone.id] != tombstone.deletedAt {
            if try records.isLive(tombstone.id, db) {
                contradicted.append(tombstone.id)
            } else {
                try keep(tombstone, db)
            }
        }
        return TombstoneResult(
            deleted: deleted, departed: departed.sorted(), contradicted: contradicted.sorted())
    }

    /// Notes that Zoho has been asked about the records in doubt: those that left the list are
    /// forgotten, the others are kept. Not before: a run that ends in between must ask again.
    func settle(departed: [String], contradicted: [Tombstone], _ db: Database) throws {
        for id in departed { try forget(id, db) }
        for tombstone in contradicted { try keep(tombstone, db) }
    }

    private func forget(_ id: String, _ db: Database) throws {
        try db.execute(
            sql: "DELETE FROM zohosync_tombstones WHERE stream = ? AND id = ?",
            arguments: [schema.table, id])
    }

    private func keep(_ tombstone: Tombstone, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO zohosync_tombstones (stream, id, deleted_at, permanent)
                VALUES (?, ?, ?, ?) ON CONFLICT (stream, id) DO UPDATE
                SET deleted_at = excluded.deleted_at, permanent = excluded.permanent
                """,
            arguments: [
                schema.table, tombstone.id, tombstone.deletedAt.text, tombstone.isPermanent,
            ])
    }

    private func readKnown(_ db: Database) throws -> [String: UTCInstant] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT id, deleted_at FROM zohosync_tombstones WHERE stream = ?",
            arguments: [schema.table])
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in
                (row["id"], UTCInstant(row["deleted_at"] as String) ?? now)
            })
    }

    /// Marks the rows that the list names. A row that was modified after its tombstone is left
    /// alone: it was restored since, or Zoho has to be asked.
    private func mark(_ tombstones: some Sequence<Tombstone>, _ db: Database) throws -> Int {
        let condition = modifiedColumn.map { "(\($0) IS NULL OR \($0) <= ?1)" }
        return try tombstones.count { tombstone in
            try records.markDeleted(
                tombstone.id, at: tombstone.deletedAt, now: now, onlyIf: condition, db)
        }
    }
}

/// The later of two tombstones of one record.
private func max(_ left: Tombstone, _ right: Tombstone) -> Tombstone {
    left.deletedAt >= right.deletedAt ? left : right
}
