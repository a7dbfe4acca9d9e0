import SyncCore

/// Turns records of a stream into rows, and finds the columns on the way: the finance APIs have no
/// metadata, so columns are what the records hold. Who fills which is `FinanceOwnership`'s word.
struct FinanceDecoder {
    let stream: FinanceStream
    private(set) var table: FinanceTable

    /// A decoder that begins with the columns that are known.
    init(_ stream: FinanceStream, _ schema: StreamSchema) {
        self.stream = stream
        table = FinanceTable(schema)
    }

    /// The columns and child tables so far.
    var schema: StreamSchema { table.schema }

    /// Rows of a list, and the day of each where the stream has a date to ask by. Throws when an
    /// element is not a record with an id.
    mutating func rows(
        _ elements: [JSONValue], parent: String?
    ) throws(SyncFailure) -> (rows: RowBatch, days: [String?]) {
        var records: [FinanceRecord] = []
        for element in elements {
            guard let object = element.object, object[stream.idField]?.idText != nil else {
                throw SyncFailure(
                    .invalidResponse, "Zoho sent a record of \(stream.name) without an id",
                    disposition: .failStream)
            }
            var record = FinanceRecord(object)
            if let parent, let field = stream.parent?.field { record.complete(field, parent) }
            records.append(record)
        }
        let ownership = FinanceOwnership(stream, listed: schema.fields)
        table.addColumns(for: records, where: ownership.isOfList)
        table.note(fields: records.flatMap { $0.fields.map(\.name) }.filter(ownership.isOfList))
        if ownership.hasCustomFieldsInLists { table.addCustomColumns(for: records) }
        try demandRoom(in: schema)
        try demandRoom(rows: records.count, columns: schema.columns.count)

        let places = table.places
        var rows = table.empty
        rows.reserve(rows: records.count)
        for record in records {
            rows.appendRow(modified: modified(record))
            table.fill(&rows, record, places, where: ownership.isOfList)
            guard ownership.hasCustomFieldsInLists else { continue }
            // A list leaves empty custom fields out.
            table.fillCustom(&rows, record, places, isComplete: true)
        }
        let days = stream.window.map { window in records.map { $0[window.field]?.string } }
        return (rows, days ?? [])
    }

    /// What details add to these records; nil in place of an object says that there is no record.
    mutating func details(
        _ answers: [(id: String, object: JSONObject?)]
    ) throws(SyncFailure) -> [RecordDetail] {
        let records = answers.map { (id: $0.id, record: $0.object.map(FinanceRecord.init)) }
        let known = records.compactMap(\.record)
        let ownership = FinanceOwnership(stream, listed: schema.fields)
        table.addColumns(for: known, where: ownership.isOfDetail)
        table.addCustomColumns(for: known)
        let children = try childRows(of: records)
        try demandRoom(in: schema)

        let places = table.places
        return records.enumerated().map { index, answer in
            guard let record = answer.record else { return RecordDetail(id: answer.id, row: nil) }
            var row = table.empty
            row.appendRow(modified: nil)
            row.set(.string(answer.id), .text, row: 0, column: 0)
            table.fill(&row, record, places, where: ownership.isOfDetail)
            table.fillCustom(&row, record, places, isComplete: record.hasCustomFields)
            return RecordDetail(id: answer.id, row: row, children: children[index])
        }
    }

    // MARK: Children

    /// The rows in each child table, per record.
    private mutating func childRows(
        of records: [(id: String, record: FinanceRecord?)]
    ) throws(SyncFailure) -> [[String: RowBatch]] {
        var result = records.map { _ in [String: RowBatch]() }
        for child in stream.children {
            var found: [[FinanceRecord]] = []
            for (_, record) in records { found.append(try elements(of: record, child)) }
            var table = FinanceTable(
                schema.children.first { $0.field == child.name }?.schema
                    ?? StreamSchema(childOf: schema.table, field: child.name))
            table.addColumns(for: found.flatMap { $0 }, where: { _ in true })
            table.addCustomColumns(for: found.flatMap { $0 })
            try demandRoom(
                rows: found.reduce(0) { $0 + $1.count }, columns: table.schema.columns.count)
            self.table.set(ChildTable(field: child.name, schema: table.schema))
            let places = table.places
            for index in records.indices
            where child.keys.contains(where: { records[index].record?[$0] != nil }) {
                var rows = table.empty
                for (position, element) in found[index].enumerated() {
                    rows.appendRow(modified: nil)
                    table.fill(&rows, element, places, where: { _ in true })
                    table.fillCustom(&rows, element, places, isComplete: false)
                    rows.set(.string(records[index].id), .text, row: position, column: 0)
                    rows.set(JSONValue(position), .integer, row: position, column: 1)
                }
                result[index][child.name] = rows
            }
        }
        return result
    }

    /// The elements of a record's child array. None where it is empty; where its key is left out, its
    /// rows are left alone, for keys come and go with the edition and its settings. Anything else
    /// that is no array of objects is a fault, which must not empty the child table.
    private func elements(
        of record: FinanceRecord?, _ child: FinanceChild
    ) throws(SyncFailure) -> [FinanceRecord] {
        let value = child.keys.lazy.compactMap { record?[$0] }.first { !$0.isNull } ?? []
        let elements = value.array ?? []
        let objects = elements.compactMap(\.object)
        guard value.array != nil, objects.count == elements.count else {
            throw SyncFailure(
                .invalidResponse,
                "Zoho sent \(value.kind) as \(child.name) of \(stream.name), not a list of objects",
                disposition: .failStream)
        }
        return objects.map(FinanceRecord.init)
    }

    private func modified(_ record: FinanceRecord) -> UTCInstant? {
        stream.modifiedField.flatMap { record[$0]?.string }.flatMap { UTCInstant($0) }
    }
}
