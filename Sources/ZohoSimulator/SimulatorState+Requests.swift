import NIOCore

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
        let product = FinanceService.product(of: request)
        if product != nil { statistics.finance.calls += 1 }
        let hits = faultsHitting(
            request, module: route?.moduleName ?? product.flatMap { stream(of: request, $0) })
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
            case .status(let status, let code) where FinanceService.product(of: request) != nil:
                return FinanceRefusal(status, Int(code) ?? 1_000, "refused by a fault").reply
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
        case "books", "inventory", "invoice":
            guard let product = FinanceService.product(of: request) else { fallthrough }
            return FinanceService(request: request, product: product, now: now, faults: faults)
                .handle(&self)
        default:
            violate("path that no service here has")
            return .error(404, "INVALID_URL_PATTERN", "no service here has this path")
        }
    }

    /// `books/invoices`, for faults that hit one stream.
    private func stream(of request: SimulatedRequest, _ product: FinanceProduct) -> String? {
        FinanceService.route(request, product).stream.map {
            FinanceKey(product: product, stream: $0).text
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
        case .status, .html, .emptyBody, .expireToken, .repeatPage, .wrongTypes,
            .missingRows:
            break
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
