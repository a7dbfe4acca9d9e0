import Synchronization

/// The finance products' part of `/simulator`: `/simulator/finance/{product}/…`, where a stream is
/// a parameter, because its name may hold a slash.
struct FinanceAdmin {
    let core: SimulatorCore
    let request: SimulatedRequest

    func handle() -> Reply {
        let path = Array(request.segments.dropFirst(2))
        guard let product = path.first.flatMap(FinanceProduct.init) else {
            return request.method == "GET" && path.isEmpty
                ? .json(overview) : AdminInterface.problem(404, "books, inventory or invoice")
        }
        let key = FinanceKey(product: product, stream: request.query["stream"] ?? "")
        if request.method == "POST", path.last == "quota" { return spend(product) }
        guard FinanceCatalogue.stream(key.stream, of: product) != nil else {
            return AdminInterface.problem(404, "no such stream: ?stream=invoices")
        }
        switch (request.method, path.count > 1 ? path[1] : "") {
        case ("GET", "truth"): return truth(key)
        case ("POST", "records") where path.count == 2: return create(key)
        case ("PATCH", "records") where path.count == 3:
            let moves = request.query["silently"] != "true"
            return change(path[2]) {
                $0.updateFinance(key, $1, fields, now: $2, movesModifiedTime: moves)
            }
        case ("DELETE", "records") where path.count == 3:
            return change(path[2]) { state, id, _ in state.deleteFinance(key, id) }
        case ("POST", "records") where path.count == 4: return act(path[3], path[2], key)
        case ("POST", "seed"): return seed(key)
        case ("POST", "behaviour"): return behave(key)
        default: return AdminInterface.problem(404, "GET /simulator lists what there is")
        }
    }

    static let paths = [
        "GET /simulator/finance", "GET /simulator/finance/{product}/truth?stream=",
        "POST /simulator/finance/{product}/records?stream=",
        "PATCH /simulator/finance/{product}/records/{id}?stream=&silently=",
        "DELETE /simulator/finance/{product}/records/{id}?stream=",
        "POST /simulator/finance/{product}/records/{id}/{void|activate|deactivate|merge}?stream=",
        "POST /simulator/finance/{product}/seed?stream=",
        "POST /simulator/finance/{product}/behaviour?stream=",
        "POST /simulator/finance/{product}/quota",
    ]

    private var body: SimulatorValue { (try? JSONReader.read(request.body)) ?? .null }

    private var fields: [String: SimulatorValue] {
        AdminInterface.values(body["fields"] ?? body)
    }

    private var overview: SimulatorValue {
        core.state.withLock { state in
            .object(
                FinanceProduct.allCases.map { product in
                    let streams = FinanceCatalogue.streams(of: product)
                    return .init(
                        product.rawValue,
                        .object(
                            streams.map { stream in
                                let key = FinanceKey(product: product, stream: stream.name)
                                let rows = state.finance.tables[key]?.records.count ?? 0
                                return .init(stream.name, .integer(rows))
                            }))
                })
        }
    }

    private func truth(_ key: FinanceKey) -> Reply {
        let records = core.state.withLock { $0.financeTruth(key) }
        return .json(
            .array(
                records.map {
                    [
                        "id": .string($0.id), "status": .string($0.status),
                        "created_time": .string(CivilTime.utc($0.createdTime)),
                        "modified_time": .string(CivilTime.utc($0.modifiedTime)),
                        "detail": $0.detail, "row": $0.row,
                    ]
                }))
    }

    private func create(_ key: FinanceKey) -> Reply {
        let now = core.clock.seconds
        guard let id = core.state.withLock({ $0.createFinance(key, fields, now: now) }) else {
            return AdminInterface.problem(404, "no such stream")
        }
        return .json(["id": .string(String(id))], status: 201)
    }

    private func act(_ what: String, _ id: String, _ key: FinanceKey) -> Reply {
        switch what {
        case "void", "activate", "deactivate":
            let status = ["void": "void", "activate": "active"][what] ?? "inactive"
            return change(id) {
                $0.updateFinance(key, $1, ["status": .string(status)], now: $2)
            }
        case "merge":
            guard let survivor = body["into"]?.text.flatMap({ Int64($0) }) else {
                return AdminInterface.problem(400, "into is missing")
            }
            return change(id) { $0.mergeContacts(key.product, $1, into: survivor, now: $2) }
        default: return AdminInterface.problem(404, "void, activate, deactivate or merge")
        }
    }

    private func seed(_ key: FinanceKey) -> Reply {
        guard let count = body["count"]?.integer, (1...1_000_000).contains(count) else {
            return AdminInterface.problem(400, "count is missing, or not 1 to 1,000,000")
        }
        let now = core.clock.seconds
        core.state.withLock { $0.seedFinance(key, count, now: now) }
        return .json(["ok": true])
    }

    private func behave(_ key: FinanceKey) -> Reply {
        let (filter, columns) = (body["filter"]?.text, body["sort_columns"]?.elements)
        let known = FinanceModifiedFilter.allCases.map(\.rawValue).joined(separator: ", ")
        if let filter, FinanceModifiedFilter(rawValue: filter) == nil {
            return AdminInterface.problem(400, "filter is one of \(known)")
        }
        core.state.withLock { state in
            if let filter = filter.flatMap(FinanceModifiedFilter.init) {
                state.finance.filters[key] = filter
            }
            if let columns { state.finance.sortColumns[key] = Set(columns.compactMap(\.text)) }
            if let isThere = body["available"]?.boolean {
                if isThere {
                    state.finance.unavailable.remove(key)
                } else {
                    state.finance.unavailable.insert(key)
                }
            }
        }
        return .json(["ok": true])
    }

    private func spend(_ product: FinanceProduct) -> Reply {
        guard let calls = body["calls"]?.integer, calls >= 0 else {
            return AdminInterface.problem(400, "calls is missing")
        }
        let exact = core.clock.exactSeconds
        core.state.withLock { $0.spendFinanceQuota(calls, product, exactNow: exact) }
        return .json(["ok": true])
    }

    private func change(
        _ idText: String, _ body: (inout SimulatorState, Int64, Instant) -> Bool
    ) -> Reply {
        let now = core.clock.seconds
        guard let id = Int64(idText), core.state.withLock({ body(&$0, id, now) }) else {
            return AdminInterface.problem(404, "no such record")
        }
        return .json(["ok": true])
    }
}
