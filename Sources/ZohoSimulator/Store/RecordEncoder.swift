/// Turns values into a record's stored JSON.
struct RecordEncoder: Sendable {
    let zone: OrganizationZone
    /// The rest of the world as `\uXXXX`, as some JSON libraries write it.
    let asciiOnly: Bool

    func encode(_ value: SimulatorValue, as field: SimulatorField) -> [UInt8] {
        var writer = JSONWriter()
        writer.asciiOnly = asciiOnly
        if field.isDateTime, let text = value.text, let time = ISOTime(text) {
            writer.write(zone.text(time.instant))
        } else {
            writer.write(value)
        }
        return writer.bytes
    }

    /// What lists show instead; nil where they show the whole.
    func listForm(_ value: SimulatorValue, of field: SimulatorField) -> [UInt8]? {
        guard field.isRichText, let text = value.text, text.count > 500 else { return nil }
        return encode(.string(String(text.prefix(500))), as: field)
    }

    /// Builds a record of the fields in order; missing values are empty.
    func record(
        id: Int64, created: Instant, modified: Instant, fields: [SimulatorField],
        values: [String: SimulatorValue]
    ) -> Record {
        var record = Record(id: id, created: created, modified: modified)
        record.ends.reserveCapacity(fields.count)
        for (position, field) in fields.enumerated() {
            let value: SimulatorValue =
                switch field.apiName {
                case "Created_Time": .string(zone.text(created))
                case "Modified_Time": .string(zone.text(modified))
                default: values[field.apiName] ?? field.emptyValue
                }
            record.append(encode(value, as: field))
            if let form = listForm(value, of: field) {
                record.listForms = record.listForms ?? [:]
                record.listForms?[position] = form
            }
        }
        return record
    }

    /// The record with some fields changed.
    func changed(
        _ old: Record, modified: Instant, fields: [SimulatorField],
        values: [String: SimulatorValue]
    ) -> Record {
        var record = Record(id: old.id, created: old.created, modified: modified)
        record.isConverted = old.isConverted
        record.listForms = old.listForms
        for (position, field) in fields.enumerated() {
            if field.apiName == "Modified_Time", modified != old.modified {
                record.append(encode(.string(zone.text(modified)), as: field))
            } else if let value = values[field.apiName], field.apiName != "Modified_Time" {
                record.append(encode(value, as: field))
                let form = listForm(value, of: field)
                if form != nil || record.listForms != nil {
                    record.listForms = record.listForms ?? [:]
                    record.listForms?[position] = form
                }
            } else if position < old.ends.count {
                record.append(old.json(at: position))
            } else {
                record.append(encode(field.emptyValue, as: field))
            }
        }
        return record
    }
}
