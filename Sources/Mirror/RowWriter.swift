import GRDB
import GRDBSQLite
import SyncCore

/// Writes a batch into its stream's table: rows that are new or differ, and none of the others.
///
/// This is the hot path from Zoho's bytes to the database, so the parameters are bound straight from
/// the batch's arena, without a value type in between. Numbers are bound as their text: the
/// column's affinity turns them into what SQLite can hold exactly, or keeps the text.
struct RowWriter {
    private let schema: StreamSchema
    private let batch: RowBatch
    private let syncedAt: String

    init(schema: StreamSchema, batch: RowBatch, now: UTCInstant) {
        self.schema = schema
        self.batch = batch
        self.syncedAt = now.text
    }

    /// Writes all rows; answers with how many were new or differed.
    func write(_ db: Database) throws -> Int {
        var written = 0
        var statements: [[Int]: Statement] = [:]
        try batch.arena.withUnsafeBytes { arena in
            for row in 0..<batch.rowCount {
                // A key that is missing in the answer is not readable: its column is left alone.
                let columns = presentColumns(of: row)
                let statement: Statement
                if let known = statements[columns] {
                    statement = known
                } else {
                    statement = try db.cachedStatement(sql: upsert(columns))
                    statements[columns] = statement
                }
                written += try execute(statement, row: row, columns: columns, arena: arena)
            }
        }
        return written
    }

    private func presentColumns(of row: Int) -> [Int] {
        (0..<batch.columnCount).filter { batch[row, $0].kind != .absent }
    }

    private func upsert(_ columns: [Int]) -> String {
        let table = quoted(schema.table)
        let names = columns.map { quoted(schema.columns[$0].name) }
        let key = quoted(schema.columns[0].name)
        let changing = names.filter { $0 != key }
        let parameters = repeatElement("?", count: names.count + 1).joined(separator: ",")
        let assignments = changing.map { "\($0)=excluded.\($0)," }.joined()
        // Row values are compared column by column under each column's affinity, so what differs
        // is what would be stored differently.
        let differs =
            changing.isEmpty
            ? ""
            : "(\(changing.map { "\(table).\($0)" }.joined(separator: ","))) IS NOT "
                + "(\(changing.map { "excluded.\($0)" }.joined(separator: ","))) OR "
        return """
            INSERT INTO \(table) (\(names.joined(separator: ",")),"_synced_at") \
            VALUES (\(parameters)) \
            ON CONFLICT (\(key)) DO UPDATE SET \(assignments) \
            "_synced_at"=excluded."_synced_at","_deleted_at"=NULL \
            WHERE \(differs)\(table)."_deleted_at" IS NOT NULL
            """
    }

    private func execute(
        _ statement: Statement, row: Int, columns: [Int], arena: UnsafeRawBufferPointer
    ) throws -> Int {
        let handle = statement.sqliteStatement
        sqlite3_reset(handle)
        for (index, column) in columns.enumerated() {
            bind(
                batch[row, column], kind: schema.columns[column].kind, to: handle,
                at: Int32(index + 1), arena: arena)
        }
        bindText(syncedAt, to: handle, at: Int32(columns.count + 1))
        let code = sqlite3_step(handle)
        let connection = sqlite3_db_handle(handle)
        let changes = code == SQLITE_DONE ? Int(sqlite3_changes(connection)) : 0
        let message = sqlite3_errmsg(connection).map { String(cString: $0) }
        sqlite3_reset(handle)
        // The arena ends before the statement does: leave no pointer into it behind.
        sqlite3_clear_bindings(handle)
        guard code == SQLITE_DONE else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
        }
        return changes
    }

    private func bind(
        _ cell: RowBatch.Cell, kind: StreamSchema.ColumnKind, to handle: OpaquePointer,
        at index: Int32, arena: UnsafeRawBufferPointer
    ) {
        let bytes = UnsafeRawBufferPointer(
            rebasing: arena[Int(cell.start)..<Int(cell.start + cell.length)])
        switch cell.kind {
        case .null, .absent: sqlite3_bind_null(handle, index)
        case .false: sqlite3_bind_int64(handle, index, 0)
        case .true: sqlite3_bind_int64(handle, index, 1)
        case .number where kind == .any:
            // Without affinity the text would stay text.
            let text = String(decoding: bytes, as: UTF8.self)
            if let integer = Int64(text) {
                sqlite3_bind_int64(handle, index, integer)
            } else if let number = Double(text) {
                sqlite3_bind_double(handle, index, number)
            } else {
                bindText(text, to: handle, at: index)
            }
        case .number, .text:
            // An empty buffer may have no address, which SQLite would take for NULL.
            let address = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            guard let address, !bytes.isEmpty else { return bindText("", to: handle, at: index) }
            sqlite3_bind_text(handle, index, address, Int32(bytes.count), nil)
        }
    }

    private func bindText(_ text: String, to handle: OpaquePointer, at index: Int32) {
        // Proof: SQLITE_TRANSIENT is -1 cast to the destructor's type (sqlite3.h), never called.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        sqlite3_bind_text(handle, index, text, Int32(text.utf8.count), transient)
    }
}
