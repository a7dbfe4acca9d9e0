import Foundation
import Synchronization

/// The simulator's own paths under `/simulator/`: for people with curl, the demo and tests that
/// run it as a process. They cost no calls, and faults do not hit them.
struct AdminInterface {
    let core: SimulatorCore
    let request: SimulatedRequest

    func handle() -> Reply {
        let path = Array(request.segments.dropFirst())
        if path.first == "finance" { return FinanceAdmin(core: core, request: request).handle() }
        switch (request.method, path.first ?? "") {
        case ("GET", _): return AdminViews(core: core, query: request.query).handle(path)
        case ("POST", "records") where path.count == 1: return create()
        case ("PATCH", "records") where path.count == 3:
            let fields = body["fields"] ?? body
            return done(changeRecord(path) { $0.update($1, $2, Self.values(fields), now: $3) })
        case ("DELETE", "records") where path.count == 3:
            let permanently = request.query["permanently"] == "true"
            return done(
                changeRecord(path) { $0.delete($1, $2, permanently: permanently, now: $3) })
        case ("POST", "records") where path.count == 4: return act(path)
        case ("POST", "faults"): return inject()
        case ("DELETE", "faults"): return mutate { $0.faults = [] }
        case ("POST", "clock"): return moveClock()
        case ("POST", "tokens"): return tokens(path.last ?? "")
        case ("POST", "scopes"):
            let scopes = (body["scopes"]?.elements ?? []).compactMap(\.text)
            return mutate { $0.accounts.setScopes(scopes) }
        case ("POST", "grant-codes"): return grantCode()
        case ("POST", "reset-statistics"):
            return mutate { state in
                state.statistics = .init()
                state.violations = []
                state.log.clear()
            }
        case ("POST", "fields"): return addField()
        case ("DELETE", "fields") where path.count == 3:
            let (module, name) = (path[1], path[2])
            return mutate { $0.tables[module]?.removeField(name) }
        case ("POST", "permissions"): return setPermission()
        default: return Self.problem(404, "no such path here; GET /simulator lists them")
        }
    }

    private var body: SimulatorValue { (try? JSONReader.read(request.body)) ?? .null }

    // MARK: Records

    private func create() -> Reply {
        guard let module = body["module"]?.text else { return Self.problem(400, "module missing") }
        let fields = Self.values(body["fields"] ?? .object([]))
        let now = core.clock.seconds
        guard let id = core.state.withLock({ $0.create(module, fields, now: now) }) else {
            return Self.problem(404, "no such module")
        }
        return .json(["id": .string(String(id))], status: 201)
    }

    private func act(_ path: [String]) -> Reply {
        switch path[3] {
        case "restore": return done(changeRecord(path) { $0.restore($1, $2, now: $3) })
        case "purge": return done(changeRecord(path) { $0.purge($1, $2, now: $3) })
        case "convert":
            guard let id = Int64(path[2]) else { return Self.problem(400, "malformed id") }
            let now = core.clock.seconds
            let made = core.state.withLock { $0.convert(id, now: now) }
            return .json(
                .object(made.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }))
        case "formula":
            let fields = Self.values(body["fields"] ?? body)
            return done(
                changeRecord(path) {
                    $0.update($1, $2, fields, now: $3, movesModifiedTime: false)
                })
        default: return Self.problem(404, "restore, purge, convert or formula")
        }
    }

    private func changeRecord(
        _ path: [String], _ change: (inout SimulatorState, String, Int64, Instant) -> Bool
    ) -> Bool {
        guard let id = Int64(path[2]) else { return false }
        let now = core.clock.seconds
        return core.state.withLock { change(&$0, path[1], id, now) }
    }

    static func values(_ value: SimulatorValue) -> [String: SimulatorValue] {
        Dictionary((value.members ?? []).map { ($0.name, $0.value) }) { _, last in last }
    }

    // MARK: Everything else

    private func inject() -> Reply {
        guard let fault = SimulatorFault(body) else { return Self.problem(400, "unknown fault") }
        return mutate { $0.faults.append(fault) }
    }

    private func moveClock() -> Reply {
        if let seconds = body["advance_seconds"]?.integer {
            core.clock.advance(bySeconds: Double(seconds))
        } else if let text = body["set"]?.text, let time = ISOTime(text) {
            core.clock.set(to: .init(timeIntervalSince1970: Double(time.instant)))
        } else {
            return Self.problem(400, "advance_seconds or set is missing")
        }
        return .json(["now": .string(CivilTime.utc(core.clock.seconds))])
    }

    private func tokens(_ what: String) -> Reply {
        switch what {
        case "expire": return mutate { $0.accounts.expireAccessTokens() }
        case "revoke": return mutate { $0.accounts.revokeAllRefreshTokens() }
        default: return Self.problem(404, "expire or revoke")
        }
    }

    private func grantCode() -> Reply {
        let lifetime = Double(body["lifetime"]?.integer ?? 180)
        let scopes = body["scopes"]?.elements?.compactMap(\.text)
        let now = core.clock.exactSeconds
        let code = core.state.withLock { state in
            let code = state.accounts.newToken()
            state.accounts.grantCodes[code] = .init(
                ends: now + lifetime, redirectURI: nil, scopes: scopes)
            return code
        }
        return .json(["code": .string(code)], status: 201)
    }

    private func addField() -> Reply {
        guard let module = body["module"]?.text, let name = body["api_name"]?.text else {
            return Self.problem(400, "module and api_name are needed")
        }
        var field = SimulatorField(
            name, body["data_type"]?.text ?? "text", label: body["label"]?.text)
        field.isCustom = true
        field.target = body["target"]?.text
        field.returnType = body["return_type"]?.text
        field.choices = (body["choices"]?.elements ?? []).compactMap(\.text)
        let made = field
        return mutate { $0.tables[module]?.addField(made) }
    }

    private func setPermission() -> Reply {
        guard let module = body["module"]?.text,
            let access = body["access"]?.text.flatMap(SimulatorModule.Access.init)
        else {
            let known = SimulatorModule.Access.allCases.map(\.rawValue).joined(separator: ", ")
            return Self.problem(400, "module and access are needed; access is one of \(known)")
        }
        return mutate { $0.tables[module]?.module.access = access }
    }

    private func mutate(_ change: (inout SimulatorState) -> Void) -> Reply {
        core.state.withLock { change(&$0) }
        return .json(["ok": true])
    }

    private func done(_ worked: Bool) -> Reply {
        worked ? .json(["ok": true]) : Self.problem(404, "no such record")
    }

    static func problem(_ status: Int, _ text: String) -> Reply {
        .json(["error": .string(text)], status: status)
    }
}
