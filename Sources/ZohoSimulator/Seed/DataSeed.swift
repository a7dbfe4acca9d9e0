/// Fills the standard modules with related records over the last half year.
struct DataSeed {
    private(set) var state: SimulatorState
    private let now: Instant
    private var maker: ValueMaker

    init(state: SimulatorState, now: Instant, seed: UInt64, isNasty: Bool) {
        self.state = state
        self.now = now
        maker = ValueMaker(
            random: SeededRandom(seed: seed), zone: state.encoder.zone, now: now,
            isNasty: isNasty)
    }

    mutating func fill(_ counts: [(String, Int)]) {
        for (module, count) in counts { fill(module, count) }
        // Rows on which deletions, conversions and restorations can already be seen.
        for (module, every) in [("Leads", 40), ("Contacts", 60), ("Deals", 50)] {
            for id in ids(of: module, every: every) {
                let age = Int64(maker.random.below(150)) * 86_400
                state.delete(
                    module, id, permanently: maker.random.once(in: 4), now: now - age)
            }
        }
        for id in ids(of: "Leads", every: 23) {
            let age = Int64(maker.random.below(60)) * 86_400
            _ = state.convert(id, now: now - age)
        }
    }

    /// Thousands of rows in one second, as imports leave them, and times around the change of
    /// daylight saving.
    mutating func addCrowds() {
        state.nextID = 4_876_876_000_000_900_001
        crowd("Projects_X", 3_000, at: now - 5 * 86_400)
        crowd("Leads", 450, at: now - 4 * 86_400)
        // 2025-10-26 in Central Europe: 02:30 happens twice, at 00:30 and 01:30 UTC.
        for half in 0..<8 {
            crowd("Contacts", 1, at: 1_761_435_000 + Int64(half) * 1_800)
        }
        fill("Leads", 40)
    }

    private mutating func crowd(_ module: String, _ count: Int, at instant: Instant) {
        guard let table = state.tables[module] else { return }
        let stamp = SimulatorValue.string(CivilTime.utc(instant))
        for row in 0..<count {
            // Only what the module demands: a crowd is about its time, not its content.
            var values: [String: SimulatorValue] = [
                table.module.displayField: .string("Import \(row)"), "Created_Time": stamp,
                "Modified_Time": stamp,
            ]
            if module == "Leads" { values["Company"] = .string("Imported \(row)") }
            if module == "Contacts" { values["Last_Name"] = .string("Summer time \(row)") }
            state.create(module, values, now: instant)
        }
    }

    private mutating func fill(_ name: String, _ count: Int) {
        guard let table = state.tables[name] else { return }
        let module = table.module
        var made: [ValueMaker.Reference] = []
        for row in 0..<count {
            var values = maker.values(for: module, row: row)
            let created = now - Int64(maker.random.below(180 * 86_400)) - 60
            let modified = created + Int64(maker.random.below(Int(now - created)))
            values["Created_Time"] = .string(CivilTime.utc(created))
            values["Modified_Time"] = .string(CivilTime.utc(modified))
            if name == "Notes" || name == "Attachments" { values["Parent_Id"] = parent() }
            guard let id = state.create(name, values, now: created) else { continue }
            let title = values[module.displayField]?.text ?? values["Name"]?.text ?? name
            made.append((id, title))
        }
        maker.references[name] = made
    }

    private mutating func parent() -> SimulatorValue {
        guard let leads = maker.references["Leads"], !leads.isEmpty else { return .null }
        let lead = maker.random.pick(leads)
        return [
            "module": ["api_name": "Leads", "id": "4876876000000002175"],
            "name": .string(lead.name), "id": .string(String(lead.id)),
        ]
    }

    private func ids(of module: String, every step: Int) -> [Int64] {
        guard let table = state.tables[module] else { return [] }
        return stride(from: 0, to: table.count, by: step).map {
            table.records[Int(table.byID[$0])].id
        }
    }
}
