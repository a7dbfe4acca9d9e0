extension SimulatorState {
    /// Makes a record; nil when there is no such stream. The id, times, the business date, the
    /// status and `line_items` may be among the fields.
    mutating func createFinance(
        _ key: FinanceKey, _ fields: [String: SimulatorValue], now: Instant
    ) -> Int64? {
        guard let stream = finance.stream(key), let number = finance.tables[key]?.nextNumber else {
            return nil
        }
        let world = finance.world(key.product)
        let id = fields[stream.idField]?.text.flatMap { Int64($0) }
        let offset = Int64(world.zone.offset(at: now))
        var record = FinanceRecord(
            id: id ?? world.id(key.stream, number), number: number, created: now, modified: now,
            day: Int((now + offset) / 86_400), status: stream.statuses.first ?? "active")
        let parent = fields[stream.parentParameter ?? "project_id"]
        record.parent = parent?.text.flatMap { Int64($0) } ?? 0
        FinanceEdit(stream: stream).apply(fields, to: &record)
        finance.tables[key]?.insert(record)
        return record.id
    }

    /// Changes header fields or lines; the time of change becomes now, if it moves.
    mutating func updateFinance(
        _ key: FinanceKey, _ id: Int64, _ fields: [String: SimulatorValue], now: Instant,
        movesModifiedTime: Bool = true
    ) -> Bool {
        guard let stream = finance.stream(key) else { return false }
        let renews = configuration.switches.editsRenewLineIDs
        return finance.tables[key]?.change(id) { record in
            if movesModifiedTime { record.modified = now }
            if movesModifiedTime, renews { record.lineVersion += 1 }
            FinanceEdit(stream: stream).apply(fields, to: &record)
        } ?? false
    }

    /// Deletes for good, without a trace; users stay behind as deleted ones.
    mutating func deleteFinance(_ key: FinanceKey, _ id: Int64) -> Bool {
        if key.stream == "users" {
            return finance.tables[key]?.change(id) { $0.status = "deleted" } ?? false
        }
        return finance.tables[key]?.remove(id) ?? false
    }

    /// One contact disappears into another: documents name the survivor from now on.
    mutating func mergeContacts(
        _ product: FinanceProduct, _ id: Int64, into survivor: Int64, now: Instant
    ) -> Bool {
        let key = FinanceKey(product: product, stream: "contacts")
        guard id != survivor, finance.tables[key]?.record(survivor) != nil,
            finance.tables[key]?.remove(id) == true
        else { return false }
        let (old, new) = (String(id), String(survivor))
        if configuration.switches.mergeBumpsDocuments { touchDocuments(product, of: old, now: now) }
        finance.changeWorld(product) { world in
            for (merged, target) in world.merged where target == old { world.merged[merged] = new }
            world.merged[old] = new
        }
        for key in finance.tables.keys where key.product == product { rename(key, old, new) }
        return true
    }

    /// Names that a test gave do not come from arithmetic.
    private mutating func rename(_ key: FinanceKey, _ old: String, _ new: String) {
        for record in finance.tables[key]?.records ?? [] where record.changes != nil {
            for name in ["customer_id", "vendor_id"] where record.changes?[name]?.text == old {
                finance.tables[key]?.change(record.id) { $0.changes?[name] = .string(new) }
            }
        }
    }

    private mutating func touchDocuments(
        _ product: FinanceProduct, of contact: String, now: Instant
    ) {
        for stream in FinanceCatalogue.streams(of: product) where stream.hasModified {
            let key = FinanceKey(product: product, stream: stream.name)
            let renderer = FinanceRenderer(stream, finance.world(product))
            for record in finance.tables[key]?.records ?? [] {
                let isTouched = ["customer_id", "vendor_id"].contains {
                    renderer.value($0, of: record)?.text == contact
                }
                if isTouched { finance.tables[key]?.change(record.id) { $0.modified = now } }
            }
        }
    }

    /// Every record there is, as a test compares it.
    func financeTruth(_ key: FinanceKey) -> [FinanceTruth] {
        guard let stream = finance.stream(key) else { return [] }
        let renderer = FinanceRenderer(stream, finance.world(key.product))
        return (finance.tables[key]?.records ?? []).filter { $0.status != "deleted" }.map {
            FinanceTruth(
                id: String($0.id), createdTime: $0.created, modifiedTime: $0.modified,
                status: $0.status, detail: renderer.detail($0), row: renderer.row($0))
        }
    }
}
