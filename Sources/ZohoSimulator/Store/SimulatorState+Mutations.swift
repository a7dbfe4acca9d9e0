extension SimulatorState {
    /// Makes a record. `id`, `Created_Time` and `Modified_Time` may be given; everything else that
    /// is missing gets its default.
    @discardableResult
    mutating func create(
        _ module: String, _ values: [String: SimulatorValue], now: Instant
    ) -> Int64? {
        // Only what is needed is taken out: a copy of the table would be copied on the insert.
        guard let fields = tables[module]?.fields, let live = tables[module]?.liveFields,
            let titleField = tables[module]?.module.displayField
        else { return nil }
        let id = values["id"]?.text.flatMap { Int64($0) } ?? newID()
        let created = Self.instant(values["Created_Time"]) ?? now
        let modified = Self.instant(values["Modified_Time"]) ?? max(created, now)
        var values = values
        for key in ["Owner", "Created_By", "Modified_By"] where values[key] == nil {
            values[key] = ModuleCatalogue.defaultUserReference
        }
        for field in live where field.dataType == "autonumber" {
            values[field.apiName] = values[field.apiName] ?? .string("N-\(id % 1_000_000)")
        }
        let title = values[titleField]?.text ?? module
        fillRows(of: module, parent: id, title: title, &values, created: created, now: modified)
        var record = encoder.record(
            id: id, created: created, modified: modified, fields: fields, values: values)
        record.isConverted = values["$converted"]?.boolean ?? false
        tables[module]?.insert(record)
        return id
    }

    /// Changes fields; `Modified_Time` moves unless it is among them.
    @discardableResult
    mutating func update(
        _ module: String, _ id: Int64, _ values: [String: SimulatorValue], now: Instant,
        movesModifiedTime: Bool = true
    ) -> Bool {
        guard let fields = tables[module]?.fields, let old = tables[module]?.record(id),
            let titleField = tables[module]?.module.displayField
        else { return false }
        var values = values
        let modified =
            Self.instant(values["Modified_Time"]) ?? (movesModifiedTime ? now : old.modified)
        if movesModifiedTime, values["Modified_By"] == nil {
            values["Modified_By"] = ModuleCatalogue.defaultUserReference
        }
        let title =
            values[titleField]?.text
            ?? tables[module]?.position(of: titleField).flatMap { old.value(at: $0).text }
            ?? module
        fillRows(of: module, parent: id, title: title, &values, created: now, now: modified)
        var record = encoder.changed(old, modified: modified, fields: fields, values: values)
        if let converted = values["$converted"]?.boolean { record.isConverted = converted }
        tables[module]?.replace(record)
        return true
    }

    /// Moves a record into the recycle bin, or ends it for good. Rows of its subforms go without a
    /// tombstone.
    @discardableResult
    mutating func delete(
        _ module: String, _ id: Int64, permanently: Bool, now: Instant
    ) -> Bool {
        guard let record = tables[module]?.remove(id) else {
            return permanently && purge(module, id, now: now)
        }
        let position = tables[module].flatMap { $0.position(of: $0.module.displayField) }
        let name = position.map { record.value(at: $0) } ?? .null
        tables[module]?.graves.append(
            Grave(
                record: record, displayName: permanently ? .null : name, deleted: now,
                isPermanent: permanently))
        for field in tables[module]?.liveFields ?? [] where field.dataType == "subform" {
            guard let rows = field.target else { continue }
            removeRows(rows, parent: id)
        }
        return true
    }

    /// Ends a record that lies in the recycle bin.
    @discardableResult
    mutating func purge(_ module: String, _ id: Int64, now: Instant) -> Bool {
        guard let place = grave(module, id) else { return false }
        tables[module]?.graves[place].isPermanent = true
        tables[module]?.graves[place].displayName = .null
        if configuration.switches.purgeRenewsDeletedTime {
            tables[module]?.graves[place].deleted = now
        }
        return true
    }

    /// Brings a record back from the recycle bin.
    @discardableResult
    mutating func restore(_ module: String, _ id: Int64, now: Instant) -> Bool {
        guard let place = grave(module, id),
            let grave = tables[module]?.graves.remove(at: place)
        else { return false }
        tables[module]?.insert(grave.record)
        for field in tables[module]?.liveFields ?? [] where field.dataType == "subform" {
            guard let rows = field.target,
                let position = tables[module]?.position(of: field.apiName)
            else { continue }
            for row in grave.record.value(at: position).elements ?? [] {
                keepRow(row, in: rows, created: grave.record.created, now: grave.record.modified)
            }
        }
        if configuration.switches.restoreBumpsModified { update(module, id, [:], now: now) }
        return true
    }

    /// Converts a lead: it vanishes from plain lists and becomes a contact, an account, a deal.
    mutating func convert(_ lead: Int64, now: Instant) -> [String: String] {
        guard let table = tables["Leads"], let record = table.record(lead) else { return [:] }
        func value(_ name: String) -> SimulatorValue? {
            table.position(of: name).map { record.value(at: $0) }
        }
        let stamp = SimulatorValue.string(encoder.zone.text(now))
        update(
            "Leads", lead,
            [
                "$converted": true, "Converted__s": true, "Converted_Date_Time": stamp,
                "Record_Status__s": "Available",
            ], now: now)
        var made: [String: String] = [:]
        let company = value("Company") ?? "Unknown"
        if let account = create("Accounts", ["Account_Name": company], now: now) {
            made["Accounts"] = String(account)
        }
        let accountReference = SimulatorValue.reference(
            name: company.text ?? "", id: made["Accounts"] ?? "")
        let person = value("Last_Name") ?? "Unknown"
        if let contact = create(
            "Contacts",
            [
                "Last_Name": person, "Email": value("Email") ?? .null,
                "Account_Name": accountReference,
            ], now: now)
        {
            made["Contacts"] = String(contact)
        }
        if let deal = create(
            "Deals",
            [
                "Deal_Name": company, "Stage": "Qualification", "Account_Name": accountReference,
            ], now: now)
        {
            made["Deals"] = String(deal)
        }
        return made
    }

    // MARK: Rows of subforms

    /// Gives subform rows what Zoho adds, and keeps them as records of their own module.
    private mutating func fillRows(
        of module: String, parent: Int64, title: String, _ values: inout [String: SimulatorValue],
        created: Instant, now: Instant
    ) {
        for field in tables[module]?.liveFields ?? [] where field.dataType == "subform" {
            guard let target = field.target, let rows = values[field.apiName]?.elements else {
                continue
            }
            removeRows(target, parent: parent)
            var filled: [SimulatorValue] = []
            for row in rows {
                let id = row["id"]?.text.flatMap { Int64($0) } ?? newID()
                let parentReference = SimulatorValue.reference(name: title, id: String(parent))
                var members: [SimulatorValue.Member] = [
                    .init("id", .string(String(id))), .init("Parent_Id", parentReference),
                    .init("Created_Time", .string(encoder.zone.text(created))),
                    .init("Modified_Time", .string(encoder.zone.text(now))),
                    .init("$in_merge", false), .init("$field_states", .null),
                ]
                let given = Set(members.map(\.name))
                members += (row.members ?? []).filter { !given.contains($0.name) }
                filled.append(.object(members))
                keepRow(.object(members), in: target, created: created, now: now)
            }
            values[field.apiName] = .array(filled)
        }
    }

    private mutating func keepRow(
        _ row: SimulatorValue, in module: String, created: Instant, now: Instant
    ) {
        guard let fields = tables[module]?.fields, let id = row["id"]?.text.flatMap({ Int64($0) })
        else { return }
        let values = Dictionary((row.members ?? []).map { ($0.name, $0.value) }) { $1 }
        tables[module]?.insert(
            encoder.record(id: id, created: created, modified: now, fields: fields, values: values))
    }

    private mutating func removeRows(_ module: String, parent: Int64) {
        guard let table = tables[module], table.count > 0,
            let position = table.position(of: "Parent_Id")
        else { return }
        let wanted = Array("\"id\":\"\(parent)\"".utf8)
        for slot in table.byID {
            let record = table.records[Int(slot)]
            if record.json(at: position).suffix(wanted.count + 1).starts(with: wanted) {
                _ = tables[module]?.remove(record.id)
            }
        }
    }

    private func grave(_ module: String, _ id: Int64) -> Int? {
        tables[module]?.graves.lastIndex { $0.record.id == id && !$0.isPermanent }
    }

    private static func instant(_ value: SimulatorValue?) -> Instant? {
        value?.text.flatMap { ISOTime($0)?.instant }
    }
}
