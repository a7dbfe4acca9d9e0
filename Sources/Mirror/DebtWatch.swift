import GRDB
import GRDBSQLite
import SyncCore

/// Sees which rows of a commit come to need a detail, and which need none any more.
///
/// What counts is the time of modification, not the content: columns that follow the calendar (days
/// overdue, a balance in today's rate) change without any change to what the detail tells, and a
/// detail costs a call. Only where there is no such time, the content has to do.
struct DebtWatch {
    private let batch: RowBatch
    private let now: UTCInstant
    private let book: DebtBook
    private let isForPartialRowsOnly: Bool
    private let mayOwe: Bool
    private let modifiedColumn: Int?
    private let query: Statement

    /// What a row of the table is to a row of the batch that is about to be written.
    enum Before {
        /// The row needs no detail: the list shows all of it.
        case complete
        /// There is no such row, or it is deleted.
        case missing
        /// Whether it was modified at another time; nil: there is no time to compare.
        case live(isModified: Bool?)
    }

    /// Nil: the stream's lists tell everything.
    init?(_ commit: Commit, _ db: Database) throws {
        guard let detail = commit.schema.detail else { return nil }
        batch = commit.rows
        now = commit.now
        book = DebtBook(table: commit.schema.table)
        isForPartialRowsOnly = detail.isForPartialRowsOnly
        modifiedColumn = commit.schema.modifiedColumn
        // A row twice in a page may be partial first and whole then.
        mayOwe = try isForPartialRowsOnly && (!batch.partial.isEmpty || book.hasDebts(db))
        let modified = modifiedColumn.map { quoted(commit.schema.columns[$0].name) } ?? "NULL"
        query = try db.cachedStatement(
            sql: """
                SELECT \(modified) FROM \(quoted(commit.schema.table))
                WHERE \(quoted(commit.schema.columns[0].name)) = ? AND "_deleted_at" IS NULL
                """)
    }

    /// What the table holds of a row, before it is written.
    func look(at row: Int) throws -> Before {
        if isForPartialRowsOnly, !batch.partial.contains(row) { return .complete }
        return batch.arena.withUnsafeBytes { arena in
            let handle = query.sqliteStatement
            sqlite3_reset(handle)
            CellBinder(handle: handle).bind(batch[row, 0], kind: .text, at: 1, arena: arena)
            defer {
                sqlite3_reset(handle)
                sqlite3_clear_bindings(handle)
            }
            guard sqlite3_step(handle) == SQLITE_ROW else { return .missing }
            return .live(isModified: isModified(row, stored: handle, arena: arena))
        }
    }

    private func isModified(
        _ row: Int, stored: OpaquePointer, arena: UnsafeRawBufferPointer
    ) -> Bool? {
        guard let modifiedColumn, modifiedColumn < batch.columnCount else { return nil }
        let cell = batch[row, modifiedColumn]
        let text = sqlite3_column_text(stored, 0)
        switch cell.kind {
        case .absent: return text == nil ? nil : false
        case .null: return nil
        default:
            guard let text else { return true }
            let old = UnsafeRawBufferPointer(
                start: text, count: Int(sqlite3_column_bytes(stored, 0)))
            return !old.elementsEqual(arena[Int(cell.start)..<Int(cell.start + cell.length)])
        }
    }

    /// Notes what writing a row means for its debt.
    func note(_ row: Int, before: Before, isWritten: Bool, _ db: Database) throws {
        switch before {
        case .complete:
            if mayOwe { try book.drop(batch.id(row: row), db) }
        case .missing, .live(isModified: true):
            try book.incur(batch.id(row: row), newest: newest(row), db)
        case .live(isModified: nil) where isWritten:
            try book.incur(batch.id(row: row), newest: newest(row), db)
        case .live: break
        }
    }

    private func newest(_ row: Int) -> String {
        if let modifiedColumn, modifiedColumn < batch.columnCount {
            let cell = batch[row, modifiedColumn]
            if cell.kind == .text, cell.length > 0 { return batch.text(of: cell) }
        }
        return (batch.modified[row] ?? now).text
    }
}
