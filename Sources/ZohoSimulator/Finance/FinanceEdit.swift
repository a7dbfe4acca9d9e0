/// Sorts the fields a test gives: what a record is found by becomes part of it, the rest is kept
/// as it is and sent as it is.
struct FinanceEdit {
    let stream: FinanceStream

    func apply(_ fields: [String: SimulatorValue], to record: inout FinanceRecord) {
        for (name, value) in fields {
            switch name {
            case stream.idField: continue
            case "created_time":
                if let time = instant(value) {
                    record.created = time
                } else {
                    keep(name, value, &record)
                }
            case "last_modified_time":
                if let time = instant(value) {
                    record.modified = time
                } else {
                    keep(name, value, &record)
                }
            case "status":
                if let text = value.text { record.status = text }
            case "line_items":
                record.lines = value.elements
            case stream.dateField:
                if let day = value.text.flatMap(FinanceText.days) { record.day = day }
            default: keep(name, value, &record)
            }
        }
    }

    private func keep(_ name: String, _ value: SimulatorValue, _ record: inout FinanceRecord) {
        var changes = record.changes ?? [:]
        changes[name] = value
        record.changes = changes
    }

    private func instant(_ value: SimulatorValue) -> Instant? {
        guard let text = value.text else { return nil }
        return FinanceTime.read(text, acceptsZulu: true) ?? ISOTime(text)?.instant
    }
}
