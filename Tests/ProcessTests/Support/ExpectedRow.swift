import GRDB
import ZohoSimulator

/// How a record of a module has to look in its table (interface, section 4).
struct ExpectedRow {
    typealias Field = ZohoSimulator.FieldDefinition
    typealias Value = ZohoSimulator.Value

    private enum Part { case whole, id, name, email, module }
    private struct Column {
        let name: String
        let field: Field
        let part: Part
    }

    /// The types whose values are rows of a child table.
    static let children: Set<String> = [
        "subform", "multiselectlookup", "multiuserlookup", "participants",
    ]
    private static let references: Set<String> = [
        "lookup", "ownerlookup", "userlookup", "multi_module_lookup",
    ]
    private static let numbers: Set<String> = [
        "integer", "bigint", "double", "currency", "percent", "rollup_summary",
    ]

    private var columns: [Column] = []

    init(module: String, fields: [Field]) {
        // `$`-keys are asked for by name and come last.
        var wanted = fields.filter { !$0.isSystemKey && !Self.children.contains($0.dataType) }
        if module == "Leads" { wanted.append(Field("$converted", "boolean")) }
        if fields.contains(where: { $0.apiName == "What_Id" }) {
            wanted.append(Field("$se_module", "text"))
        }
        for field in wanted { add(field) }
    }

    /// Zoho's key as a name: lower case, `$` dropped, everything but `a-z 0-9 _` made `_`.
    static func columnName(_ key: String) -> String {
        let text = (key.hasPrefix("$") ? String(key.dropFirst()) : key).lowercased()
        return String(text.map { "abcdefghijklmnopqrstuvwxyz0123456789_".contains($0) ? $0 : "_" })
    }

    /// What is wrong with a row.
    func differences(_ row: Row, _ record: ZohoSimulator.TruthRecord) -> [String] {
        columns.compactMap { column in
            guard row.hasColumn(column.name) else { return "\(column.name): no such column" }
            let stored = row[column.name] as DatabaseValue
            let expected = value(of: column, record)
            if isEqual(stored, expected, column) { return nil }
            return "\(column.name): \(stored) instead of \(expected.json)"
        }
    }

    // MARK: Columns

    private mutating func add(_ field: Field) {
        let name = Self.columnName(field.apiName)
        guard Self.references.contains(field.dataType) else {
            return add(name, field, .whole)
        }
        let isID = name.hasSuffix("_id")
        add(isID ? name : name + "_id", field, .id)
        add(isID ? name + "_name" : name, field, .name)
        if field.dataType == "ownerlookup" || field.dataType == "userlookup" {
            add(name + "_email", field, .email)
        }
        if field.dataType == "multi_module_lookup" { add(name + "_module", field, .module) }
    }

    /// In a clash the first in Zoho's order keeps the name.
    private mutating func add(_ wanted: String, _ field: Field, _ part: Part) {
        let taken = Set(columns.map(\.name)).union(["id", "_synced_at", "_deleted_at"])
        var name = wanted
        var number = 2
        while taken.contains(name) {
            name = "\(wanted)_\(number)"
            number += 1
        }
        columns.append(Column(name: name, field: field, part: part))
    }

    // MARK: Values

    private func value(of column: Column, _ record: ZohoSimulator.TruthRecord) -> Value {
        let field = column.field
        if field.apiName == "$converted" { return .bool(record.isConverted) }
        // "Don't Show": neither the metadata's promise nor the list's silence is a value.
        guard field.isVisible else { return .null }
        let value = record.fields[field.apiName] ?? .null
        switch column.part {
        case .id: return value["id"] ?? .null
        case .name:
            // A bare text where a reference should be is its name: it must not get lost.
            return value["name"] ?? value.text.map(Value.string) ?? .null
        case .email: return value["email"] ?? .null
        case .module: return value["module"]?["api_name"] ?? value["module"] ?? .null
        case .whole: return value
        }
    }

    private func isEqual(_ stored: DatabaseValue, _ expected: Value, _ column: Column) -> Bool {
        guard case .string(let text) = expected else { return stored.holds(expected) }
        let type = column.field.returnType ?? column.field.dataType
        if Self.numbers.contains(type), stored.isNumber(text) { return true }
        return stored.storage == .string(text)
    }
}

extension ZohoSimulator.FieldDefinition {
    fileprivate var isSystemKey: Bool { apiName.hasPrefix("$") }
}
