import SyncCore

/// What lists of a CRM module leave out (Zoho CRM API v8, Get Records): subforms, multi-select and
/// multi-user lookups and inventory lines altogether, of rich text what is beyond 500 characters.
extension StreamSchema {
    /// The fields whose text lists cut.
    var cutFields: Set<String> { Set(detail?.fields ?? []).intersection(fields) }

    /// The children that Zoho has today, by their place. The table of a field that vanished stays,
    /// and nothing is said about its rows.
    var liveChildren: [Int] {
        let live = Set(detail?.fields ?? []).subtracting(fields)
        return children.indices.filter { live.contains(children[$0].field) }
    }

    /// Adds the child tables that these fields need, and says what a record's own call is for.
    mutating func addDetail(of fields: [FieldMapping], taken: Set<String>) {
        let arrays = fields.filter(\.isChild).map(\.apiName)
        let texts = fields.filter { $0.isListed && $0.isCut }.map(\.apiName)
        for field in arrays { addChild(field, taken: taken) }
        detail =
            arrays.isEmpty && texts.isEmpty
            ? nil : Detail(isForPartialRowsOnly: arrays.isEmpty, fields: arrays + texts)
    }

    private mutating func addChild(_ field: String, taken: Set<String>) {
        guard !children.contains(where: { $0.field == field }) else { return }
        let tables = taken.union(children.map(\.schema.table))
        var child = StreamSchema(childOf: table, field: field)
        if tables.contains(child.table) {
            child = StreamSchema(
                table: freeName(child.table, taken: tables), zohoName: field,
                idField: Self.parentColumn, idColumn: Self.parentColumn)
            child.add(
                field: Self.positionColumn, part: .whole, name: Self.positionColumn, kind: .integer)
        }
        children.append(ChildTable(field: field, schema: child))
    }
}
