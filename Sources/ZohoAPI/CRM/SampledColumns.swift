import SyncCore

/// Columns by what a key holds, where no metadata tells: users, and the rows of child tables.
struct SampledColumns {
    /// Adds what a key lacks. A field that has a column of its own keeps it, whatever it holds now.
    static func add(_ key: String, sample: JSONValue, to schema: inout StreamSchema) {
        let name = StreamSchema.name(for: key)
        guard !schema.contains(field: key, part: .whole) else { return }
        guard sample["id"] != nil, sample["name"] != nil else {
            guard schema.columns(of: key).isEmpty else { return }
            return schema.add(field: key, part: .whole, name: name, kind: kind(of: sample))
        }
        schema.addReference(field: key)
        if sample["email"] != nil {
            schema.add(field: key, part: .email, name: "\(name)_email", kind: .text)
        }
        if sample["module"] != nil {
            schema.add(field: key, part: .module, name: "\(name)_module", kind: .text)
        }
    }

    private static func kind(of sample: JSONValue) -> StreamSchema.ColumnKind {
        switch sample {
        case .string(let text): text.utf8.count > 18 && UTCInstant(text) != nil ? .instant : .text
        case .bool: .boolean
        case .array, .object: .json
        case .number: .decimal
        case .null: .any
        }
    }
}
