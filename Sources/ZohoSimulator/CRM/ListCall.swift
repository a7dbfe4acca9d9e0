/// `GET /{Module}` ("Get Records").
struct ListCall {
    let request: SimulatedRequest
    let now: Instant
    let user: String
    let faults: [SimulatorFault.Kind]

    func handle(_ name: String, _ state: inout SimulatorState) throws(Refusal) -> Reply {
        guard let table = state.tables[name] else { return .empty(204) }
        let switches = state.configuration.switches
        for item in request.query.items where !Self.parameters.contains(item.name) {
            // Zoho lets them pass and does nothing with them, which hides the mistake.
            state.violate("parameter '\(item.name)' that lists do not have")
        }
        var query = try ListQuery(
            request, module: name, user: user, now: now, tokens: state.pageTokens,
            switches: switches)
        if query.order == .modified, !table.hasModifiedTime {
            throw .invalid("sort_by", nil)
        }
        // Without a Modified_Time there is nothing to compare with.
        if !table.hasModifiedTime { query.since = nil }
        guard query.offset < 100_000 else {
            throw Refusal(
                400, "PAGINATION_LIMIT_EXCEEDED", "the pagination limit is exceeded",
                details: ["limit": 100_000])
        }
        var offset = query.offset
        if query.token != nil, faults.contains(.repeatPage) {
            offset = max(0, offset - query.perPage)
        }
        let columns = try ListColumns(
            query.fields, of: table, switches: switches, broken: brokenFields)
        let walk = ListWalk(table: table, query: query, unstableTies: switches.unstableTies)
        let window = walk.window(offset: offset)
        guard !window.slots.isEmpty else {
            let nothingNew = query.since != nil && offset == 0
            return .empty(nothingNew && switches.nothingNewIs304 ? 304 : 204)
        }
        var composer = PageComposer(columns: columns)
        composer.write(window.slots, of: table)
        composer.finish(info: info(query, window, walk, name, offset, &state))
        var reply = Reply(status: 200)
        reply.rows = window.slots.count
        reply.body = composer.buffer
        return reply
    }

    private static let parameters: Set<String> = [
        "fields", "per_page", "page", "page_token", "sort_by", "sort_order", "ids", "cvid",
        "converted", "approved", "territory_id", "include_child",
    ]

    private var brokenFields: Set<String> {
        Set(
            faults.compactMap {
                if case .wrongTypes(let field) = $0 { field } else { nil }
            })
    }

    private func info(
        _ query: ListQuery, _ window: ListWalk.Window, _ walk: ListWalk, _ name: String,
        _ offset: Int, _ state: inout SimulatorState
    ) -> SimulatorValue {
        let ends = now + 86_400
        func token(_ offset: Int) -> SimulatorValue {
            let snapshot =
                state.configuration.switches.snapshotTokens
                ? query.token?.snapshot ?? walk.allIDs : nil
            return .string(
                state.pageTokens.issue(
                    .init(
                        module: name, binding: query.binding, user: user, offset: offset,
                        ends: ends, snapshot: snapshot), now: now))
        }
        let next: SimulatorValue = window.hasMore ? token(offset + query.perPage) : .null
        let previous: SimulatorValue =
            query.token != nil && offset > 0 && window.hasMore
            ? token(max(0, offset - query.perPage)) : .null
        return [
            "per_page": .integer(query.perPage), "count": .integer(window.slots.count),
            // With tokens Zoho's own example stays at 1.
            "page": .integer(query.token == nil ? query.page : 1),
            "sort_by": .string(query.order.rawValue),
            "sort_order": query.ascending ? "asc" : "desc", "more_records": .bool(window.hasMore),
            "next_page_token": next, "previous_page_token": previous,
            "page_token_expiry": window.hasMore
                ? .string(state.encoder.zone.text(ends)) : .null,
        ]
    }
}
