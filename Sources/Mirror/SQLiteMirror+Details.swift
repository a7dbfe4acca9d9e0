import GRDB
public import SyncCore

/// What lists leave out: the records that owe it, and what their own calls have told.
extension SQLiteMirror {
    /// The debts to pay next: the latest of the stream that has the latest of the module.
    public func nextDebts(
        of module: Module, excluding tables: Set<String>, limit: Int, now: UTCInstant
    ) async throws(SyncFailure) -> DebtBatch? {
        try await read("read the pending details of \(module.rawValue)") { db in
            try DebtQueue(module: module, excluded: tables, now: now).next(limit, db)
        }
    }

    /// Writes what details have told, children included, and strikes their debts out, in one
    /// transaction.
    public func commitDetails(
        _ records: [RecordDetail], paying debts: [DetailDebt], schema: StreamSchema, now: UTCInstant
    ) async throws(SyncFailure) -> Int {
        try await write("write details of \(schema.table)") { db in
            try DetailBook(schema: schema, now: now).write(records, paying: debts, db)
        }
    }

    /// Puts debts off after a failure; one that was renewed meanwhile is not.
    public func postpone(
        _ debts: [DetailDebt], of table: String, until: UTCInstant
    ) async throws(SyncFailure) {
        try await write("put off details of \(table)") { db in
            let book = DebtBook(table: table)
            for debt in debts { try book.postpone(debt, until: until, db) }
        }
    }

    /// How many debts each table has; tables without any are not named.
    public func debtCounts() async throws(SyncFailure) -> [String: Int] {
        try await read("count the pending details") { db in
            let rows = try Row.fetchAll(
                db,
                sql:
                    "SELECT stream, details_pending FROM zohosync_streams WHERE details_pending > 0"
            )
            return Dictionary(
                uniqueKeysWithValues: rows.map { ($0["stream"], $0["details_pending"]) })
        }
    }
}

extension SQLiteMirror: RationStore {
    /// What was kept under a key, also by a call to keep that has not been written yet.
    public func rations(_ key: String) async throws(SyncFailure) -> JSONValue? {
        // In the writer's turn: after what waits for it.
        try await write("read the rations of \(key)") { db in
            let text = try String.fetchOne(
                db, sql: "SELECT state FROM zohosync_rations WHERE key = ?", arguments: [key])
            return text.flatMap { try? JSONDocument($0).value }
        }
    }

    /// Keeps a state under a key, later.
    public func keepRations(_ state: JSONValue, for key: String) {
        guard rationDesk.put(state, for: key) else { return }
        writeLater { [rationDesk] db in try rationDesk.write(db) }
    }
}
