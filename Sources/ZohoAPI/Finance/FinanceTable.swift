import SyncCore

/// A table under way: columns come with the records that need them, then the records become rows.
struct FinanceTable {
    /// The columns, with those that records have brought.
    private(set) var schema: StreamSchema

    /// A table with the columns that are known.
    init(_ schema: StreamSchema) { self.schema = schema }

    /// Adds a column for each field and custom field that has none. The kind goes by the first value
    /// that is not empty.
    mutating func addColumns(for records: [FinanceRecord], where isWanted: (String) -> Bool) {
        var names: [String] = []
        var samples: [String: JSONValue] = [:]
        for record in records {
            for (name, value) in record.fields where isWanted(name) {
                if samples[name] == nil { names.append(name) }
                if samples[name]?.isNull ?? true { samples[name] = value }
            }
        }
        for name in names {
            schema.add(
                field: name, part: .whole, name: StreamSchema.name(for: name),
                kind: FinanceKinds.kind(of: name, sample: samples[name] ?? .null))
        }
    }

    /// Adds a column for each custom field that has none.
    mutating func addCustomColumns(for records: [FinanceRecord]) {
        for record in records {
            for field in record.customFields { field.addColumn(to: &schema) }
        }
    }

    /// Notes fields as such that lists have.
    mutating func note(fields names: [String]) {
        let known = Set(schema.fields)
        var added: Set<String> = []
        schema.fields += names.filter { !known.contains($0) && added.insert($0).inserted }
    }

    /// Sets a child table.
    mutating func set(_ child: ChildTable) {
        if let index = schema.children.firstIndex(where: { $0.field == child.field }) {
            schema.children[index] = child
        } else {
            schema.children.append(child)
        }
    }

    /// No rows, of the right width.
    var empty: RowBatch { RowBatch(columnCount: schema.columns.count) }

    /// The column of each field.
    var places: [String: Int] {
        Dictionary(
            schema.columns.enumerated().map { ($0.element.field, $0.offset) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Fills the cells of the last row with a record's fields.
    func fill(
        _ rows: inout RowBatch, _ record: FinanceRecord, _ places: [String: Int],
        where isWanted: (String) -> Bool
    ) {
        for (name, value) in record.fields where isWanted(name) {
            guard let column = places[name] else { continue }
            rows.set(value, schema.columns[column].kind, row: rows.rowCount - 1, column: column)
        }
    }

    /// Fills the cells of the last row with a record's custom fields; where that is all of them, the
    /// others have no value.
    func fillCustom(
        _ rows: inout RowBatch, _ record: FinanceRecord, _ places: [String: Int], isComplete: Bool
    ) {
        let row = rows.rowCount - 1
        if isComplete {
            for (column, description) in schema.columns.enumerated()
            where FinanceCustomField.owns(description.field) {
                rows[row, column] = RowBatch.Cell(.null)
            }
        }
        for field in record.customFields {
            guard let name = field.field(in: schema), let column = places[name] else { continue }
            rows.set(field.value, schema.columns[column].kind, row: row, column: column)
        }
    }
}
