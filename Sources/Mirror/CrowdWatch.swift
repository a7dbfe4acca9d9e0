import GRDB
import SyncCore

/// Notices when rows leave a crowded second that was crossed by page token: others may have been
/// missed then. Asked before the rows are written, because the table still tells where they were.
struct CrowdWatch {
    private let crowds: Set<UTCInstant>
    private let statement: String?

    init(schema: StreamSchema, crowds: [UTCInstant]) {
        self.crowds = Set(crowds)
        statement = schema.modifiedColumn.map {
            "SELECT \(quoted(schema.columns[$0].name)) FROM \(quoted(schema.table)) "
                + "WHERE \(quoted(schema.columns[0].name)) = ? AND \"_deleted_at\" IS NULL"
        }
    }

    /// The crowds that these rows are about to leave.
    func disturbed(by rows: RowBatch, _ db: Database) throws -> [UTCInstant] {
        try disturbed(
            (0..<rows.rowCount).lazy.map { (rows.id(row: $0), rows.modified[$0]) }, db)
    }

    /// The crowds from which these records were deleted, as far as that is news.
    func disturbed(by tombstones: [Tombstone], _ db: Database) throws -> [UTCInstant] {
        try disturbed(tombstones.lazy.map { ($0.id, nil) }, db)
    }

    private func disturbed(
        _ changes: some Sequence<(String, UTCInstant?)>, _ db: Database
    ) throws -> [UTCInstant] {
        guard !crowds.isEmpty, let statement else { return [] }
        let query = try db.cachedStatement(sql: statement)
        var disturbed: Set<UTCInstant> = []
        for (id, modified) in changes {
            guard let text = try String.fetchOne(query, arguments: [id]),
                let before = UTCInstant(text), crowds.contains(before), before != modified
            else { continue }
            disturbed.insert(before)
        }
        return disturbed.sorted()
    }
}
