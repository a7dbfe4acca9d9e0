/// A stream's table: its columns and where each comes from. Kept in the database, so that a column
/// keeps its name whatever order Zoho lists its fields in.
public struct StreamSchema: Hashable, Sendable {
    /// How a value is stored (interface, section 4).
    public enum ColumnKind: String, Sendable {
        case text, json, instant, date, boolean, integer, decimal
        /// A value whose type Zoho leaves open: kept as it was sent.
        case any
    }

    /// Which part of a field's value a column holds.
    public enum Part: String, Sendable { case whole, id, name, email, module }

    /// One column.
    public struct Column: Hashable, Sendable {
        /// Its name in the table.
        public let name: String
        /// Zoho's name of the field.
        public let field: String
        /// Which part of the field's value.
        public let part: Part
        /// How it is stored.
        public let kind: ColumnKind

        /// A column.
        public init(name: String, field: String, part: Part = .whole, kind: ColumnKind) {
            self.name = name
            self.field = field
            self.part = part
            self.kind = kind
        }
    }

    /// The table's name.
    public let table: String
    /// Zoho's name of the stream.
    public let zohoName: String
    /// The columns, the id first. Columns of vanished fields stay.
    public private(set) var columns: [Column]
    /// The fields that Zoho has today, in its order: what is asked for.
    public var fields: [String]
    /// The field that tells when a record was last modified; nil where there is none.
    public var modifiedField: String?
    /// What the stream's revision was when Zoho was last asked for its fields.
    public var revision: String?
    /// When Zoho was last asked for the stream's fields.
    public var checkedAt: UTCInstant?
    /// What lists leave out and a record's own call tells; nil: lists tell everything.
    public var detail: Detail?
    /// The child tables, by Zoho's name of the array that fills them.
    public var children: [ChildTable] = []

    /// How what lists leave out is read.
    public struct Detail: Hashable, Sendable {
        /// Records that one call answers.
        public var batch: Int
        /// Whether only rows need it that the list shows in part (`RowBatch.partial`); otherwise all.
        public var isForPartialRowsOnly: Bool
        /// The fields that it is read for, where the source knows them beforehand: Zoho has them
        /// today, and lists leave them out or cut them.
        public var fields: [String]

        /// A way of reading.
        public init(batch: Int = 1, isForPartialRowsOnly: Bool = false, fields: [String] = []) {
            self.batch = batch
            self.isForPartialRowsOnly = isForPartialRowsOnly
            self.fields = fields
        }
    }

    /// The columns that hold a child's place: the id of its parent, and its position from 0.
    public static let parentColumn = "_parent_id"
    /// See `parentColumn`.
    public static let positionColumn = "_position"

    /// A schema of the id alone.
    public init(table: String, zohoName: String, idField: String = "id", idColumn: String = "id") {
        self.table = table
        self.zohoName = zohoName
        self.columns = [Column(name: idColumn, field: idField, kind: .text)]
        self.fields = []
    }

    /// The schema of a child table: `<parent>_<key>`, with the parent's id and a position as its key.
    public init(childOf table: String, field: String) {
        self.init(
            table: table + "_" + Self.name(for: field), zohoName: field,
            idField: Self.parentColumn, idColumn: Self.parentColumn)
        columns.append(
            Column(
                name: Self.positionColumn, field: Self.positionColumn, part: .whole, kind: .integer)
        )
    }

    /// The most columns of a table: SQLite has no more than 2,000 (SQLITE_MAX_COLUMN), some of them
    /// ours.
    public static let maximumColumns = 1900

    /// Whether there is no room for another column. What does not fit is not added, so whoever adds
    /// has to look.
    public var isFull: Bool { columns.count >= Self.maximumColumns }

    /// Columns that make up the primary key.
    public var keyWidth: Int { isChild ? 2 : 1 }

    /// Whether this is a child table.
    public var isChild: Bool { columns[0].name == Self.parentColumn }

    /// The columns that a field fills.
    public func columns(of field: String) -> [Column] { columns.filter { $0.field == field } }

    /// Whether a field and part have a column already.
    public func contains(field: String, part: Part) -> Bool {
        columns.contains { $0.field == field && $0.part == part }
    }

