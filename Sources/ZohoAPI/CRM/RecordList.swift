import SyncCore

/// The list in an answer: `data` or `users`, and what `info` says of the pages.
struct RecordList {
    private let document: JSONDocument?
    private let array: Int?
    private let stream: String
    /// Whether more records follow.
    let hasMore: Bool
    /// How to go on.
    let nextToken: String?

    /// A 204 or 304 is an empty list; a body without the list is an error, never an empty list.
    init(_ answer: ZohoAnswer, key: String, stream: String) throws(SyncFailure) {
        self.stream = stream
        guard let document = answer.document else {
            self.document = nil
            array = nil
            hasMore = false
            nextToken = nil
            return
        }
        guard let array = document.member(key, of: 0), document.tokens[array].kind == .array else {
            throw SyncFailure(
                .invalidResponse, "Zoho CRM answered \(stream) without the list \(key)",
                disposition: .failStream)
        }
        let info = document.member("info", of: 0).map { document.value(at: $0) }
        self.document = document
        self.array = array
        hasMore = info?["more_records"]?.bool ?? false
        nextToken = info?["next_page_token"]?.string
    }

    /// Elements in the list.
    var count: Int { array.flatMap { document?.elements(of: $0).count } ?? 0 }

    /// The records as rows.
    func rows(_ decoder: RecordDecoder) throws(SyncFailure) -> RowBatch {
        guard let document, let array else { return decoder.empty }
        return try decoder.decode(document, array: array)
    }

    /// The elements as tombstones (Zoho CRM API v8, List of Deleted Records).
    func tombstones() throws(SyncFailure) -> [Tombstone] {
        guard let document, let array else { return [] }
        var tombstones: [Tombstone] = []
        for element in document.elements(of: array) {
            let value = document.value(at: element)
            guard let id = value["id"]?.string,
                let deletedAt = value["deleted_time"]?.string.flatMap({ UTCInstant($0) })
            else {
                throw SyncFailure(
                    .invalidResponse,
                    "Zoho CRM listed a deleted record of \(stream) without its id "
                        + "or time", disposition: .failStream)
            }
            tombstones.append(
                Tombstone(
                    id: id, deletedAt: deletedAt,
                    isPermanent: value["type"]?.string == "permanent"))
        }
        return tombstones
    }
}
