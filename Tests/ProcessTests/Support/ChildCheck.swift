import GRDB
import ZohoSimulator

/// Compares a child table with the arrays that fill it: every element a row, in order.
struct ChildCheck {
    typealias Value = ZohoSimulator.Value

    let table: String
    /// The elements of each live parent.
    let expected: [String: [Value]]
    /// The columns that an element's key fills.
    let columns: (_ key: String, _ value: Value) -> [(name: String, value: Value)]

    /// What is wrong.
    func differences(_ db: Database) throws -> [String] {
        let isEmpty = expected.allSatisfy { $0.value.isEmpty }
        guard try db.tableExists(table) else {
            return isEmpty ? [] : ["\(table): there is no such table"]
        }
        let rows = try Row.fetchAll(
            db, sql: "SELECT * FROM \"\(table)\" ORDER BY _parent_id, _position")
        let found = Dictionary(grouping: rows) { $0["_parent_id"] as String }
        return expected.flatMap { parent, elements in
            compare(found[parent] ?? [], elements).map { "\(table) \(parent): \($0)" }
        }
    }

    private func compare(_ rows: [Row], _ elements: [Value]) -> [String] {
        guard rows.map({ $0["_position"] as Int }) == Array(elements.indices) else {
            return ["\(rows.count) rows instead of \(elements.count)"]
        }
        return zip(rows, elements).flatMap { row, element in
            (element.members ?? []).flatMap { columns($0.name, $0.value) }.compactMap { column in
                guard row.hasColumn(column.name) else {
                    return column.value == .null ? nil : "\(column.name): no such column"
                }
                let stored = row[column.name] as DatabaseValue
                if stored.holds(column.value) { return nil }
                return "\(column.name): \(stored) instead of \(column.value.json)"
            }
        }
    }
}

/// The child tables of a CRM module: subforms, inventory lines, multi-select lookups.
struct CRMChildren {
    typealias Value = ZohoSimulator.Value

    let module: String
    let fields: [ZohoSimulator.FieldDefinition]

    /// What is wrong with the children of a module's records.
    func differences(_ db: Database, _ truth: [ZohoSimulator.TruthRecord]) throws -> [String] {
        try fields.filter { ExpectedRow.children.contains($0.dataType) }.flatMap { field in
            let elements = truth.map { record in
                (record.id, field.isVisible ? record.fields[field.apiName]?.elements ?? [] : [])
            }
            let name = ExpectedRow.columnName(field.apiName)
            return try ChildCheck(
                table: TruthCheck.table(of: module) + "_" + name,
                expected: Dictionary(uniqueKeysWithValues: elements), columns: Self.columns
            ).differences(db)
        }
    }

    /// A reference becomes its id and its name, and the address where Zoho sends one.
    private static func columns(_ key: String, _ value: Value) -> [(name: String, value: Value)] {
        // What Zoho adds for its own screens.
        if key.hasPrefix("$") { return [] }
        let name = ExpectedRow.columnName(key)
        guard let id = value["id"], let label = value["name"] else { return [(name, value)] }
        let isID = name.hasSuffix("_id")
        var columns = [(isID ? name : name + "_id", id), (isID ? name + "_name" : name, label)]
        if let email = value["email"] { columns.append((name + "_email", email)) }
        return columns
    }
}
