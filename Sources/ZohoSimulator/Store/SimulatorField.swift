/// One field of a module, as Zoho's fields metadata describes it (CRM v8, "Fields Metadata").
public struct SimulatorField: Sendable, Hashable {
    /// The key in records: `Last_Name`. A leading `$` makes it a system key, which the metadata
    /// does not list and lists give only when asked by name.
    public var apiName: String
    /// What people see.
    public var label: String
    /// Zoho's `data_type`: `text`, `picklist`, `lookup`, …
    public var dataType: String
    /// The greatest length, where the type has one.
    public var length: Int?
    /// `system_mandatory`.
    public var isRequired = false
    /// `custom_field`.
    public var isCustom = false
    /// `read_only`.
    public var isReadOnly = false
    /// False: set to "Don't Show" for the profile; still listed in the metadata.
    public var isVisible = true
    /// `view_type.view`.
    public var isViewable = true
    /// The module a lookup, subform or multi-select lookup points at.
    public var target: String?
    /// The type of a formula's result.
    public var returnType: String?
    /// The values of a pick list.
    public var choices: [String] = []
    /// Digits behind the point.
    public var decimalPlaces: Int?
    /// A `textarea` of type `rich_text`: lists cut it at 500 characters.
    public var isRichText = false
    /// False: the metadata leaves `json_type` out, as it does on some custom modules.
    public var tellsJSONType = true

    /// Makes a field of a type.
    public init(_ apiName: String, _ dataType: String, label: String? = nil) {
        self.apiName = apiName
        self.dataType = dataType
        self.label = label ?? apiName.split(separator: "_").joined(separator: " ")
        length = Self.lengths[dataType]
    }

    /// Changes a copy of the field: `field.with { $0.isRequired = true }`.
    public func with(_ change: (inout SimulatorField) -> Void) -> SimulatorField {
        var copy = self
        change(&copy)
        return copy
    }

    /// A pick list.
    public static func pickList(_ apiName: String, _ choices: [String]) -> SimulatorField {
        SimulatorField(apiName, "picklist").with { $0.choices = choices }
    }

    /// A lookup into another module.
    public static func lookup(_ apiName: String, _ module: String) -> SimulatorField {
        SimulatorField(apiName, "lookup").with { $0.target = module }
    }

    /// A subform, or the lines of an inventory document, whose rows are a module of their own.
    public static func subform(_ apiName: String, rows module: String) -> SimulatorField {
        SimulatorField(apiName, "subform").with { $0.target = module }
    }

    /// A formula.
    public static func formula(_ apiName: String, returns type: String) -> SimulatorField {
        SimulatorField(apiName, "formula").with {
            $0.returnType = type
            $0.isReadOnly = true
        }
    }

    var isSystemKey: Bool { apiName.hasPrefix("$") }

    /// Lists never carry these ("Get Records": subforms, multi-select lookups, inventory lines).
    var isLeftOutOfLists: Bool {
        dataType == "subform" || dataType == "multiselectlookup" || dataType == "multiuserlookup"
    }

    var isDateTime: Bool {
        dataType == "datetime" || dataType == "formula" && returnType == "datetime"
    }

    /// What an empty field holds.
    var emptyValue: SimulatorValue {
        switch dataType {
        case "boolean": false
        case "subform", "multiselectlookup", "multiuserlookup": []
        case "text" where apiName == "Tag": []
        default: .null
        }
    }

    var jsonType: String {
        switch dataType {
        case "integer": "integer"
        case "double", "currency", "percent", "rollup_summary": "double"
        case "boolean": "boolean"
        case "lookup", "ownerlookup", "userlookup", "multi_module_lookup", "RRULE", "ALARM":
            "jsonobject"
        case "multiselectpicklist", "subform", "multiselectlookup", "multiuserlookup",
            "fileupload", "imageupload", "participants":
            "jsonarray"
        case "formula":
            returnType == "currency" || returnType == "double" ? "double" : returnType ?? "string"
        case "text" where apiName == "Tag": "jsonarray"
        default: "string"
        }
    }

    private static let lengths = [
        "text": 255, "textarea": 32_000, "email": 100, "phone": 30, "website": 450,
        "picklist": 120, "multiselectpicklist": 2_000, "integer": 9, "bigint": 18, "double": 16,
        "currency": 16, "percent": 5, "autonumber": 20,
    ]
}
