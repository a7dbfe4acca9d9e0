import GRDB
import SyncCore

/// Keeps each stream's schema, and brings its tables and debts in line with it.
struct SchemaBook {
    let schema: StreamSchema

    /// The schema that is kept of a stream; nil where there is none that can be read.
    static func kept(_ table: String, _ db: Database) throws -> StreamSchema? {
        try String.fetchOne(
            db, sql: "SELECT schema FROM zohosync_streams WHERE stream = ?", arguments: [table]
        ).flatMap { try? JSONDocument($0).value }.flatMap(StreamSchema.init(json:))
    }

    /// Creates or extends the stream's table and those of its children; answers with what was added
    /// to existing ones, the columns of children as `table.column`.
    func apply(_ db: Database, module: Module) throws -> [String] {
        let before = try Self.kept(schema.table, db)
        var added = try StreamTable(schema: schema).apply(db)
        for child in schema.children.map(\.schema) {
            added += try StreamTable(schema: child).apply(db).map { "\(child.table).\($0)" }
        }
        try db.execute(
            sql: """
                INSERT INTO zohosync_streams (stream, module, zoho_name, schema) VALUES (?, ?, ?, ?)
                ON CONFLICT (stream) DO UPDATE SET schema = excluded.schema
                WHERE schema IS NOT excluded.schema
                """,
            arguments: [schema.table, module.rawValue, schema.zohoName, schema.json.text])
        if schema.hasDetailsOfAllRows, before?.hasDetailsOfAllRows != true {
            try DebtBook(table: schema.table).incurForAll(schema, db)
        }
        if schema.detail == nil, before?.detail != nil {
            try DebtBook(table: schema.table).dropAll(db)
        }
        return added
    }
}

extension StreamSchema {
    /// Whether each row needs a detail, not only those that the list shows in part.
    fileprivate var hasDetailsOfAllRows: Bool { detail.map { !$0.isForPartialRowsOnly } ?? false }

    /// The column that tells when a row was last modified.
    var modifiedColumn: Int? {
        modifiedField.flatMap { field in columns.firstIndex { $0.field == field } }
    }
}
