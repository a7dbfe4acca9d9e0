/// CRM v8: the gate every call passes, and the way to the call that is meant.
///
/// A call is refused in this order: authentication, limits, path, scope, module, permission,
/// method, parameters.
struct CRMService {
    let request: SimulatedRequest
    let now: Instant
    /// Faults that change what a list says.
    let faults: [SimulatorFault.Kind]

    func handle(_ state: inout SimulatorState) -> Reply {
        let route = CRMRoute(Array(request.segments.dropFirst(2)))
        do {
            return try answer(route, &state)
        } catch {
            if let violation = error.violation { state.violate(violation) }
            return error.reply
        }
    }

    private func answer(
        _ route: CRMRoute, _ state: inout SimulatorState
    ) throws(Refusal) -> Reply {
        let access = try authenticate(&state)
        try CallLimits(request: request, route: route).check(&state, now: now)
        guard request.segments.starts(with: ["crm", "v8"]), route != .unknown else {
            throw Refusal(
                404, "INVALID_URL_PATTERN",
                "Please check if the URL trying to access is a correct one",
                violation: "path that CRM v8 (as far as it is built here) does not have")
        }
        let module = route.moduleName.flatMap { state.tables[$0]?.module }
        try checkScopes(route, module, access.scopes, state.configuration.switches)
        if route.moduleName != nil {
            guard let module else { throw invalidModule }
            try check(module.access, of: module, state.configuration.switches)
        }
        guard request.method == "GET" else {
            throw Refusal(
                400, "INVALID_REQUEST_METHOD",
                "The http request method type is not a valid one",
                violation: "\(request.method) on \(route.pattern): a reader never writes")
        }
        return try dispatch(route, user: access.refreshToken, &state)
    }

    private func dispatch(
        _ route: CRMRoute, user: String, _ state: inout SimulatorState
    ) throws(Refusal) -> Reply {
        switch route {
        case .organization: return Organization.reply(state)
        case .users:
            return try UsersCall(request: request, zone: state.encoder.zone).list(state)
        case .user(let id):
            return try UsersCall(request: request, zone: state.encoder.zone).single(id, state)
        case .modules: return Metadata(state: state).modules(request.query)
        case .module(let name): return try Metadata(state: state).module(name)
        case .fields: return try Metadata(state: state).fields(request.query)
        case .records(let name):
            return try ListCall(request: request, now: now, user: user, faults: faults)
                .handle(name, &state)
        case .record(let name, let id):
            return try RecordCall(request: request, faults: faults).handle(name, id, state)
        case .deleted(let name):
            return try DeletedCall(request: request, now: now).handle(name, state)
        case .count(let name):
            return .json(["count": .integer(state.tables[name]?.count ?? 0)])
        case .unknown:
            throw invalidModule
        }
    }

    private var invalidModule: Refusal {
        Refusal(
            400, "INVALID_MODULE", "the module name given seems to be invalid",
            details: ["resource_path_index": 0])
    }

    // MARK: The gate

    private func authenticate(
        _ state: inout SimulatorState
    ) throws(Refusal) -> AccountsLedger.AccessToken {
        func refused(_ violation: String) -> Refusal {
            Refusal(401, "AUTHENTICATION_FAILURE", "Authentication failed", violation: violation)
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
        if let access = state.accounts.grant(of: token, now: state.exactNow) { return access }
        var violation: String?
        if state.accounts.accessTokens[token] == nil {
            violation = "access token that was never given out"
        } else if state.accounts.noteRefusal(
            of: token, tolerance: state.configuration.deadTokenTolerance)
        {
            violation = "call with an access token that was refused before"
        }
        throw Refusal(401, "INVALID_TOKEN", "invalid oauth token", violation: violation)
    }

    private func checkScopes(
        _ route: CRMRoute, _ module: SimulatorModule?, _ granted: [String],
        _ switches: ZohoSimulator.Switches
    ) throws(Refusal) {
        for alternatives in route.scopes(module: module)
        where !alternatives.contains(where: granted.contains) {
            throw mismatch(switches)
        }
    }

    private func mismatch(_ switches: ZohoSimulator.Switches) -> Refusal {
        Refusal(
            switches.scopeMismatchStatus, "OAUTH_SCOPE_MISMATCH",
            "invalid oauth scope to access this URL")
    }

    private func check(
        _ access: SimulatorModule.Access, of module: SimulatorModule,
        _ switches: ZohoSimulator.Switches
    ) throws(Refusal) {
        switch access {
        case .readable: return
        case .invalidModule: throw invalidModule
        case .scopeMismatch: throw mismatch(switches)
        case .noPermission:
            throw Refusal(
                403, "NO_PERMISSION", "permission denied",
                details: ["permissions": [.string("Crm_Implied_View_\(module.apiName)")]])
        case .notSupported:
            throw Refusal(403, "NOT_SUPPORTED", "this action is for administrators only")
        case .authorizationFailed:
            throw Refusal(400, "AUTHORIZATION_FAILED", "User does not have sufficient privilege")
        case .featureNotEnabled:
            throw Refusal(400, "FEATURE_NOT_ENABLED", "the feature is not enabled")
        }
    }
}
