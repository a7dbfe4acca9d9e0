import GRDB
import SyncCore

/// The debts of a stream: the records whose details are still to be read. Triggers keep their number
/// in `zohosync_streams`.
struct DebtBook {
    let table: String

    func hasDebts(_ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT 1 FROM zohosync_details WHERE stream = ? LIMIT 1"),
            arguments: [table]) ?? false
    }

    /// Incurs a debt, or renews it: whatever is being read for it now is then out of date. So a
    /// renewed debt never has the `newest` of the one before, even within the same second.
    func incur(_ id: String, newest: String, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO zohosync_details (stream, id, newest) VALUES (?, ?, ?)
                ON CONFLICT (stream, id) DO UPDATE SET newest =
                    CASE WHEN newest < excluded.newest THEN excluded.newest ELSE newest || '+' END,
                failures = 0, retry_at = NULL
                """
        ).execute(arguments: [table, id, newest])
    }

    /// Incurs a debt for each live row that has none.
    func incurForAll(_ schema: StreamSchema, _ db: Database) throws {
        let modified = schema.modifiedColumn.map { quoted(schema.columns[$0].name) + "," } ?? ""
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO zohosync_details (stream, id, newest)
                SELECT ?, \(quoted(schema.columns[0].name)), coalesce(\(modified) "_synced_at", '')
                FROM \(quoted(table)) WHERE "_deleted_at" IS NULL
                """, arguments: [table])
    }

    func drop(_ id: String, _ db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM zohosync_details WHERE stream = ? AND id = ?")
            .execute(arguments: [table, id])
    }

    func dropAll(_ db: Database) throws {
        try db.execute(sql: "DELETE FROM zohosync_details WHERE stream = ?", arguments: [table])
    }

    /// Whether a debt is still the one that was given out: neither paid, dropped nor renewed.
    func stands(_ debt: DetailDebt, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: "SELECT 1 FROM zohosync_details WHERE stream = ? AND id = ? AND newest = ?"),
            arguments: [table, debt.id, debt.newest]) ?? false
    }

    /// Strikes a debt out, unless it was renewed.
    func pay(_ debt: DetailDebt, _ db: Database) throws {
        try db.cachedStatement(
            sql: "DELETE FROM zohosync_details WHERE stream = ? AND id = ? AND newest = ?"
        ).execute(arguments: [table, debt.id, debt.newest])
    }

    /// Puts a debt off after a failure, unless it was renewed.
    func postpone(_ debt: DetailDebt, until: UTCInstant, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                UPDATE zohosync_details SET failures = failures + 1, retry_at = ?
                WHERE stream = ? AND id = ? AND newest = ?
                """
        ).execute(arguments: [until.text, table, debt.id, debt.newest])
    }
}
