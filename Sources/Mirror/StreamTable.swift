import GRDB
import SyncCore

/// The table of a stream: creating it, and adding the columns that Zoho has come to have.
struct StreamTable {
    let schema: StreamSchema

    private var name: String { quoted(schema.table) }

    /// Creates the table, or adds what it lacks; answers with what was added to an existing one.
    func apply(_ db: Database, module: Module) throws -> [String] {
        let added: [String]
        if try db.tableExists(schema.table) {
            added = try addMissingColumns(db)
        } else {
            try create(db)
            added = []
        }
        try db.execute(
            sql: """
                INSERT INTO zohosync_streams (stream, module, zoho_name, schema) VALUES (?, ?, ?, ?)
                ON CONFLICT (stream) DO UPDATE SET schema = excluded.schema
                WHERE schema IS NOT excluded.schema
                """,
            arguments: [schema.table, module.rawValue, schema.zohoName, schema.json.text])
        return added
    }

    private func create(_ db: Database) throws {
        let id = schema.columns[0]
        let others = schema.columns.dropFirst().map { definition($0) + ",\n" }.joined()
        try db.execute(
            sql: """
                CREATE TABLE \(name) (
                \(quoted(id.name)) TEXT PRIMARY KEY NOT NULL,
                \(others)"_synced_at" TEXT NOT NULL,
                "_deleted_at" TEXT
                );
                CREATE INDEX \(quoted(schema.table + "_deleted")) ON \(name) ("_deleted_at")
                WHERE "_deleted_at" IS NOT NULL;
                """)
    }

    private func addMissingColumns(_ db: Database) throws -> [String] {
        let existing = Set(try db.columns(in: schema.table).map { $0.name.lowercased() })
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
