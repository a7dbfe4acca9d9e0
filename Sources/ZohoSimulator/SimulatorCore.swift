import NIOCore
import Synchronization

/// The simulator without its socket: takes requests, gives replies.
final class SimulatorCore: Sendable {
    typealias Hook = @Sendable (Int, String) -> Void

    let configuration: ZohoSimulator.Configuration
    let clock: SimulatorClock
    let state: Mutex<SimulatorState>
    private let hook = Mutex<Hook?>(nil)
    private let requestCount = Mutex(0)
    private let address = Mutex("")

    init(_ configuration: ZohoSimulator.Configuration) {
        self.configuration = configuration
        clock = configuration.clock
        var state = SimulatorState(configuration: configuration)
        Seeder.fill(&state, now: clock.seconds)
        self.state = Mutex(state)
    }

    var baseURL: String {
        get { address.withLock { $0 } }
        set { address.withLock { $0 = newValue } }
    }

    func setHook(_ new: Hook?) { hook.withLock { $0 = new } }

    /// Marks the start of a call, so that calls under way can be counted.
    func begin(_ request: SimulatedRequest) {
        guard request.path.hasPrefix("/crm/") else { return }
        let isSorted = CallLimits.isSorted(request)
        state.withLock { state in
            state.inFlight += 1
            state.statistics.mostInFlight = max(state.statistics.mostInFlight, state.inFlight)
            guard isSorted else { return }
            state.sortedInFlight += 1
            state.statistics.mostSortedInFlight = max(
                state.statistics.mostSortedInFlight, state.sortedInFlight)
        }
    }

    /// Marks the end of a call, answered or not.
    func end(_ request: SimulatedRequest) {
        guard request.path.hasPrefix("/crm/") else { return }
        let isSorted = CallLimits.isSorted(request)
        state.withLock { state in
            state.inFlight -= 1
            if isSorted { state.sortedInFlight -= 1 }
        }
    }

    func respond(to request: SimulatedRequest) -> Reply {
        if request.segments.first == "simulator" {
            return AdminInterface(core: self, request: request).handle()
        }
        // The hook runs without the lock: it is there to change records.
        let index = requestCount.withLock { count in
            count += 1
            return count
        }
        let hook = hook.withLock { $0 }
        hook?(index, request.shown)
        let exact = clock.exactSeconds
        let base = baseURL
        return state.withLock { state in
            state.respond(to: request, exactNow: exact, baseURL: base)
        }
    }
}

extension SimulatorState {
    /// One request: log, faults, service, faults on the answer, figures.
    mutating func respond(
        to request: SimulatedRequest, exactNow: Double, baseURL: String
    ) -> Reply {
        let now = Instant(exactNow.rounded(.down))
        self.exactNow = exactNow
        log.begin(request, time: now)
        let route =
            request.segments.first == "crm" ? CRMRoute(Array(request.segments.dropFirst(2))) : nil
        if let route { count(route) }
        let hits = faultsHitting(request, module: route?.moduleName)
        var reply = serve(request, now: now, baseURL: baseURL, faults: hits.map(\.kind))
        for fault in hits { apply(fault, to: &reply) }
        if reply.status == 429, let seconds = configuration.switches.retryAfterSeconds {
            reply.headers.append(("Retry-After", String(seconds)))
        }
        if route != nil { spendCredits(on: request, &reply, now: exactNow) }
        reply.delayMilliseconds += configuration.latencyMilliseconds
        log.end(status: reply.delivery == .never || reply.delivery == .reset ? 0 : reply.status)
        statistics.perStatus[reply.status, default: 0] += 1
        statistics.bytes += reply.body.readableBytes
        statistics.rows += reply.rows
        if reply.status == 304 { statistics.notModified += 1 }
        return reply
    }

    private mutating func serve(
        _ request: SimulatedRequest, now: Instant, baseURL: String, faults: [SimulatorFault.Kind]
    ) -> Reply {
        // A gateway's refusal comes before any work; a reset may come after it.
        for fault in faults {
            switch fault {
            case .status(let status, let code):
                return .error(status, code, "the request was refused by a fault")
            case .html(let status): return .html(status)
            case .emptyBody(let status): return .empty(status)
            default: continue
            }
        }
        switch request.segments.first {
        case "oauth":
            let endpoint = TokenEndpoint(
                request: request, configuration: configuration, now: exactNow, baseURL: baseURL)
            return endpoint.handle(&self)
        case "crm": return CRMService(request: request, now: now, faults: faults).handle(&self)
        default:
            violate("path that no service here has")
            return .error(404, "INVALID_URL_PATTERN", "no service here has this path")
        }
    }

    private mutating func count(_ route: CRMRoute) {
        statistics.calls += 1
        statistics.perPath[route.pattern, default: 0] += 1
        if let name = route.moduleName { statistics.perModule[name, default: 0] += 1 }
    }

    private mutating func faultsHitting(
        _ request: SimulatedRequest, module: String?
    ) -> [SimulatorFault] {
        guard !faults.isEmpty else { return [] }
        var hits: [SimulatorFault] = []
        for index in faults.indices where faults[index].hits(path: request.path, module: module) {
            hits.append(faults[index])
        }
        faults.removeAll { $0.times == 0 }
        return hits
    }

    private func apply(_ fault: SimulatorFault, to reply: inout Reply) {
        switch fault.kind {
        case .truncate(let bytes): reply.delivery = .truncated(afterBytes: bytes)
        case .reset: reply.delivery = .reset
        case .slow(let bytes): reply.delivery = .slow(bytesPerSecond: bytes)
        case .hang: reply.delivery = .never
        case .delay(let milliseconds): reply.delayMilliseconds += milliseconds
        case .invalidJSON:
            reply.status = 200
            reply.body = .init(string: "{\"data\":[{\"id\":")
        case .emptyObject:
            reply.status = 200
            reply.body = .init(string: "{}")
        case .status, .html, .emptyBody, .expireToken, .repeatPage, .wrongTypes: break
        }
        if let seconds = fault.retryAfterSeconds {
            reply.headers.append(("Retry-After", String(seconds)))
        }
    }

    private mutating func spendCredits(
        on request: SimulatedRequest, _ reply: inout Reply, now: Double
    ) {
        // Calls refused at the gate are never charged; the rest depends on the switch.
        let charged =
            reply.status == 200
            || configuration.switches.emptyCallsCost && ![401, 429].contains(reply.status)
        let cost = charged ? (request.query["cvid"] == nil ? 1 : 3) : 0
        credits.spend(cost, now: now)
        statistics.credits += cost
        guard let limit = configuration.dailyCredits, credits.used * 2 >= limit else { return }
        reply.headers.append(("X-API-CREDITS-REMAINING", String(max(0, limit - credits.used))))
    }
}