    /// Adds a column for a part of a field unless there is one; a taken name gets `_2`, `_3`, ….
    public mutating func add(field: String, part: Part, name wanted: String, kind: ColumnKind) {
        guard !isFull, !contains(field: field, part: part) else { return }
        let taken = Set(columns.map(\.name)).union(["_synced_at", "_deleted_at"])
        columns.append(
            Column(name: freeName(wanted, taken: taken), field: field, part: part, kind: kind))
    }

    /// Adds the columns of a reference `{"name","id"}`: id and name; where the key itself ends in
    /// `_id`, the id keeps the name of the key.
    public mutating func addReference(field: String) {
        let name = Self.name(for: field)
        let hasIDName = name.hasSuffix("_id")
        add(field: field, part: .id, name: hasIDName ? name : "\(name)_id", kind: .text)
        add(field: field, part: .name, name: hasIDName ? "\(name)_name" : name, kind: .text)
    }

    /// Zoho's key as a name in the database: lower case, no leading `$`, other characters `_`.
    public static func name(for key: String) -> String {
        let trimmed = key.hasPrefix("$") ? key.dropFirst() : key[...]
        let name = trimmed.lowercased().unicodeScalars.map { scalar -> Character in
            switch scalar {
            case "a"..."z", "0"..."9", "_": Character(scalar)
            default: "_"
            }
        }
        return String(name)
    }
}

/// A child table: an array of a record's detail that becomes rows of their own.
public struct ChildTable: Hashable, Sendable {
    /// Zoho's name of the array.
    public let field: String
    /// Its table and columns.
    public var schema: StreamSchema

    /// A child table.
    public init(field: String, schema: StreamSchema) {
        self.field = field
        self.schema = schema
    }
}

/// The wanted name, or the first of `wanted_2`, `wanted_3`, … that is free.
public func freeName(_ wanted: String, taken: Set<String>) -> String {
    guard taken.contains(wanted) else { return wanted }
    var number = 2
    while taken.contains("\(wanted)_\(number)") { number += 1 }
    return "\(wanted)_\(number)"
}

extension StreamSchema {
    /// The schema as it is kept in the database.
    public var json: JSONValue {
        [
            "table": .string(table), "zoho_name": .string(zohoName),
            "columns": .array(
                columns.map {
                    [
                        "name": .string($0.name), "field": .string($0.field),
                        "part": .string($0.part.rawValue), "kind": .string($0.kind.rawValue),
                    ]
                }),
            "fields": .array(fields.map(JSONValue.string)),
            "modified_field": JSONValue(modifiedField), "checked_at": JSONValue(checkedAt?.text),
            "revision": JSONValue(revision),
            "detail": detail.map {
                [
                    "batch": JSONValue($0.batch), "partial": .bool($0.isForPartialRowsOnly),
                    "fields": .array($0.fields.map(JSONValue.string)),
                ]
            } ?? .null,
            "children": .array(
                children.map { ["field": .string($0.field), "schema": $0.schema.json] }),
        ]
    }

    /// The schema as it was kept; nil where the text is not one.
    public init?(json: JSONValue) {
        guard let table = json["table"]?.string, let zohoName = json["zoho_name"]?.string,
            let columns = json["columns"]?.array, !columns.isEmpty
        else { return nil }
        self.init(table: table, zohoName: zohoName)
        self.columns = columns.compactMap { column in
            guard let name = column["name"]?.string, let field = column["field"]?.string,
                let part = column["part"]?.string.flatMap(Part.init),
                let kind = column["kind"]?.string.flatMap(ColumnKind.init)
            else { return nil }
            return Column(name: name, field: field, part: part, kind: kind)
        }
        guard self.columns.count == columns.count else { return nil }
        fields = json["fields"]?.array?.compactMap(\.string) ?? []
        modifiedField = json["modified_field"]?.string
        revision = json["revision"]?.string
        checkedAt = json["checked_at"]?.string.flatMap { UTCInstant($0) }
        if let batch = json["detail"]?["batch"]?.integer {
            detail = Detail(
                batch: batch, isForPartialRowsOnly: json["detail"]?["partial"]?.bool ?? false,
                fields: json["detail"]?["fields"]?.array?.compactMap(\.string) ?? [])
        }
        children = (json["children"]?.array ?? []).compactMap { child in
            guard let field = child["field"]?.string,
                let schema = child["schema"].flatMap(StreamSchema.init(json:))
            else { return nil }
            return ChildTable(field: field, schema: schema)
        }
    }
}
