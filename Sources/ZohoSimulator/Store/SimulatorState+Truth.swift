extension SimulatorState {
    /// Every live record of a module, for comparing with a database.
    func truth(_ module: String) -> [ZohoSimulator.TruthRecord] {
        guard let table = module == "Users" ? users : tables[module] else { return [] }
        return table.byID.map { truth(table.records[Int($0)], table) }
    }

    private func truth(_ record: Record, _ table: ModuleTable) -> ZohoSimulator.TruthRecord {
        var fields: [String: SimulatorValue] = [:]
        for position in table.livePositions {
            let field = table.fields[position]
            let value =
                position < record.ends.count ? record.value(at: position) : field.emptyValue
            if field.isDateTime, let text = value.text, let time = ISOTime(text) {
                fields[field.apiName] = .string(CivilTime.utc(time.instant))
            } else {
                fields[field.apiName] = value
            }
        }
        return .init(
            id: String(record.id), createdTime: record.created, modifiedTime: record.modified,
            isConverted: record.isConverted, fields: fields)
    }
}
