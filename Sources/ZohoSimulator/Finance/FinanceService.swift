/// Books v3, Inventory v1 and Invoice v3: the gate every call passes, and the way to the call.
///
/// A call is refused in this order: authentication, organisation, limits, path, scope, method,
/// parameters.
struct FinanceService {
    let request: SimulatedRequest
    let product: FinanceProduct
    let now: Instant
    let faults: [SimulatorFault.Kind]

    /// Nil for paths of other services.
    static func product(of request: SimulatedRequest) -> FinanceProduct? {
        request.segments.first.flatMap(FinanceProduct.init)
    }

    static func route(_ request: SimulatedRequest, _ product: FinanceProduct) -> FinanceRoute {
        FinanceRoute(
            Array(request.segments.dropFirst(2)), product: product, query: request.query)
    }

    func handle(_ state: inout SimulatorState) -> Reply {
        var headers: [(name: String, value: String)] = []
        var reply: Reply
        do {
            reply = try answer(&state, &headers)
        } catch {
            if let violation = error.violation { state.violate(violation) }
            reply = error.reply
        }
        reply.headers += headers + [("Cache-Control", "no-store")]
        return reply
    }

    private func answer(
        _ state: inout SimulatorState, _ headers: inout [(name: String, value: String)]
    ) throws(FinanceRefusal) -> Reply {
        let scopes = try authenticate(&state)
        let route = Self.route(request, product)
        if case .organizations = route {
            try check("settings", scopes, state)
            try checkMethod()
            return .json(organizations(state))
        }
        let desk = FinanceOrganizationDesk(request: request, product: product)
        let organization = try desk.organization(state.configuration)
        let isFirst = organization == state.configuration.financeOrganizations.first
        let limits = FinanceLimits(
            product: product, connection: request.connection, configuration: state.configuration,
            organization: organization,
            zone: isFirst
                ? state.finance.world(product).zone
                : OrganizationZone(
                    identifier: organization.timeZone
                        ?? state.configuration.organizationTimeZone),
            now: state.exactNow)
        defer { headers = limits.headers(state) }
        try limits.check(&state)
        if case .organization(let id) = route {
            try check("settings", scopes, state)
            try checkMethod()
            return try self.organization(id, state)
        }
        let call = try gate(route, scopes, state)
        return try dispatch(route, call, isEmpty: !isFirst, &state)
    }

    /// The stream that the path means, when it is there and may be read.
    private func gate(
        _ route: FinanceRoute, _ scopes: [String], _ state: SimulatorState
    ) throws(FinanceRefusal) -> (key: FinanceKey, stream: FinanceStream) {
        guard request.segments.count > 1, request.segments[1] == product.version,
            let name = route.stream
        else {
            throw FinanceRefusal(
                404, 5, "Invalid URL Passed",
                violation: "path that \(product.rawValue) (as far as it is built here) lacks")
        }
        let key = FinanceKey(product: product, stream: name)
        guard !state.finance.unavailable.contains(key), let stream = state.finance.stream(key)
        else { throw .unknownPath }
        try check(stream.scope, scopes, state)
        try checkMethod()
        return (key, stream)
    }

    private func dispatch(
        _ route: FinanceRoute, _ call: (key: FinanceKey, stream: FinanceStream), isEmpty: Bool,
        _ state: inout SimulatorState
    ) throws(FinanceRefusal) -> Reply {
        let detail = FinanceDetailCall(key: call.key, stream: call.stream)
        switch route {
        case .list(_, let parent):
            state.statistics.finance.lists[call.key.text, default: 0] += 1
            return try FinanceListCall(
                key: call.key, stream: call.stream, query: request.query, faults: faults, now: now
            ).handle(parent: parent, isEmpty: isEmpty, &state)
        case .detail(_, let id):
            state.statistics.finance.details[call.key.text, default: 0] += 1
            return try detail.handle(id, isEmpty: isEmpty, state)
        case .refund(_, let id):
            state.statistics.finance.details[call.key.text, default: 0] += 1
            return try detail.handle(id, under: "creditnote_refund", isEmpty: isEmpty, state)
        case .part(_, let id, let part):
            state.statistics.finance.details[call.key.text, default: 0] += 1
            return try detail.part(id, key: part, isEmpty: isEmpty, state)
        case .itemDetails:
            state.statistics.finance.details[call.key.text, default: 0] += 1
            return try detail.several(request.query, isEmpty: isEmpty, state)
        case .exchangeRates(let id):
            return try exchangeRates(id, call.key, state)
        case .organizations, .organization, .unknown: throw .unknownPath
        }
    }

