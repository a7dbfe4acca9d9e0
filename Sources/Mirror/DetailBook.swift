import GRDB
import SyncCore

/// Writes what details have told into the rows that are there, with their children.
///
/// Readers watch `_synced_at` of the parent: it moves when one of its own columns or any of its
/// children has changed, and stays otherwise.
struct DetailBook {
    let schema: StreamSchema
    let now: UTCInstant

    private var records: RecordTable { RecordTable(schema: schema) }
    private var book: DebtBook { DebtBook(table: schema.table) }

    /// Writes the records and strikes their debts out; answers with the rows that were new or
    /// differed, parents of children that did included, deletions not.
    func write(
        _ details: [RecordDetail], paying debts: [DetailDebt], _ db: Database
    ) throws -> Int {
        let debts = Dictionary(debts.map { ($0.id, $0) }) { $1 }
        var written = 0
        for detail in details {
            let debt = debts[detail.id]
            if let row = detail.row {
                written += try write(row, detail, db)
            } else if try debt.map({ try book.stands($0, db) }) ?? true {
                // A record that was listed again since it was asked for may be back.
                _ = try records.markDeleted(detail.id, at: now, now: now, db)
            }
            if let debt { try book.pay(debt, db) }
        }
        return written
    }

    private func write(_ row: RowBatch, _ detail: RecordDetail, _ db: Database) throws -> Int {
        // A detail makes no record and brings none back: that is for the list to tell.
        guard try records.isLive(detail.id, db) else { return 0 }
        var written = 0
        var hasChanged = false
        for (field, rows) in detail.children.sorted(by: { $0.key < $1.key }) {
            guard let child = schema.children.first(where: { $0.field == field })?.schema else {
                throw SyncFailure(
                    .databaseError, "\(schema.table) has no child table for \(field)",
                    disposition: .failStream)
            }
            let count = try RowWriter(schema: child, batch: rows, of: detail.id, now: now)
                .write(db)
            let surplus = try deleteSurplus(of: detail.id, in: child, from: rows.rowCount, db)
            hasChanged = hasChanged || count + surplus > 0
            written += count
        }
        let own = try RowWriter(schema: schema, batch: row, of: detail.id, now: now).write(db)
        if own == 0, hasChanged { try records.touch(detail.id, now: now, db) }
        return written + (own > 0 || hasChanged ? 1 : 0)
    }

    private func deleteSurplus(
        of parent: String, in child: StreamSchema, from position: Int, _ db: Database
    ) throws -> Int {
        try db.cachedStatement(
            sql: """
                DELETE FROM \(quoted(child.table)) WHERE \(quoted(StreamSchema.parentColumn)) = ?
                AND \(quoted(StreamSchema.positionColumn)) >= ?
                """
        ).execute(arguments: [parent, position])
        return db.changesCount
    }
}
