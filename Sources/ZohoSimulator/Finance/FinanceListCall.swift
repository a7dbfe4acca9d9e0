/// One page of a list: offsets over live data, so that changes between two calls move rows.
struct FinanceListCall {
    let key: FinanceKey
    let stream: FinanceStream
    let query: Query
    let faults: [SimulatorFault.Kind]
    let now: Instant

    func handle(
        parent: Int64?, isEmpty: Bool, _ state: inout SimulatorState
    ) throws(FinanceRefusal) -> Reply {
        let switches = state.configuration.switches
        let asked = try FinanceListQuery(query, stream, switches)
        let world = state.finance.world(key.product)
        let renderer = FinanceRenderer(stream, world)
        if parent == nil, let parameter = stream.parentParameter { throw .invalid(parameter) }
        if let parent, let owner = stream.parent {
            let ownerKey = FinanceKey(product: key.product, stream: owner)
            guard state.finance.tables[ownerKey]?.record(parent) != nil else {
                throw FinanceDetailCall.missing(owner, key.product, switches)
            }
        }
        var places =
            isEmpty
            ? []
            : state.finance.tables[key]?.order(asked.key) {
                FinanceOrder(query: asked, renderer: renderer).places($0)
            } ?? []
        let records = state.finance.tables[key]?.records ?? []
        if let parent { places = places.filter { records[Int($0)].parent == parent } }

        guard stream.isPaged else {
            return reply(places.map { row(records[Int($0)], renderer) }, nil)
        }
        // Rows that show up on two pages are known of invoices: pages then overlap by one.
        let overlap = switches.pagesOverlap && asked.perPage > 1 ? 1 : 0
        let page = faults.contains(.repeatPage) ? max(1, asked.page - 1) : asked.page
        let start = min((page - 1).multipliedClamping(asked.perPage - overlap), places.count)
        let end = min(start + asked.perPage, places.count)
        let rows = places[start..<end].map { row(records[Int($0)], renderer) }
        return reply(rows, context(asked, hasMore: end < places.count, world.zone))
    }

    private func row(_ record: FinanceRecord, _ renderer: FinanceRenderer) -> SimulatorValue {
        let row = renderer.row(record)
        for case .wrongTypes(let field) in faults {
            return .object(
                (row.members ?? []).map {
                    $0.name == field ? .init(field, ["unexpected": true]) : $0
                })
        }
        return row
    }

    private func reply(_ rows: [SimulatorValue], _ context: SimulatorValue?) -> Reply {
        var members: [SimulatorValue.Member] = [.init("code", 0), .init("message", "success")]
        if !faults.contains(.missingRows) { members.append(.init(stream.listKey, .array(rows))) }
        if let context { members.append(.init("page_context", context)) }
        var reply = Reply.json(.object(members))
        reply.rows = rows.count
        return reply
    }

    private func context(
        _ asked: FinanceListQuery, hasMore: Bool, _ zone: OrganizationZone
    ) -> SimulatorValue? {
        var members: [SimulatorValue.Member] = [
            .init("page", .integer(asked.page)), .init("per_page", .integer(asked.perPage)),
            .init("has_more_page", .bool(hasMore)),
            .init("report_name", .string(stream.reportName)),
        ]
        switch stream.pageContext {
        case .none: return nil
        case .short: return .object(members)
        case .invoices: members.append(.init("seller_app_sales_channels", ""))
        case .taxes:
            let today = CivilTime.components(of: now + Int64(zone.offset(at: now)))
            let day = SimulatorValue.string(
                FinanceText.day(Int(CivilTime.instant(today) / 86_400)))
            members += [.init("as_of_date", day), .init("to_date", day)]
        case .full: break
        }
        members += [
            .init("applied_filter", .string(asked.appliedFilter)), .init("custom_fields", []),
            .init("sort_column", .string(asked.sortColumn)),
            .init("sort_order", asked.ascending ? "A" : "D"),
        ]
        return .object(members)
    }
}

extension Int {
    /// A product that stops at the greatest number: pages may be asked for by any number.
    func multipliedClamping(_ other: Int) -> Int {
        let (product, isOver) = multipliedReportingOverflow(by: other)
        return isOver ? .max : product
    }
}
