/// One field as `/settings/fields` describes it ("Fields Metadata").
struct FieldMetadata {
    static let administrator: SimulatorValue = [
        "id": "4876876000000026011", "name": "Administrator",
    ]

    private let field: SimulatorField
    private let id: Int64

    init(_ field: SimulatorField, id: Int64) {
        self.field = field
        self.id = id
    }

    var json: SimulatorValue {
        var members: [SimulatorValue.Member] = [
            .init("id", .string(String(id))), .init("api_name", .string(field.apiName)),
            .init("field_label", .string(field.label)),
            .init("display_label", .string(field.label)),
            .init("data_type", .string(field.dataType)),
        ]
        if field.tellsJSONType { members.append(.init("json_type", .string(field.jsonType))) }
        members += [
            .init("length", field.length.map(SimulatorValue.integer) ?? .null),
            .init("type", "used"), .init("visible", .bool(field.isVisible)),
            .init("read_only", .bool(field.isReadOnly)),
            .init("field_read_only", .bool(field.isReadOnly)),
            .init("system_mandatory", .bool(field.isRequired)),
            .init("custom_field", .bool(field.isCustom)), .init("virtual_field", false),
            .init("searchable", true), .init("sortable", .bool(!field.isLeftOutOfLists)),
            .init("filterable", .bool(!field.isLeftOutOfLists)),
            .init("created_source", field.isCustom ? "crm" : "default"),
            .init("modified_time", .null),
            .init(
                "view_type",
                [
                    "view": .bool(field.isViewable), "edit": .bool(!field.isReadOnly),
                    "create": .bool(!field.isReadOnly), "quick_create": false,
                ]),
            .init("profiles", [profile]), .init("pick_list_values", choices),
            .init("lookup", lookup), .init("multiselectlookup", multiSelectLookup),
            .init("multi_module_lookup", multiModuleLookup), .init("subform", subform),
            .init("associated_module", associatedModule),
            .init("formula", field.returnType.map { ["return_type": .string($0)] } ?? .object([])),
            .init(
                "rollup_summary",
                field.dataType == "rollup_summary" ? ["return_type": "double"] : .object([])),
            .init(
                "auto_number",
                field.dataType == "autonumber"
                    ? ["prefix": "N-", "start_number": "1", "suffix": .null] : .object([])),
            .init(
                "currency",
                field.dataType == "currency"
                    ? [
                        "rounding_option": "normal",
                        "precision": .integer(field.decimalPlaces ?? 2),
                    ] : .object([])),
            .init("unique", .object([])), .init("crypt", .null),
            .init("decimal_place", field.decimalPlaces.map(SimulatorValue.integer) ?? .null),
            .init("history_tracking", .null),
        ]
        if field.dataType == "textarea" {
            members.append(
                .init("textarea", ["type": field.isRichText ? "rich_text" : "large"]))
        }
        return .object(members)
    }

    private var profile: SimulatorValue {
        let permission =
            !field.isVisible ? "hidden" : field.isReadOnly ? "read_only" : "read_write"
        return [
            "id": "4876876000000026011", "name": "Administrator",
            "permission_type": .string(permission),
        ]
    }

    private var choices: SimulatorValue {
        .array(
            field.choices.enumerated().map { place, choice in
                [
                    "id": .string(String(id + 700_000_000 + Int64(place))),
                    "display_value": .string(choice),
                    "actual_value": .string(choice), "reference_value": .string(choice),
                    "sequence_number": .integer(place + 1), "type": "used",
                ]
            })
    }

    private var lookup: SimulatorValue {
        guard field.dataType == "lookup", let target = field.target else { return .object([]) }
        return [
            "display_label": .string(target), "api_name": .string(target),
            "id": .string(String(id + 1)), "query_details": .object([]),
            "module": ["api_name": .string(target), "id": "4876876000000002179"],
        ]
    }

    private var multiSelectLookup: SimulatorValue {
        guard field.dataType == "multiselectlookup", let target = field.target else {
            return .object([])
        }
        return [
            "display_label": .string(field.label), "linking_module": .string("\(target)_Links"),
            "lookup_apiname": .string(field.apiName),
            "connected_module": .string(target), "connectedlookup_apiname": .string(target),
        ]
    }

    private var multiModuleLookup: SimulatorValue {
        guard field.dataType == "multi_module_lookup" else { return .object([]) }
        return [
            "modules": .array(
                ["Leads", "Contacts", "Accounts", "Deals"].map { ["api_name": .string($0)] })
        ]
    }

    private var subform: SimulatorValue {
        guard field.dataType == "subform", let target = field.target else { return .null }
        return ["module": .string(target), "id": .string(String(id + 1))]
    }

    private var associatedModule: SimulatorValue {
        guard field.dataType == "subform", let target = field.target else { return .null }
        return ["module": .string(target), "id": .string(String(id + 1))]
    }
}
