import Synchronization

/// What the simulator tells about itself: every GET under `/simulator`.
struct AdminViews {
    let core: SimulatorCore
    let query: Query

    func handle(_ path: [String]) -> Reply {
        switch path.first {
        case nil: return .json(["paths": .array(Self.paths.map(SimulatorValue.string))])
        case "statistics": return .json(statistics)
        case "violations": return .json(violations)
        case "requests": return .json(requests)
        case "truth": return truth
        case "modules": return .json(modules)
        case "clock": return .json(["now": .string(CivilTime.utc(core.clock.seconds))])
        case "credentials": return .json(credentials)
        default: return AdminInterface.problem(404, "no such path; GET /simulator lists them")
        }
    }

    private var statistics: SimulatorValue {
        let (figures, violations) = core.state.withLock { ($0.statistics, $0.violations.count) }
        func table(_ counts: [String: Int]) -> SimulatorValue {
            .object(counts.sorted { $0.key < $1.key }.map { .init($0.key, .integer($0.value)) })
        }
        let refusals = figures.finance.refusals.map { (String($0.key), $0.value) }
        let statuses = figures.perStatus.map { (String($0.key), $0.value) }
        return [
            "calls": .integer(figures.calls), "per_path": table(figures.perPath),
            "per_module": table(figures.perModule),
            "per_status": table(Dictionary(statuses) { first, _ in first }),
            "token_requests": .integer(figures.tokenRequests),
            "token_refreshes": .integer(figures.tokenRefreshes),
            "bytes": .integer(figures.bytes), "rows": .integer(figures.rows),
            "not_modified": .integer(figures.notModified), "credits": .integer(figures.credits),
            "most_in_flight": .integer(figures.mostInFlight),
            "most_sorted_in_flight": .integer(figures.mostSortedInFlight),
            "violations": .integer(violations),
            "finance": [
                "calls": .integer(figures.finance.calls), "lists": table(figures.finance.lists),
                "details": table(figures.finance.details),
                "refusals": table(
                    Dictionary(uniqueKeysWithValues: refusals)),
                "most_in_flight": .integer(figures.finance.mostInFlight),
            ],
        ]
    }

    private var violations: SimulatorValue {
        let violations = core.state.withLock { $0.violations }
        return .array(
            violations.map {
                [
                    "request_index": .integer($0.requestIndex), "request": .string($0.request),
                    "text": .string($0.text),
                ]
            })
    }

    private var requests: SimulatorValue {
        let limit = query["limit"].flatMap { Int($0) } ?? 100
        let entries = core.state.withLock { $0.log.entries.suffix(max(0, limit)) }
        return .array(
            entries.map { entry in
                [
                    "index": .integer(entry.index), "time": .string(CivilTime.utc(entry.time)),
                    "method": .string(entry.method), "path": .string(entry.path),
                    "query": .string(entry.query), "status": .integer(entry.status),
                    "headers": .object(
                        entry.headers.sorted { $0.key < $1.key }
                            .map { .init($0.key, .string($0.value)) }),
                ]
            })
    }

    private var truth: Reply {
        guard let module = query["module"] else {
            return AdminInterface.problem(400, "which module? /simulator/truth?module=Leads")
        }
        let records = core.state.withLock { $0.truth(module) }
        return .json(
            .array(
                records.map { record in
                    [
                        "id": .string(record.id),
                        "created_time": .string(CivilTime.utc(record.createdTime)),
                        "modified_time": .string(record.modifiedTimeUTC),
                        "converted": .bool(record.isConverted),
                        "fields": .object(
                            record.fields.sorted { $0.key < $1.key }
                                .map { .init($0.key, $0.value) }),
                    ]
                }))
    }

    private var modules: SimulatorValue {
        core.state.withLock { state in
            .array(
                state.moduleOrder.compactMap { state.tables[$0] }.map { table in
                    [
                        "module": .string(table.module.apiName),
                        "records": .integer(table.count),
                        "deleted": .integer(table.graves.count),
                        "fields": .integer(table.liveFields.count),
                        "access": .string(table.module.access.rawValue),
                    ]
                })
        }
    }

    private var credentials: SimulatorValue {
        let configuration = core.configuration
        return [
            "accounts_server": .string(core.baseURL), "api_domain": .string(core.baseURL),
            "client_id": .string(configuration.clientID),
            "client_secret": .string(configuration.clientSecret),
            "refresh_token": .string(configuration.refreshToken),
        ]
    }

    private static let paths =
        [
            "GET /simulator/statistics", "GET /simulator/violations",
            "GET /simulator/requests?limit=", "GET /simulator/truth?module=",
            "GET /simulator/modules", "GET /simulator/clock", "GET /simulator/credentials",
            "POST /simulator/records", "PATCH /simulator/records/{module}/{id}",
            "DELETE /simulator/records/{module}/{id}?permanently=",
            "POST /simulator/records/{module}/{id}/{restore|purge|convert|formula}",
            "POST /simulator/faults", "DELETE /simulator/faults", "POST /simulator/clock",
            "POST /simulator/tokens/expire", "POST /simulator/tokens/revoke",
            "POST /simulator/scopes", "POST /simulator/grant-codes",
            "POST /simulator/reset-statistics", "POST /simulator/fields",
            "DELETE /simulator/fields/{module}/{api_name}", "POST /simulator/permissions",
        ] + FinanceAdmin.paths
}
