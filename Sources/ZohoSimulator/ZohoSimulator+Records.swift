import Synchronization

/// Changes to the organisation, each at the clock's now, between any two requests.
extension ZohoSimulator {
    /// Makes a record and gives its id; an empty text when there is no such module. `id`,
    /// `Created_Time` and `Modified_Time` may be among the fields.
    @discardableResult
    public func create(module: String, _ fields: [String: Value]) -> String {
        let now = clock.seconds
        return core.state.withLock { state in
            state.create(module, fields, now: now).map(String.init) ?? ""
        }
    }

    /// Changes fields; `Modified_Time` becomes now unless it is given.
    @discardableResult
    public func update(module: String, id: String, _ fields: [String: Value]) -> Bool {
        change(id) { $0.update(module, $1, fields, now: $2) }
    }

    /// Moves a record into the recycle bin, or ends it; a record in the bin can be ended too.
    @discardableResult
    public func delete(module: String, id: String, permanently: Bool = false) -> Bool {
        change(id) { $0.delete(module, $1, permanently: permanently, now: $2) }
    }

    /// Ends a record that lies in the recycle bin.
    @discardableResult
    public func purge(module: String, id: String) -> Bool {
        change(id) { $0.purge(module, $1, now: $2) }
    }

    /// Brings a record back from the recycle bin.
    @discardableResult
    public func restore(module: String, id: String) -> Bool {
        change(id) { $0.restore(module, $1, now: $2) }
    }

    /// Converts a lead; gives the ids of what it became, by module.
    @discardableResult
    public func convert(leadID: String) -> [String: String] {
        let now = clock.seconds
        guard let id = Int64(leadID) else { return [:] }
        return core.state.withLock { $0.convert(id, now: now) }
    }

    /// Changes a formula: `Modified_Time` does not move.
    @discardableResult
    public func changeFormula(module: String, id: String, field: String, value: Value) -> Bool {
        change(id) { $0.update(module, $1, [field: value], now: $2, movesModifiedTime: false) }
    }

    /// Changes a roll-up: whether `Modified_Time` moves is a switch.
    @discardableResult
    public func changeRollup(module: String, id: String, field: String, value: Value) -> Bool {
        let moves = configuration.switches.rollupBumpsModified
        return change(id) {
            $0.update(module, $1, [field: value], now: $2, movesModifiedTime: moves)
        }
    }

    /// Every live record of a module, whole.
    public func truth(module: String) -> [TruthRecord] {
        core.state.withLock { $0.truth(module) }
    }

    /// The ids of every live record, ascending.
    public func recordIDs(module: String) -> [String] {
        core.state.withLock { state in
            guard let table = state.tables[module] else { return [] }
            return table.byID.map { String(table.records[Int($0)].id) }
        }
    }

    /// The ids of every deleted record that was ever there, oldest deletion first.
    public func deletedIDs(module: String) -> [String] {
        core.state.withLock { state in
            (state.tables[module]?.graves ?? []).map { String($0.record.id) }
        }
    }

    // MARK: Modules and fields

    /// The modules there are, in the order of the metadata.
    public var modules: [ModuleDefinition] {
        core.state.withLock { state in state.moduleOrder.compactMap { state.tables[$0]?.module } }
    }

    /// The fields a module has now.
    public func fields(of module: String) -> [FieldDefinition] {
        core.state.withLock { $0.tables[module]?.liveFields ?? [] }
    }

    /// Adds a module, or replaces one with an empty one.
    public func addModule(_ module: ModuleDefinition) {
        core.state.withLock { $0.addModule(module) }
    }

    /// Removes a module from the organisation.
    public func removeModule(_ module: String) {
        core.state.withLock { state in
            state.tables[module] = nil
            state.moduleOrder.removeAll { $0 == module }
        }
    }

    /// Adds a field; the records there are hold nothing in it.
    public func addField(module: String, _ field: FieldDefinition) {
        core.state.withLock { $0.tables[module]?.addField(field) }
    }

    /// Removes a field with its values.
    public func removeField(module: String, apiName: String) {
        core.state.withLock { $0.tables[module]?.removeField(apiName) }
    }

    /// Changes how a module answers.
    public func setPermission(module: String, _ access: ModuleDefinition.Access) {
        core.state.withLock { $0.tables[module]?.module.access = access }
    }

    /// Makes a user; gives the id.
    @discardableResult
    public func createUser(_ fields: [String: Value]) -> String {
        let now = clock.seconds
        return core.state.withLock { $0.createUser(fields, now: now) }
    }

    /// Changes a user.
    @discardableResult
    public func updateUser(id: String, _ fields: [String: Value]) -> Bool {
        change(id) { $0.updateUser($1, fields, now: $2) }
    }

    private func change(
        _ idText: String, _ body: @Sendable (inout SimulatorState, Int64, Instant) -> Bool
    ) -> Bool {
        guard let id = Int64(idText) else { return false }
        let now = clock.seconds
        return core.state.withLock { body(&$0, id, now) }
    }
}

extension SimulatorState {
    mutating func createUser(_ values: [String: SimulatorValue], now: Instant) -> String {
        let id = values["id"]?.text.flatMap { Int64($0) } ?? newID()
        var values = values
        values["status"] = values["status"] ?? "active"
        values["confirm"] = values["confirm"] ?? true
        // Who was only invited has no time of creation yet.
        if values["confirm"] == true, values["created_time"] == nil {
            values["created_time"] = .string(CivilTime.utc(now))
        }
        users.insert(
            encoder.record(
                id: id, created: now, modified: now, fields: users.fields, values: values))
        return String(id)
    }

    mutating func updateUser(
        _ id: Int64, _ values: [String: SimulatorValue], now: Instant
    ) -> Bool {
        guard let old = users.record(id) else { return false }
        users.replace(encoder.changed(old, modified: now, fields: users.fields, values: values))
        return true
    }
}
