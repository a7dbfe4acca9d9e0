/// `GET /users` and `GET /users/{id}` ("Get Users").
struct UsersCall {
    let request: SimulatedRequest
    let zone: OrganizationZone

    func list(_ state: SimulatorState) throws(Refusal) -> Reply {
        let perPage = try ListQuery.perPage(request.query, state.configuration.switches)
        let page = try ListQuery.positive(request.query, "page") ?? 1
        let since = try ListQuery.since(request)
        let type = request.query["type"] ?? "AllUsers"
        guard let passes = Self.types[type] else {
            throw Refusal(
                400, "PATTERN_NOT_MATCHED", "Please check whether the input values are correct",
                details: ["param_name": "type"], violation: "unknown type of users")
        }
        let table = state.users
        let users = table.byID.map { table.records[Int($0)] }
            .filter { since == nil || $0.modified >= since ?? 0 }
            .map { user($0, table) }.filter(passes)
        let offset = (page - 1) * perPage
        let rows = users.dropFirst(offset).prefix(perPage)
        guard !rows.isEmpty else { return .empty(since != nil && offset == 0 ? 304 : 204) }
        var reply = Reply.json([
            "users": .array(Array(rows)),
            "info": [
                "per_page": .integer(perPage), "count": .integer(rows.count),
                "page": .integer(page), "more_records": .bool(users.count > offset + perPage),
            ],
        ])
        reply.rows = rows.count
        return reply
    }

    func single(_ idText: String, _ state: SimulatorState) throws(Refusal) -> Reply {
        guard let id = Int64(idText) else {
            throw Refusal(
                400, "INVALID_DATA", "the id given seems to be invalid",
                violation: "malformed user id in the path")
        }
        guard let record = state.users.record(id) else { return .empty(204) }
        return .json(["users": [user(record, state.users)]])
    }

    private func user(_ record: Record, _ table: ModuleTable) -> SimulatorValue {
        var members: [SimulatorValue.Member] = [.init("id", .string(String(record.id)))]
        for position in table.livePositions {
            members.append(.init(table.fields[position].apiName, record.value(at: position)))
        }
        return .object(members)
    }

    private static let types: [String: @Sendable (SimulatorValue) -> Bool] = [
        "AllUsers": { $0["status"]?.text != "deleted" },
        "ActiveUsers": { $0["status"]?.text == "active" },
        "DeactiveUsers": { $0["status"]?.text == "disabled" },
        "ConfirmedUsers": { $0["confirm"]?.boolean == true },
        "NotConfirmedUsers": { $0["confirm"]?.boolean == false },
        "DeletedUsers": { $0["status"]?.text == "deleted" },
        "ActiveConfirmedUsers": {
            $0["status"]?.text == "active" && $0["confirm"]?.boolean == true
        },
        "AdminUsers": { $0["profile"]?["name"]?.text == "Administrator" },
        "ActiveConfirmedAdmins": {
            $0["status"]?.text == "active" && $0["confirm"]?.boolean == true
                && $0["profile"]?["name"]?.text == "Administrator"
        },
        "CurrentUser": { $0["id"] == ModuleCatalogue.defaultUserReference["id"] },
    ]
}
