import SyncCore

/// The answer to a record's own call, which shows it whole.
struct OwnAnswer {
    let id: String
    private let stream: String
    private let document: JSONDocument?
    /// Where the list of the one record stands.
    private let list: Int
    /// Where the record stands; nil: it does not exist.
    private let record: Int?

    /// A 204 says that there is no such record; a body without a list is an error.
    init(_ answer: ZohoAnswer, id: String, stream: String) throws(SyncFailure) {
        self.id = id
        self.stream = stream
        document = answer.document
        guard let document else {
            list = 0
            record = nil
            return
        }
        guard let list = document.member("data", of: 0), document.tokens[list].kind == .array else {
            throw Self.failure("Zoho CRM answered a record of \(stream) without the list data")
        }
        self.list = list
        record = document.elements(of: list).first
        guard let record else { return }
        let member = document.member("id", of: record)
        guard member.map({ document.value(at: $0).string }) == id else {
            throw Self.failure("Zoho CRM answered a record of \(stream) with another one")
        }
    }

    /// Whether it says that there is no such record.
    var isMissing: Bool { record == nil }

    /// Adds columns for what the rows of the children hold. A key that is null in all of them waits
    /// for its first value: whether it is a reference shows only then.
    func addColumns(to schema: inout StreamSchema) throws(SyncFailure) {
        for child in schema.liveChildren {
            guard let document, let array = try rows(of: schema.children[child].field) else {
                continue
            }
            for element in document.elements(of: array) {
                for member in document.value(at: element).object?.members ?? []
                where !member.key.hasPrefix("$") && !member.value.isNull {
                    SampledColumns.add(
                        member.key, sample: member.value, to: &schema.children[child].schema)
                }
            }
        }
        try demandRoom(in: schema)
    }

    /// The record's detail, after its columns were added. Of a record that lists show and its own
    /// call does not, nothing is said.
    func detail(_ schema: StreamSchema, isListed: Bool) throws(SyncFailure) -> RecordDetail {
        guard let document, record != nil else {
            guard isListed else { return RecordDetail(id: id, row: nil) }
            var row = RowBatch(columnCount: schema.columns.count)
            row.appendRow(modified: nil)
            row[0, 0] = row.makeCell(text: id)
            return RecordDetail(id: id, row: row)
        }
        let row = try RecordDecoder(schema: schema, only: schema.cutFields)
            .decode(document, array: list)
        var children: [String: RowBatch] = [:]
        for index in schema.liveChildren {
            let child = schema.children[index]
            children[child.field] = try rows(of: child)
        }
        return RecordDetail(id: id, row: row, children: children)
    }

    /// The children of which Zoho has more rows than it sends.
    func unfinished(_ schema: StreamSchema) -> [String] {
        guard let document, let record, let member = document.member("$has_more", of: record) else {
            return []
        }
        let hasMore = document.value(at: member)
        return schema.liveChildren.map { schema.children[$0].field }
            .filter { hasMore[$0]?.bool == true }
    }

    /// The rows of a child, each with its parent and its position.
    private func rows(of child: ChildTable) throws(SyncFailure) -> RowBatch {
        let decoder = RecordDecoder(schema: child.schema)
        guard let document, let array = try rows(of: child.field) else { return decoder.empty }
        var rows = try decoder.decode(document, array: array)
        let parent = rows.makeCell(text: id)
        for row in 0..<rows.rowCount {
            let position = rows.makeCell(text: String(row))
            rows[row, 0] = parent
            rows[row, 1] = RowBatch.Cell(
                .number, start: Int(position.start), length: Int(position.length))
        }
        return rows
    }

    /// The array of a child's rows; nil where the field is empty, which Zoho may say by null or not
    /// at all.
    private func rows(of field: String) throws(SyncFailure) -> Int? {
        guard let document, let record, let array = document.member(field, of: record),
            document.tokens[array].kind != .null
        else { return nil }
        let isRows =
            document.tokens[array].kind == .array
            && document.elements(of: array).allSatisfy { document.tokens[$0].kind == .object }
        guard isRows else {
            throw Self.failure("Zoho CRM sent \(field) of \(stream) as something else than rows")
        }
        return array
    }

    private static func failure(_ message: String) -> SyncFailure {
        SyncFailure(.invalidResponse, message, disposition: .failStream)
    }
}
