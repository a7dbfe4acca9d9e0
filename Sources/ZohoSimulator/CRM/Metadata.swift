/// `/settings/modules` and `/settings/fields` ("Modules Metadata", "Fields Metadata").
struct Metadata {
    let state: SimulatorState

    func modules(_ query: Query) -> Reply {
        let wanted = query["status"].map { Set($0.split(separator: ",").map(String.init)) }
        let rows = state.moduleOrder.enumerated().compactMap { place, name -> SimulatorValue? in
            guard let module = state.tables[name]?.module else { return nil }
            if let wanted, !wanted.contains(module.status) { return nil }
            return describe(module, place: place)
        }
        return rows.isEmpty ? .empty(204) : .json(["modules": .array(rows)])
    }

    func module(_ name: String) throws(Refusal) -> Reply {
        guard let place = state.moduleOrder.firstIndex(of: name),
            let module = state.tables[name]?.module
        else {
            throw Refusal(
                400, "INVALID_MODULE", "the module name given seems to be invalid",
                details: ["resource_path_index": 2])
        }
        return .json(["modules": [describe(module, place: place)]])
    }

    func fields(_ query: Query) throws(Refusal) -> Reply {
        guard let name = query["module"], !name.isEmpty else {
            throw Refusal(
                400, "REQUIRED_PARAM_MISSING", "One of the expected parameter is missing",
                details: ["param_name": "module"], violation: "fields without a module")
        }
        guard let table = state.tables[name], table.module.access != .invalidModule else {
            throw Refusal(
                400, "INVALID_MODULE", "the module name given seems to be invalid",
                details: ["param_name": "module"])
        }
        guard ["used", "unused", "all"].contains(query["type"] ?? "used") else {
            throw Refusal(
                400, "PATTERN_NOT_MATCHED", "Please check whether the input values are correct",
                details: ["param_name": "type"], violation: "unknown type of fields")
        }
        guard table.module.hasFieldMetadata, query["type"] != "unused" else { return .empty(204) }
        var fields = table.liveFields.filter { !$0.isSystemKey }
        if state.configuration.switches.metadataListsID {
            fields.insert(
                SimulatorField("id", "bigint", label: "Record Id").with { $0.isReadOnly = true },
                at: 0)
        }
        let base = 4_876_876_000_000_002_000 + Int64(name.utf8.reduce(0) { $0 &+ Int($1) }) * 1_000
        return .json([
            "fields": .array(
                fields.enumerated().map { FieldMetadata($1, id: base + Int64($0)).json })
        ])
    }

    private func describe(_ module: SimulatorModule, place: Int) -> SimulatorValue {
        let writable = SimulatorValue.bool(module.generatedType == "default")
        return [
            "id": .string(String(4_876_876_000_000_002_175 + Int64(place) * 2)),
            "api_name": .string(module.apiName), "module_name": .string(module.apiName),
            "singular_label": .string(module.singularLabel),
            "plural_label": .string(module.pluralLabel),
            "generated_type": .string(module.generatedType),
            "api_supported": .bool(module.isAPISupported), "viewable": .bool(module.isViewable),
            "creatable": writable, "editable": writable, "deletable": writable,
            "visible": .bool(module.status == "visible"), "visibility": 1,
            "status": .string(module.status), "show_as_tab": .bool(module.parentModule == nil),
            "modified_time": .null, "modified_by": .null, "sequence_number": .integer(place),
            "profiles": [FieldMetadata.administrator],
            "parent_module": module.parentModule.map {
                ["api_name": .string($0), "id": "4876876000000002175"]
            } ?? .object([]),
            "global_search_supported": true, "recycle_bin_on_delete": true,
        ]
    }
}
