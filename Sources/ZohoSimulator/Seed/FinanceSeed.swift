/// Fills the finance products. Records are a few words each until they are asked for.
enum FinanceSeed {
    static func fill(_ state: inout SimulatorState, now: Instant) {
        let data = state.configuration.financeData ?? fitting(state.configuration.dataSet)
        for product in FinanceProduct.allCases {
            // Parents first: what names other records must know how many there are.
            let streams = FinanceCatalogue.streams(of: product)
            for stream in streams.filter({ $0.parent == nil })
                + streams.filter({ $0.parent != nil })
            {
                let key = FinanceKey(product: product, stream: stream.name)
                let rows = count(key, stream, data)
                if rows > 0 { state.seedFinance(key, rows, now: now) }
            }
        }
    }

    private static func fitting(_ data: ZohoSimulator.DataSet) -> FinanceDataSet {
        switch data {
        case .demo, .hurtful: .demo
        case .empty, .bulk, .custom: .empty
        }
    }

    private static func count(
        _ key: FinanceKey, _ stream: FinanceStream, _ data: FinanceDataSet
    ) -> Int {
        switch data {
        case .empty: 0
        case .demo: demo(stream)
        case .bulk(let rows): isGreat(stream) ? rows : demo(stream)
        case .counts(let counts): counts[key.text] ?? 0
        }
    }

    private static func demo(_ stream: FinanceStream) -> Int {
        switch stream.name {
        case "contacts": 240
        case "invoices": 320
        case "items": 60
        case _ where isGreat(stream): 45
        case _ where stream.path.first == "settings": 4
        default: 8
        }
    }

    private static func isGreat(_ stream: FinanceStream) -> Bool {
        stream.name == "contacts" || stream.name == "items"
            || stream.dateField != nil && !stream.name.contains("/")
    }
}

extension SimulatorState {
    /// Adds records over the past days, oldest first.
    mutating func seedFinance(_ key: FinanceKey, _ count: Int, days: Int = 730, now: Instant) {
        guard count > 0, let stream = FinanceCatalogue.stream(key.stream, of: key.product) else {
            return
        }
        let world = finance.world(key.product)
        let parents = stream.parent.map {
            finance.tables[FinanceKey(product: key.product, stream: $0)]?.records.map(\.id) ?? []
        }
        let first = finance.tables[key]?.nextNumber ?? 0
        let span = Int64(days) * 86_400
        finance.tables[key]?.reserve(count)
        for row in 0..<count {
            let number = first + row
            let created = now - span + span * Int64(row) / Int64(count)
            var record = FinanceRecord(
                id: world.id(key.stream, number), number: number, created: created,
                modified: created, day: Int(created / 86_400), status: "")
            // Most records change soon after they are made, a few much later.
            let longest = number % 10 == 0 ? span : 9 * 86_400
            let age = max(1, now - 60 - created)
            record.modified = created + Int64(record.draw(2, below: Int(min(longest, age))))
            record.status = stream.statuses[number % stream.statuses.count]
            if let parents, !parents.isEmpty { record.parent = parents[number % parents.count] }
            finance.tables[key]?.insert(record)
        }
        // References count on this number: once others name records by it, it stays.
        guard world.seeded[key.stream] == nil else { return }
        finance.changeWorld(key.product) { $0.seeded[key.stream] = first + count }
    }
}
