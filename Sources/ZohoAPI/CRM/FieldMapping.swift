import SyncCore

/// Turns the metadata of one field (Zoho CRM API v8, Fields Metadata) into columns. The list of data
/// types is open: an unknown one is kept as it is sent.
struct FieldMapping {
    /// Fields that a list of records leaves out (Get Records): they need the record's own GET.
    private static let unlistedTypes: Set<String> = [
        "subform", "multiselectlookup", "multiuserlookup",
    ]
    /// Lines of inventory documents and their like: left out too, whatever type they are said to be.
    private static let inventoryLines: Set<String> = [
        "Quoted_Items", "Ordered_Items", "Invoiced_Items", "Purchased_Items", "Purchase_Items",
        "Pricing_Details", "Product_Details", "Participants",
    ]

    let apiName: String
    let dataType: String
    private let metadata: JSONValue

    init?(_ metadata: JSONValue) {
        guard let apiName = metadata["api_name"]?.string, !apiName.isEmpty else { return nil }
        self.apiName = apiName
        self.dataType = metadata["data_type"]?.string ?? ""
        self.metadata = metadata
    }

    /// Whether lists of records have it.
    var isListed: Bool { !isChild && apiName != "id" }

    /// Whether it is an array whose elements become rows of a child table. `json_type` may be
    /// missing; a field that only shares the name of such an array says that it is something else.
    var isChild: Bool {
        if Self.unlistedTypes.contains(dataType) { return true }
        return Self.inventoryLines.contains(apiName)
            && ["jsonarray", nil].contains(metadata["json_type"]?.string)
    }

    /// Whether lists cut its text at 500 characters (Get Records: rich text).
    var isCut: Bool {
        dataType == "textarea" && metadata["textarea"]?["type"]?.string == "rich_text"
    }

    /// Adds the field's columns.
    func addColumns(to schema: inout StreamSchema) {
        let name = StreamSchema.name(for: apiName)
        switch dataType {
        case "lookup", "multi_module_lookup":
            schema.addReference(field: apiName)
            if isPolymorphic { addPart(.module, "\(name)_module", to: &schema) }
        case "ownerlookup", "userlookup":
            schema.addReference(field: apiName)
            addPart(.email, "\(name)_email", to: &schema)
        default:
            schema.add(field: apiName, part: .whole, name: name, kind: kind(of: dataType))
        }
    }

    private func addPart(
        _ part: StreamSchema.Part, _ name: String, to schema: inout StreamSchema
    ) {
        schema.add(field: apiName, part: part, name: name, kind: .text)
    }

    /// Whether the record that it names may be of several modules.
    private var isPolymorphic: Bool {
        if dataType == "multi_module_lookup" || apiName == "Parent_Id" { return true }
        let module = metadata["lookup"]?["module"]
        return (module?["api_name"]?.string ?? module?.string) == "se_module"
    }

    private func kind(of type: String) -> StreamSchema.ColumnKind {
        switch type {
        case "text", "textarea", "email", "phone", "website", "picklist", "autonumber",
            "profileimage", "string":
            // Tags call themselves text and are an array.
            return metadata["json_type"]?.string == "jsonarray" ? .json : .text
        case "multiselectpicklist", "fileupload", "imageupload", "RRULE", "ALARM",
            "event_reminder":
            return .json
        case "date": return .date
        case "datetime": return .instant
        case "integer", "bigint", "long": return .integer
        case "double", "currency", "percent", "decimal": return .decimal
        case "boolean": return .boolean
        case "formula": return returnKind(metadata["formula"])
        case "rollup_summary": return returnKind(metadata["rollup_summary"])
        default: return .any
        }
    }

    private func returnKind(_ description: JSONValue?) -> StreamSchema.ColumnKind {
        guard let type = description?["return_type"]?.string, type != "formula",
            type != "rollup_summary"
        else { return .any }
        return kind(of: type.lowercased())
    }
}
