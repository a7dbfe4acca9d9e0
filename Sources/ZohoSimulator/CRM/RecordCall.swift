/// `GET /{Module}/{id}`: one record, whole ("Get Records", single record).
struct RecordCall {
    let request: SimulatedRequest
    let faults: [SimulatorFault.Kind]

    func handle(
        _ name: String, _ idText: String, _ state: SimulatorState
    ) throws(Refusal) -> Reply {
        guard let id = Int64(idText), id > 0 else {
            throw Refusal(
                400, "INVALID_DATA", "the id given seems to be invalid",
                details: ["resource_path_index": 1], violation: "malformed record id in the path")
        }
        guard let table = state.tables[name], let record = table.record(id) else {
            return .empty(204)
        }
        let wanted = request.query["fields"].map { Set($0.split(separator: ",").map(String.init)) }
        if let wanted, wanted.count > 50 {
            throw Refusal(
                400, "LIMIT_EXCEEDED", "cannot request more than 50 fields",
                details: ["limit": 50, "param_name": "fields"],
                violation: "more than 50 fields of one record")
        }
        var members: [SimulatorValue.Member] = [.init("id", .string(String(record.id)))]
        var more: [SimulatorValue.Member] = []
        for position in table.livePositions {
            let field = table.fields[position]
            guard wanted?.contains(field.apiName) ?? true else { continue }
            guard field.isVisible else {
                if state.configuration.switches.hiddenFieldsAreNull {
                    members.append(.init(field.apiName, .null))
                }
                continue
            }
            let value: SimulatorValue =
                faults.contains(.wrongTypes(field: field.apiName))
                ? ["unexpected": true]
                : position < record.ends.count ? record.value(at: position) : field.emptyValue
            members.append(.init(field.apiName, value))
            if field.isLeftOutOfLists { more.append(.init(field.apiName, false)) }
        }
        if wanted?.contains("$converted") ?? (name == "Leads") {
            members.append(.init("$converted", .bool(record.isConverted)))
        }
        for (key, json) in ListColumns.systemKeys.sorted(by: { $0.key < $1.key })
        where wanted?.contains(key) ?? ["$editable", "$currency_symbol"].contains(key) {
            let value = (try? JSONReader.read(Array(json.utf8))) ?? .null
            members.append(.init(key, value))
        }
        if !more.isEmpty, wanted == nil { members.append(.init("$has_more", .object(more))) }
        return .json(["data": [.object(members)]])
    }
}
