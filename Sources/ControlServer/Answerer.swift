internal import ControlAPI
internal import NIOHTTP1
internal import SyncCore

/// Turns a request into an answer: looks the route up, checks the role, reads the parameters, asks
/// the service. Knows no socket.
struct Answerer: Sendable {
    let service: any ControlService
    let access: AccessPolicy
    private let sharedStatus: SharedAnswer<JSONValue>
    private let sharedModules: SharedAnswer<[JSONValue]>
    private let sharedMetrics: SharedAnswer<String>

    init(
        service: any ControlService, access: AccessPolicy, executor: (any TaskExecutor)? = nil
    ) {
        self.service = service
        self.access = access
        sharedStatus = SharedAnswer(executor: executor)
        sharedModules = SharedAnswer(executor: executor)
        sharedMetrics = SharedAnswer(executor: executor)
    }

    /// The answer to a request.
    func reply(to request: ControlRequest, from peer: Peer?) async -> Reply {
        do throws(Problem) {
            let role = try await role(of: peer, request)
            guard let target = RequestTarget(request.target) else {
                throw .malformed("the request target cannot be decoded")
            }
            switch Route.match(method: request.method, segments: target.segments) {
            case .unknown:
                throw Problem(
                    status: 404, code: .unknownPath, detail: "there is nothing at this path",
                    hint: "paths begin with \(ControlPath.base), but for /metrics")
            case .wrongMethod(let allowed):
                let allow = allowed.joined(separator: ", ")
                return .problem(
                    Problem(
                        status: 405, code: .methodNotAllowed,
                        detail: "\(request.method) is not possible here, only \(allow)"),
                    headers: [("Allow", allow)])
            case .found(let route, let parameter):
                let call = Call(
                    request: request, target: target, parameter: parameter, role: role,
                    caller: peer?.caller ?? Caller(uid: .max, gid: .max, pid: 0))
                try await demand(route.role, of: call, for: route.operation)
                return try await perform(route.operation, call)
            }
        } catch {
            return .problem(error)
        }
    }

    /// A request whose caller and route are known.
    struct Call: Sendable {
        let request: ControlRequest
        let target: RequestTarget
        let parameter: String
        let role: Role
        let caller: Caller
    }

    private func perform(_ operation: Route.Operation, _ call: Call) async throws(Problem) -> Reply
    {
        switch operation {
        case .configuration:
            let reveal = try call.flag("reveal")
            if reveal { try await demand(.admin, of: call, for: operation) }
            return .json(
                status: 200,
                try await service.configuration(reveal: reveal, caller: call.caller))
        case .patchConfiguration:
            guard let patch = try call.json(), patch.object != nil else {
                throw .malformed("the body has to be a JSON object: a merge patch (RFC 7396)")
            }
            let changed = try await service.patchConfiguration(patch, caller: call.caller)
            guard !changed.warnings.isEmpty else { return .json(status: 200, changed.json) }
            let field = ConfigurationWarning.fieldValue(changed.warnings)
            return .annotated(changed.json, headers: [(ConfigurationWarning.field, field)])
        case .modules: return .list("modules", await sharedModules.value(service.modules))
        case .sync: return try await sync(call)
        case .syncAll: return try await syncAll(call)
        case .cancel:
            _ = try call.json()
            let run = try await service.cancel(module: call.parameter)
            return .json(status: 202, ["run": run.json])
        case .test:
            _ = try call.json()
            return .json(status: 200, await service.test())
        case .status: return .json(status: 200, await sharedStatus.value(service.status))
        case .runs:
            let runs = try await service.runs(
                module: call.target.query["module"], limit: try call.limit())
            return .list("runs", runs)
        case .run: return .json(status: 200, ["run": try await service.run(id: call.parameter)])
        case .plan:
            return .json(
                status: 200, ["plan": try await service.plan(module: call.parameter)])
        case .metrics:
            return .text(type: Reply.metricsType, await sharedMetrics.value(service.metrics))
        case .streams: return .list("streams", try await service.streams())
        case .audit:
            return .list(
                "audit",
                try await service.audit(
                    action: try call.action(), before: try call.before(), limit: try call.limit()))
        case .events:
            // A HEAD must not subscribe: nobody would read.
            return .lines(call.request.method == "HEAD" ? [] : [await service.events()])
        }
    }

    // MARK: Who may

    private func role(of peer: Peer?, _ request: ControlRequest) async throws(Problem) -> Role {
        switch request.provenance {
        case .client: break
        case .unclear(let detail): throw .malformed(detail)
        case .webPage:
            throw await refusal(
                .webPage, "requests from web pages are not answered", nil, peer, request)
        case .foreignHost:
            throw await refusal(
                .foreignHost, "this is not the host of the request", nil, peer, request)
        }
        guard let peer, let role = access.role(of: peer) else {
            let group = AccessPolicy.operatorGroupName
            throw await refusal(
                .outsider, "the caller is not in group \(group)", group, peer, request)
        }
        return role
    }

    private func demand(
        _ role: Role, of call: Call, for operation: Route.Operation
    ) async throws(Problem) {
        guard call.role < role else { return }
        let group =
            role == .admin ? AccessPolicy.adminGroupName : AccessPolicy.operatorGroupName
        throw await refusal(
            .role, "this needs the role \(role.rawValue), the caller is \(call.role.rawValue)",
            group, Peer(caller: call.caller), call.request, operation)
    }

    private func refusal(
        _ reason: Refusal.Reason, _ detail: String, _ group: String?, _ peer: Peer?,
        _ request: ControlRequest, _ operation: Route.Operation? = nil
    ) async -> Problem {
        await service.refused(
            Refusal(
                caller: peer?.caller, reason: reason, detail: detail,
                operation: operation?.rawValue, request: "\(request.method) \(request.target)"))
        return Problem(
            status: 403, code: .notPermitted, detail: detail,
            hint: group.map { "run as root, or usermod -aG \($0) USER and log in again" })
    }
}

extension Problem {
    /// A connection more than the caller's share.
    static let tooManyConnections = Problem(
        status: 503, code: .tooManyConnections,
        detail: "the caller holds as many connections as it may",
        hint: "close some of them, then try again")

    /// A request that cannot be understood.
    static func malformed(_ detail: String) -> Problem {
        Problem(status: 400, code: .malformedRequest, detail: detail)
    }
}

extension Reply {
    /// An array under its name.
    static func list(_ name: String, _ elements: [JSONValue]) -> Reply {
        .json(status: 200, .object(JSONObject([(name, .array(elements))])))
    }
}
