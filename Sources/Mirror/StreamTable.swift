import GRDB
import SyncCore

/// The table of a stream or of its children: creating it, and adding the columns that Zoho has
/// come to have.
struct StreamTable {
    let schema: StreamSchema

    private var name: String { quoted(schema.table) }
    private var key: ArraySlice<StreamSchema.Column> { schema.columns.prefix(schema.keyWidth) }

    /// Creates the table, or adds what it lacks; answers with what was added to an existing one.
    func apply(_ db: Database) throws -> [String] {
        if try db.tableExists(schema.table) { return try addMissingColumns(db) }
        try schema.isChild ? createChild(db) : create(db)
        return []
    }

    private func create(_ db: Database) throws {
        let others = schema.columns.dropFirst().map { definition($0) + ",\n" }.joined()
        try db.execute(
            sql: """
                CREATE TABLE \(name) (
                \(quoted(schema.columns[0].name)) TEXT PRIMARY KEY NOT NULL,
                \(others)"_synced_at" TEXT NOT NULL,
                "_deleted_at" TEXT
                );
                CREATE INDEX \(quoted(schema.table + "_deleted")) ON \(name) ("_deleted_at")
                WHERE "_deleted_at" IS NOT NULL;
                """)
    }

    /// Children have no life of their own: when they were written and whether they are deleted
    /// stands in their parent's row.
    private func createChild(_ db: Database) throws {
        let keys = key.map { definition($0) + " NOT NULL,\n" }.joined()
        let others = schema.columns.dropFirst(schema.keyWidth).map { definition($0) + ",\n" }
        let primary = key.map { quoted($0.name) }.joined(separator: ",")
        try db.execute(
            sql: "CREATE TABLE \(name) (\n\(keys)\(others.joined())PRIMARY KEY (\(primary)))")
    }

    private func addMissingColumns(_ db: Database) throws -> [String] {
        let existing = Set(try db.columns(in: schema.table).map { $0.name.lowercased() })
        guard key.allSatisfy({ existing.contains($0.name) }) else {
            // Two things that Zoho calls alike; neither may write into the other's table.
            throw SyncFailure(
                .databaseError, "the table \(schema.table) holds something else already",
                hint: "exclude one of the two streams that are stored under this name",
                disposition: .failStream)
        }
        let missing = schema.columns.filter { !existing.contains($0.name) }
        for column in missing {
            try db.execute(sql: "ALTER TABLE \(name) ADD COLUMN \(definition(column))")
        }
        return missing.map(\.name)
    }

    private func definition(_ column: StreamSchema.Column) -> String {
        let type =
            switch column.kind {
            case .text, .json, .instant, .date: "TEXT"
            case .boolean, .integer: "INTEGER"
            case .decimal: "NUMERIC"
            // No type, no affinity: text that looks like a number stays text.
            case .any: ""
            }
        return type.isEmpty ? quoted(column.name) : "\(quoted(column.name)) \(type)"
    }
}
