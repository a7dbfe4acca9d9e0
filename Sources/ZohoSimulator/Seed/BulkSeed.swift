/// One module of many records, written straight as JSON: a benchmark must not wait for its data.
struct BulkSeed {
    let records: Int
    let fieldCount: Int
    let seed: UInt64

    func fill(_ state: inout SimulatorState, now: Instant) {
        let fields = Array(allFields.prefix(max(fieldCount, 6)))
        var table = ModuleTable(
            SimulatorModule("Leads", displayField: "Last_Name", fields: fields))
        table.reserve(records)
        var random = SeededRandom(seed: seed)
        // A few records per second, all in the past.
        let start = now - Int64(records / 3) - 3_600
        let owner = ModuleCatalogue.defaultUserReference.bytes
        let blobSize = fields.count * 24
        for row in 0..<records {
            let instant = start + Int64(row / 3)
            var record = Record(
                id: 4_876_876_000_001_000_001 + Int64(row) * 2, created: instant,
                modified: instant)
            record.blob.reserveCapacity(blobSize)
            record.ends.reserveCapacity(fields.count)
            for (position, field) in fields.enumerated() {
                write(
                    field, position, row, owner, state.encoder.zone, &random, into: &record)
            }
            table.insert(record)
        }
        state.moduleOrder = ["Leads"]
        state.tables = ["Leads": table]
    }

    private var allFields: [SimulatorField] {
        let types = ["text", "picklist", "integer", "currency", "boolean", "datetime", "date"]
        return [
            ModuleCatalogue.required("Last_Name"), ModuleCatalogue.required("Company"),
            SimulatorField("Owner", "ownerlookup"), ModuleCatalogue.stamp("Created_Time"),
            ModuleCatalogue.stamp("Modified_Time"), SimulatorField("Email", "email"),
        ]
            + (1...400).map { number in
                SimulatorField("Field_\(number)", types[number % types.count]).with {
                    $0.isCustom = true
                    if $0.dataType == "picklist" { $0.choices = ["Open", "Closed", "Waiting"] }
                }
            }
    }

    private func write(
        _ field: SimulatorField, _ position: Int, _ row: Int, _ owner: [UInt8],
        _ zone: OrganizationZone, _ random: inout SeededRandom, into record: inout Record
    ) {
        func text(_ instant: Instant) {
            record.blob.append(UInt8(ascii: "\""))
            zone.append(instant, to: &record.blob)
            record.blob.append(UInt8(ascii: "\""))
        }
        func number(_ number: Int, _ width: Int) {
            CivilTime.append(number, width, to: &record.blob)
        }
        func raw(_ text: StaticString) {
            record.blob.append(
                contentsOf: UnsafeBufferPointer(
                    start: text.utf8Start, count: text.utf8CodeUnitCount))
        }
        let draw = Int(random.next() >> 33)
        switch (position, field.dataType) {
        case (0, _), (1, _):
            raw(position == 0 ? "\"Person " : "\"Company ")
            number(row, 7)
            raw("\"")
        case (2, _): record.blob.append(contentsOf: owner)
        case (3, _), (4, _): text(record.modified)
        case (5, _):
            raw("\"person")
            number(row, 7)
            raw("@example.test\"")
        case (_, "text"):
            raw("\"Some text ")
            number(draw % 100_000, 5)
            raw("\"")
        case (_, "picklist"):
            raw(draw % 3 == 0 ? "\"Open\"" : draw % 3 == 1 ? "\"Closed\"" : "\"Waiting\"")
        case (_, "integer"): record.blob.append(contentsOf: String(draw % 1_000).utf8)
        case (_, "currency"):
            record.blob.append(contentsOf: String(draw % 100_000).utf8)
            raw(".")
            number(draw / 100_000 % 100, 2)
        case (_, "boolean"): raw(draw % 2 == 0 ? "true" : "false")
        case (_, "datetime"): text(record.created - Int64(draw % 10_000_000))
        case (_, "date"):
            record.blob.append(UInt8(ascii: "\""))
            let civil = CivilTime.components(of: record.created - Int64(draw % 10_000_000))
            CivilTime.appendDate(civil, to: &record.blob)
            record.blob.append(UInt8(ascii: "\""))
        default: raw("null")
        }
        record.ends.append(UInt32(record.blob.count))
    }
}
