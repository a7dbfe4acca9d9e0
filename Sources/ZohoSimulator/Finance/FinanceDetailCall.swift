/// One whole record, or an array of it.
struct FinanceDetailCall {
    let key: FinanceKey
    let stream: FinanceStream

    func handle(
        _ id: Int64, under given: String? = nil, isEmpty: Bool, _ state: SimulatorState
    ) throws(FinanceRefusal) -> Reply {
        // Debit notes live among the invoices.
        for name in stream.name == "invoices" ? ["invoices", "debitnotes"] : [stream.name] {
            let key = FinanceKey(product: key.product, stream: name)
            guard !isEmpty, let stream = state.finance.stream(key),
                let record = state.finance.tables[key]?.record(id), record.status != "deleted"
            else { continue }
            let renderer = FinanceRenderer(stream, state.finance.world(key.product))
            return Self.reply(given ?? stream.detailKey ?? stream.name, renderer.detail(record))
        }
        throw Self.missing(stream.name, key.product, state.configuration.switches)
    }

    /// An array of a detail under a path of its own.
    func part(_ id: Int64, key part: String, isEmpty: Bool, _ state: SimulatorState)
        throws(FinanceRefusal) -> Reply
    {
        guard !isEmpty, let record = state.finance.tables[key]?.record(id) else {
            throw Self.missing(stream.name, key.product, state.configuration.switches)
        }
        let detail = FinanceRenderer(stream, state.finance.world(key.product)).detail(record)
        return Self.reply(part, detail[part] ?? [])
    }

    /// Several whole items in one call; unknown ids are left out.
    func several(_ query: Query, isEmpty: Bool, _ state: SimulatorState) throws(FinanceRefusal)
        -> Reply
    {
        let ids = (query["item_ids"] ?? "").split(separator: ",")
        guard !ids.isEmpty, ids.count <= 100, ids.allSatisfy({ Int64($0) != nil }) else {
            throw .invalid("item_ids", violation: "item_ids takes 1 to 100 ids")
        }
        let renderer = FinanceRenderer(stream, state.finance.world(key.product))
        let records = ids.compactMap { Int64($0) }.compactMap {
            isEmpty ? nil : state.finance.tables[key]?.record($0)
        }
        return Self.reply("items", .array(records.map(renderer.detail)))
    }

    static func reply(_ key: String, _ value: SimulatorValue) -> Reply {
        var members: [SimulatorValue.Member] = [.init("code", 0), .init("message", "success")]
        if key.isEmpty {
            members += value.members ?? []
        } else {
            members.append(.init(key, value))
        }
        return .json(.object(members))
    }

    static func missing(
        _ stream: String, _ product: FinanceProduct, _ switches: ZohoSimulator.Switches
    ) -> FinanceRefusal {
        let entity = FinanceCatalogue.stream(stream, of: product)?.entity ?? "Resource"
        return FinanceRefusal(
            switches.missingRecordStatus, 1_002, "\(entity) does not exist.")
    }
}