    // MARK: The gate

    private func authenticate(_ state: inout SimulatorState) throws(FinanceRefusal) -> [String] {
        func refused(_ violation: String?) -> FinanceRefusal {
            FinanceRefusal(
                401, 14, "Invalid value passed for authtoken.", violation: violation)
        }
        for name in ["access_token", "authtoken", "auth_token"]
        where request.query[name] != nil {
            throw refused("the access token is in the query")
        }
        guard let header = request.headers["authorization"] else {
            throw refused("no Authorization header")
        }
        let parts = header.split(separator: " ", omittingEmptySubsequences: false)
        let bearer = state.configuration.switches.acceptBearer && parts.first == "Bearer"
        guard parts.count == 2, parts[0] == "Zoho-oauthtoken" || bearer else {
            throw refused("the Authorization header is not 'Zoho-oauthtoken <token>'")
        }
        let token = String(parts[1])
        if faults.contains(.expireToken) { state.accounts.revoke(token) }
        if let access = state.accounts.grant(of: token, now: state.exactNow) {
            return access.scopes
        }
        var violation: String?
        if state.accounts.accessTokens[token] == nil {
            violation = "access token that was never given out"
        } else if state.accounts.noteRefusal(
            of: token, tolerance: state.configuration.deadTokenTolerance)
        {
            violation = "call with an access token that was refused before"
        }
        throw refused(violation)
    }

    private func check(
        _ module: String, _ granted: [String], _ state: SimulatorState
    ) throws(FinanceRefusal) {
        let status = state.configuration.switches.scopeMismatchStatus
        let prefix = product.scopePrefix.lowercased()
        let wanted = [
            "\(prefix).fullaccess.all", "\(prefix).\(module).read", "\(prefix).\(module).all",
        ]
        guard granted.contains(where: { wanted.contains($0.lowercased()) }) else {
            throw FinanceRefusal(
                status, 57, "You are not authorized to perform this operation")
        }
    }

    private func checkMethod() throws(FinanceRefusal) {
        guard request.method != "GET" else { return }
        throw FinanceRefusal(
            405, 37, "The HTTP method \(request.method) is not allowed for the requested resource",
            violation: "\(request.method) on \(request.path): a reader never writes")
    }

    // MARK: Small calls

    private func organizations(_ state: SimulatorState) -> SimulatorValue {
        [
            "code": 0, "message": "success",
            "organizations": .array(
                state.configuration.financeOrganizations.map { row($0, state) }),
        ]
    }

    private func organization(
        _ id: String, _ state: SimulatorState
    ) throws(FinanceRefusal) -> Reply {
        guard let found = state.configuration.financeOrganizations.first(where: { $0.id == id })
        else { throw FinanceRefusal(400, 6_041, "This user is not associated with it.") }
        return FinanceDetailCall.reply("organization", row(found, state))
    }

    private func row(_ organization: FinanceOrganization, _ state: SimulatorState)
        -> SimulatorValue
    {
        organization.row(
            zone: organization.timeZone ?? state.configuration.organizationTimeZone,
            isDefault: organization == state.configuration.financeOrganizations.first,
            currencyID: state.finance.world(product).currencyID)
    }

    private func exchangeRates(
        _ id: Int64, _ key: FinanceKey, _ state: SimulatorState
    ) throws(FinanceRefusal) -> Reply {
        guard let record = state.finance.tables[key]?.record(id) else {
            throw FinanceDetailCall.missing(key.stream, product, state.configuration.switches)
        }
        guard record.number > 0 else { throw .invalid("currency_id") }
        let day = SimulatorValue.string(FinanceText.day(record.day))
        return FinanceDetailCall.reply(
            "exchange_rates",
            [["effective_date": day, "rate": .number("1.25"), "is_marketplace_rate": false]])
    }
}
