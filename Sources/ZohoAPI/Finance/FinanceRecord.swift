import SyncCore

/// A record, or a row of a child table, freed of what is only meant for Zoho's own screens.
struct FinanceRecord {
    /// The plain fields in their order; empty texts are null.
    private(set) var fields: [(name: String, value: JSONValue)] = []
    /// The custom fields.
    let customFields: [FinanceCustomField]
    /// Whether it has the array of custom fields, so that one that is not there has no value.
    let hasCustomFields: Bool

    /// A record as Zoho sends it.
    init(_ object: JSONObject) {
        // Looked up once: a hostile object may have the key half a million times.
        let zip = (object["zip"] ?? .null).cleaned
        let zipcode = (object["zipcode"] ?? .null).cleaned
        var elements: [FinanceCustomField]?
        var flat: [JSONObject.Member] = []
        for member in object.members {
            switch member.key {
            case "custom_fields", "item_custom_fields":
                if let list = customFieldList(member.value) {
                    elements = list
                } else {
                    fields.append((member.key, member.value.cleaned))
                }
            case "custom_field_hash": flat += member.value.object?.members ?? []
            case "custom_fields_list": break
            case let key where key.hasPrefix("cf_"): flat.append(member)
            case let key where key.hasSuffix("_formatted"): break
            // Lists say zipcode where details say zip (recorded answers).
            case "zip", "zipcode":
                fields.append(("zip", zip.isNull ? zipcode : zip))
            default: fields.append((member.key, member.value.cleaned(in: member.key)))
            }
        }
        hasCustomFields = elements != nil
        customFields = elements.flatMap { $0.isEmpty ? nil : $0 } ?? FinanceCustomField.flat(flat)
    }

    /// The value of a field; nil where it is not there.
    subscript(name: String) -> JSONValue? { fields.last { $0.name == name }?.value }

    /// Sets a field that Zoho may leave out.
    mutating func complete(_ name: String, _ value: String) {
        guard self[name]?.idText == nil else { return }
        fields.append((name, .string(value)))
    }
}

/// The elements of an array of custom fields; nil where the value is something else. Nothing but an
/// empty text in its place means that there are none.
private func customFieldList(_ value: JSONValue) -> [FinanceCustomField]? {
    switch value {
    case .null, .string(""): return []
    case .array(let elements):
        let objects = elements.compactMap(\.object)
        return objects.count == elements.count ? objects.compactMap(FinanceCustomField.init) : nil
    default: return nil
    }
}

extension JSONValue {
    /// An id or a name that identifies, as text; nil where it is neither text nor a number, or empty.
    var idText: String? {
        switch self {
        case .string(let text): text.isEmpty ? nil : text
        case .number(let number): number.text
        default: nil
        }
    }

    /// The value with empty text as null, and without formatted twins inside it.
    var cleaned: JSONValue { cleaned(in: "") }

    /// As `cleaned`, for the value of a field; in addresses `zipcode` becomes `zip`.
    func cleaned(in field: String) -> JSONValue {
        if case .string("") = self { return .null }
        return trimmed(isAddress: field.hasSuffix("address") || field.hasSuffix("addresses"))
    }

    private func trimmed(isAddress: Bool) -> JSONValue {
        switch self {
        case .array(let elements):
            return .array(elements.map { $0.trimmed(isAddress: isAddress) })
        case .object(let object):
            let hasZip = isAddress && object["zip"] != nil
            let kept = object.members.filter {
                !$0.key.hasSuffix("_formatted") && !(hasZip && $0.key == "zipcode")
            }
            return .object(
                JSONObject(
                    kept.map { member in
                        (
                            isAddress && member.key == "zipcode" ? "zip" : member.key,
                            member.value.trimmed(isAddress: isAddress)
                        )
                    }))
        default: return self
        }
    }
}
