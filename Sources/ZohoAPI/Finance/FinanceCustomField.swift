import SyncCore

/// One custom field of a record.
///
/// Its column is found by Zoho's id of the field, so that it stays the same when somebody renames
/// the field; the column's name is the field's API name at the time when it was first met.
struct FinanceCustomField {
    /// What the fields of such columns begin with in a schema.
    private static let prefix = "custom_fields."
    private static let raw = "_unformatted"

    private let id: String?
    private let apiName: String?
    private let type: String?
    /// The raw value.
    let value: JSONValue

    /// An element of `custom_fields`; nil where nothing says which field it is.
    init?(_ element: JSONObject) {
        id = (element["customfield_id"] ?? element["field_id"])?.idText
        apiName = (element["api_name"] ?? element["placeholder"])?.idText
        type = element["data_type"]?.string
        value = (element["value"] ?? .null).cleaned
        guard id != nil || apiName != nil else { return nil }
    }

    private init(apiName: String, value: JSONValue) {
        id = nil
        self.apiName = apiName
        type = nil
        self.value = value.cleaned
    }

    /// The fields of a list row without the array: `cf_x` with the formatted value, mostly with a
    /// twin `cf_x_unformatted` that has the raw one.
    static func flat(_ members: [JSONObject.Member]) -> [FinanceCustomField] {
        let raws = Set(members.map(\.key).filter { $0.hasSuffix(raw) })
        return members.compactMap { member in
            guard member.key.hasPrefix("cf_"), !raws.contains(member.key + raw) else { return nil }
            let name =
                member.key.hasSuffix(raw)
                ? String(member.key.dropLast(raw.utf8.count)) : member.key
            return FinanceCustomField(apiName: name, value: member.value)
        }
    }

    /// Whether a schema's field is a custom one.
    static func owns(_ field: String) -> Bool { field.hasPrefix(prefix) }

    /// The schema's field that holds it: by its id, or by its name where it was first met without
    /// one; nil where there is none yet.
    func field(in schema: StreamSchema) -> String? {
        [id, apiName].compactMap { $0 }.map { Self.prefix + $0 }
            .first { schema.contains(field: $0, part: .whole) }
    }

    /// Adds its column unless there is one.
    func addColumn(to schema: inout StreamSchema) {
        guard field(in: schema) == nil, let key = id ?? apiName else { return }
        let name = StreamSchema.name(for: apiName ?? key)
        schema.add(
            field: Self.prefix + key, part: .whole,
            name: name.hasPrefix("cf_") ? name : "cf_" + name,
            kind: FinanceKinds.kind(ofType: type, sample: value))
    }
}
