/// `GET /{Module}/deleted` ("Get Deleted Records").
///
/// Records in the recycle bin are listed for 60 days, permanently deleted ones for 120.
struct DeletedCall {
    static let recycleDays: Int64 = 60
    static let permanentDays: Int64 = 120

    let request: SimulatedRequest
    let now: Instant

    func handle(_ name: String, _ state: SimulatorState) throws(Refusal) -> Reply {
        let switches = state.configuration.switches
        let type = request.query["type"] ?? "all"
        guard ["all", "recycle", "permanent"].contains(type) else {
            throw Refusal(
                400, "PATTERN_NOT_MATCHED", "Please check whether the input values are correct",
                details: ["param_name": "type"], violation: "unknown type of deleted records")
        }
        if request.query["page_token"] != nil {
            throw .invalid("page_token", "/deleted has no page tokens")
        }
        let perPage = try ListQuery.perPage(request.query, switches)
        let page = try ListQuery.positive(request.query, "page") ?? 1
        let since = try ListQuery.since(request)
        let offset = (page - 1) * perPage
        if switches.deletedPageCap, offset >= 2_000 {
            throw Refusal(
                400, "DISCRETE_PAGINATION_LIMIT_EXCEEDED",
                "the limit of discrete pagination is exceeded", details: ["limit": 2_000])
        }
        var graves = (state.tables[name]?.graves ?? []).compactMap {
            Self.listed($0, now: now, switches)
        }
        graves.removeAll { grave in
            if type != "all", grave.isPermanent != (type == "permanent") { return true }
            guard switches.deletedHonoursSince, let since else { return false }
            return grave.deleted < since
        }
        graves.sort { ($0.deleted, $0.record.id) > ($1.deleted, $1.record.id) }
        if switches.deletedOldestFirst { graves.reverse() }
        let rows = graves.dropFirst(offset).prefix(perPage)
        guard !rows.isEmpty else {
            return .empty(since != nil && switches.deletedEmptyIs304 ? 304 : 204)
        }
        var reply = Reply.json([
            "data": .array(rows.map { row($0, zone: state.encoder.zone) }),
            "info": [
                "per_page": .integer(perPage), "count": .integer(rows.count),
                "page": .integer(page),
                "more_records": .bool(graves.count > offset + perPage),
            ],
        ])
        reply.rows = rows.count
        return reply
    }

    /// What a grave looks like today: out of the bin after 60 days, gone after 120.
    static func listed(
        _ grave: Grave, now: Instant, _ switches: ZohoSimulator.Switches
    ) -> Grave? {
        var grave = grave
        if !grave.isPermanent, now - grave.deleted > recycleDays * 86_400 {
            grave.isPermanent = true
            grave.displayName = .null
            if switches.purgeRenewsDeletedTime { grave.deleted += recycleDays * 86_400 }
        }
        if grave.isPermanent, now - grave.deleted > permanentDays * 86_400 { return nil }
        return grave
    }

    private func row(_ grave: Grave, zone: OrganizationZone) -> SimulatorValue {
        let by: SimulatorValue = grave.isPermanent ? .null : ModuleCatalogue.defaultUserReference
        return [
            "id": .string(String(grave.record.id)), "display_name": grave.displayName,
            "type": grave.isPermanent ? "permanent" : "recycle",
            "deleted_time": .string(zone.text(grave.deleted)), "deleted_by": by, "created_by": by,
        ]
    }
}
