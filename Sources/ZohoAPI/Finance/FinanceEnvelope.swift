import SyncCore

/// An answer of a finance product: `{"code":0,"message":"success","<key>":…,"page_context":{…}}`
/// (Introduction of each API, "Response"). Which key holds the list or the record is not always what
/// the documentation says.
struct FinanceEnvelope {
    /// Arrays that may stand beside the list.
    private static let extras: Set<String> = [
        "page_context", "custom_fields", "error_info", "warnings", "customviews", "custom_views",
    ]

    /// The code of "does not exist" (Introduction of each API, "Errors").
    static let absenceCode = 1002
    /// The codes of parameters that are not understood (seen by clients; not in Zoho's pages).
    static let parameterCodes: Set<Int> = [2, 4, 9, 10, 36]

    private let body: JSONObject
    private let name: String
    /// The server's clock.
    let serverTime: UTCInstant?

    /// An answer about a stream.
    init(_ answer: ZohoAnswer, stream name: String) throws(SyncFailure) {
        self.name = name
        serverTime = answer.serverTime
        guard let body = answer.document?.value.object else {
            throw Self.invalid("Zoho answered \(name) without an object")
        }
        self.body = body
    }

    /// Zoho's code: 0 for a success.
    var code: Int { financeCode(.object(body)) ?? 0 }

    /// Whether Zoho says that it does not understand a parameter.
    var isParameterRefusal: Bool { Self.parameterCodes.contains(code) }

    /// Whether Zoho says that there is no such record.
    var isAbsence: Bool { code == Self.absenceCode }

    // MARK: Lists

    /// The elements of the list. A missing list is a fault, never an empty one.
    func list(_ keys: [String]) throws(SyncFailure) -> [JSONValue] {
        if let member = member(keys) {
            if let array = member.array { return array }
            throw Self.invalid("Zoho answered \(name) with \(member.kind) in place of the list")
        }
        let arrays = body.members.filter {
            $0.value.array != nil && !Self.extras.contains($0.key)
        }
        // An empty array under an unknown key may be anything.
        guard arrays.count == 1, let array = arrays[0].value.array, !array.isEmpty else {
            throw Self.invalid("Zoho answered \(name) without the list \(keys.first ?? name)")
        }
        return array
    }

    /// Whether more records follow.
    ///
    /// Some lists do not come in pages and say nothing. But a full page that says nothing may be
    /// followed by more, and taking it for the last would lose them.
    func hasMore(rows: Int, pageSize: Int?) throws(SyncFailure) -> Bool {
        switch context?["has_more_page"] {
        case .bool(let hasMore): return hasMore
        case .string("true"): return true
        case .string("false"): return false
        case nil where rows != pageSize: return false
        case nil:
            throw Self.invalid(
                "Zoho sent a full page of \(name) without telling whether more follow")
        default: throw Self.invalid("Zoho did not tell whether more \(name) follow")
        }
    }

    /// Whether the server says that the latest modification comes first; nil: it says nothing.
    var isNewestFirst: Bool? {
        guard let column = context?["sort_column"]?.string, !column.isEmpty,
            let order = context?["sort_order"]?.string, !order.isEmpty
        else { return nil }
        return column == "last_modified_time" && order.uppercased().hasPrefix("D")
    }

    /// The `filter_by` that the server says it has applied.
    var appliedFilter: String? { context?["applied_filter"]?.idText }

    /// An object in recorded answers; an array of one in some of the API's own descriptions.
    private var context: JSONValue? {
        let context = body["page_context"]
        return context?.array?.first ?? context
    }

    // MARK: Records

    /// The record of an id.
    func record(_ keys: [String], idField: String, id: String) throws(SyncFailure) -> JSONObject {
        guard let record = record(keys, idField: idField) else {
            throw Self.invalid("Zoho answered a record of \(name) without it")
        }
        let found = record[idField]?.idText
        guard found == nil || found == id else {
            throw Self.invalid("Zoho answered another record of \(name) than was asked for")
        }
        return record
    }

    private func record(_ keys: [String], idField: String) -> JSONObject? {
        if let member = member(keys) {
            // Some of the API's own descriptions have an array of one.
            return member.object ?? (member.array?.count == 1 ? member.array?[0].object : nil)
        }
        // Others have no wrapper at all.
        if body[idField]?.idText != nil { return body }
        let objects = body.members.filter {
            $0.value.object != nil && !Self.extras.contains($0.key)
        }
        return objects.count == 1 ? objects[0].value.object : nil
    }

    /// The value of the first of these keys that is there; underscores make no difference.
    private func member(_ keys: [String]) -> JSONValue? {
        for key in keys {
            if let value = body[key] { return value }
        }
        let plain = Set(keys.map(Self.plain))
        return body.members.first { plain.contains(Self.plain($0.key)) }?.value
    }

    private static func plain(_ key: String) -> String {
        key.lowercased().filter { $0 != "_" }
    }

    private static func invalid(_ message: String) -> SyncFailure {
        SyncFailure(.invalidResponse, message, disposition: .failStream)
    }
}
