import GRDB
import GRDBSQLite
import SyncCore

/// Writes a batch into its table: rows that are new or differ, and none of the others.
///
/// This is the hot path from Zoho's bytes to the database, so the parameters are bound straight from
/// the batch's arena, without a value type in between.
struct RowWriter {
    private let schema: StreamSchema
    private let batch: RowBatch
    private let syncedAt: String
    /// The record that the rows are, or are the children of; nil: each row tells its own id.
    private let owner: String?

    /// The rows of a stream, or, with an owner, what its detail tells: the record's own row or its
    /// children in their order. The key then follows from the owner, whatever the cells say, so
    /// that a detail cannot reach into another record.
    init(schema: StreamSchema, batch: RowBatch, of owner: String? = nil, now: UTCInstant) {
        self.schema = schema
        self.batch = batch
        self.owner = owner
        self.syncedAt = now.text
    }

    /// Writes all rows, and what they mean for the stream's debts where it has any; answers with
    /// how many were new or differed.
    func write(_ db: Database, watch: DebtWatch? = nil) throws -> Int {
        var written = 0
        var statements: [[Int]: Statement] = [:]
        try batch.arena.withUnsafeBytes { arena in
            for row in 0..<batch.rowCount {
                let columns = presentColumns(of: row)
                let statement: Statement
                if let known = statements[columns] {
                    statement = known
                } else {
                    statement = try db.cachedStatement(sql: upsert(columns))
                    statements[columns] = statement
                }
                let before = try watch?.look(at: row)
                let changes = try execute(statement, row: row, columns: columns, arena: arena)
                if let watch, let before {
                    try watch.note(row, before: before, isWritten: changes > 0, db)
                }
                written += changes
            }
        }
        return written
    }

    /// A key that is missing in a record is not readable: its column is left alone. Children come
    /// as a whole: what one of them lacks is empty.
    private func presentColumns(of row: Int) -> [Int] {
        if schema.isChild { return Array(schema.columns.indices) }
        let present = (0..<batch.columnCount).filter { batch[row, $0].kind != .absent }
        return owner == nil || present.first == 0 ? present : [0] + present
    }

    private func upsert(_ columns: [Int]) -> String {
        let table = quoted(schema.table)
        let keys = schema.columns.prefix(schema.keyWidth).map { quoted($0.name) }
        var names = columns.map { quoted(schema.columns[$0].name) }
        let changing = names.filter { !keys.contains($0) }
        var assignments = changing.map { "\($0)=excluded.\($0)" }
        // Row values are compared column by column under each column's affinity, so what differs
        // is what would be stored differently.
        var conditions =
            changing.isEmpty
            ? []
            : [
                "(\(changing.map { "\(table).\($0)" }.joined(separator: ","))) IS NOT "
                    + "(\(changing.map { "excluded.\($0)" }.joined(separator: ",")))"
            ]
        if !schema.isChild {
            names.append("\"_synced_at\"")
            assignments += ["\"_synced_at\"=excluded.\"_synced_at\"", "\"_deleted_at\"=NULL"]
            conditions.append("\(table).\"_deleted_at\" IS NOT NULL")
        }
        let resolution =
            conditions.isEmpty
            ? "NOTHING"
            : "UPDATE SET \(assignments.joined(separator: ",")) "
                + "WHERE \(conditions.joined(separator: " OR "))"
        return """
            INSERT INTO \(table) (\(names.joined(separator: ","))) \
            VALUES (\(names.map { _ in "?" }.joined(separator: ","))) \
            ON CONFLICT (\(keys.joined(separator: ","))) DO \(resolution)
            """
    }

    private func execute(
        _ statement: Statement, row: Int, columns: [Int], arena: UnsafeRawBufferPointer
    ) throws -> Int {
        let handle = statement.sqliteStatement
        let binder = CellBinder(handle: handle)
        sqlite3_reset(handle)
        for (index, column) in columns.enumerated() {
            let parameter = Int32(index + 1)
            if let owner, column < schema.keyWidth {
                if column == 0 {
                    binder.bind(owner, at: parameter)
                } else {
                    binder.bind(row, at: parameter)
                }
                continue
            }
            // A batch may be older than the last columns of the schema.
            let cell = column < batch.columnCount ? batch[row, column] : RowBatch.Cell(.absent)
            binder.bind(cell, kind: schema.columns[column].kind, at: parameter, arena: arena)
        }
        if !schema.isChild { binder.bind(syncedAt, at: Int32(columns.count + 1)) }
        let code = sqlite3_step(handle)
        let connection = sqlite3_db_handle(handle)
        let isDone = code == SQLITE_DONE
        let changes = isDone ? Int(sqlite3_changes(connection)) : 0
        let message = isDone ? nil : sqlite3_errmsg(connection).map { String(cString: $0) }
        sqlite3_reset(handle)
        // The arena ends before the statement does: leave no pointer into it behind.
        sqlite3_clear_bindings(handle)
        guard isDone else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
        }
        return changes
    }
}
