import ControlAPI
import NIOHTTP1
import SyncCore
import Testing

@testable import ControlServer

/// Every route, parameter and role, without a socket.
@Suite struct AnswererTests {
    private static let policy = AccessPolicy(daemonUID: 990, operatorGroup: 50, adminGroup: 60)
    private let outsider = Peer(caller: Caller(uid: 1000, gid: 1000, pid: 7))
    private let member = Peer(caller: Caller(uid: 1000, gid: 1000, pid: 7), groups: [50])
    private let admin = Peer(caller: Caller(uid: 1000, gid: 1000, pid: 7), groups: [60])

    private func reply(
        _ method: String, _ target: String, _ body: String = "", from peer: Peer?,
        service: ScriptedService = ScriptedService()
    ) async -> Reply {
        let request = ControlRequest(
            method: method, target: target.hasPrefix("/metrics") ? target : base + target,
            headers: ["Host": "localhost"], body: Array(body.utf8))
        return await Answerer(service: service, access: Self.policy)
            .reply(to: request, from: peer)
    }

    private func status(_ reply: Reply) -> Int {
        switch reply {
        case .json(let status, _): status
        case .problem(let problem, _): problem.status
        case .text, .lines, .annotated: 200
        }
    }

    /// The body is the configuration and nothing else.
    @Test func whatIsOddInAPatch_IsInAHeaderField() async throws {
        let reply = await reply("POST", "", #"{"odd":"k"}"#, from: admin)
        guard case .annotated(["odd": "k"], let headers) = reply else { throw Unexpected() }
        #expect(headers.map(\.name) == ["Configuration-Warnings"])
        #expect(
            headers.map(\.value) == [#"[{"key":"k","message":"odd","hint":"even"}]"#])
    }

    /// The table of section 3: what to call, the least role, the status, what the service is asked.
    @Test(arguments: [
        ("GET", "", Role.viewer, 200, "configuration reveal=false"),
        ("GET", "?reveal=false", .viewer, 200, "configuration reveal=false"),
        ("GET", "?reveal=true", .admin, 200, "configuration reveal=true"),
        ("POST", "", .admin, 200, #"patch {"enabled":false}"#),
        ("GET", "/modules", .viewer, 200, "modules"),
        ("GET", "/modules/Zoho%20Books/plan", .viewer, 200, "plan Zoho Books"),
        ("HEAD", "/modules/books/plan", .viewer, 200, "plan books"),
        ("POST", "/modules/Zoho%20CRM/sync", .operator, 202, "sync Zoho CRM incremental false"),
        ("POST", "/modules/crm/cancel", .operator, 202, "cancel crm"),
        ("POST", "/sync", .operator, 202, "syncAll incremental false"),
        ("POST", "/test", .operator, 200, "test"),
        ("GET", "/status", .viewer, 200, "status"),
        ("GET", "/runs", .viewer, 200, "runs - 50"),
        ("GET", "/runs?module=Zoho%20Books&limit=1000", .viewer, 200, "runs Zoho Books 1000"),
        ("GET", "/runs?module=Zoho+Books&limit=1", .viewer, 200, "runs Zoho Books 1"),
        ("GET", "/runs/17", .viewer, 200, "run 17"),
        ("GET", "/streams", .viewer, 200, "streams"),
        ("GET", "/audit", .admin, 200, "audit - 0 50"),
        (
            "GET", "/audit?action=secrets_revealed&limit=7&before=9", .admin, 200,
            "audit secrets_revealed 9 7"
        ),
        ("HEAD", "/status", .viewer, 200, "status"),
        ("GET", "/metrics", .viewer, 200, "metrics"),
        ("GET", "/metrics?name=x", .viewer, 200, "metrics"),
        ("HEAD", "/metrics", .viewer, 200, "metrics"),
    ])
    func route(method: String, target: String, role: Role, status: Int, asked: String) async {
        let body = asked.hasPrefix("patch") ? #"{"enabled":false}"# : ""
        for (peer, allowed) in [
            (outsider, false), (member, role < .admin), (admin, true),
            (Peer(caller: Caller(uid: 0, gid: 0, pid: 1)), true),
        ] {
            let service = ScriptedService()
            let reply = await reply(method, target, body, from: peer, service: service)
            #expect(self.status(reply) == (allowed ? status : 403))
            #expect(service.asked == (allowed ? [asked] : []))
            #expect(service.refusals.count == (allowed ? 0 : 1))
        }
    }

    @Test func table_HasEveryOperationOnce() {
        #expect(Set(Route.table.map(\.operation)) == Set(Route.Operation.allCases))
        #expect(Route.table.count == Route.Operation.allCases.count)
    }

    @Test func refusal_IsAuditedWithoutQuery() async throws {
        let service = ScriptedService()
        let reply = await reply("GET", "?reveal=true", from: member, service: service)
        guard case .problem(let problem, _) = reply else { throw Unexpected() }
        #expect(problem.code == "not_permitted")
        #expect(problem.hint?.contains("usermod -aG zohosync-admin USER") == true)
        let refusal = try #require(service.refusals.first)
        #expect(refusal.request == "GET \(base)")
        #expect(refusal.reason == .role)
        #expect(refusal.caller == Caller(uid: 1000, gid: 1000, pid: 7))
    }

    @Test func unknownPeer_IsRefused() async {
        #expect(status(await reply("GET", "/status", from: nil)) == 403)
    }

    @Test(arguments: [
        "/verify", "/modules/crm/verify", "/streams/crm_leads/export", "/modules//sync", "/status/",
        "/nothing", "/runs/1/2", "x", "/plan", "/modules//plan", "/modules/crm/plan/", "/metrics/",
        "/metrics/x",
    ])
    func unknownPath(target: String) async throws {
        guard case .problem(let problem, _) = await reply("GET", target, from: admin) else {
            throw Unexpected()
        }
        #expect(problem.status == 404)
        #expect(problem.code == "unknown_path")
    }

    @Test(arguments: [
        ("DELETE", "", "GET, HEAD, POST"), ("GET", "/sync", "POST"), ("POST", "/runs", "GET, HEAD"),
        ("HEAD", "/test", "POST"), ("OPTIONS", "/modules/x/sync", "POST"),
        ("POST", "/modules/x/plan", "GET, HEAD"), ("POST", "/metrics", "GET, HEAD"),
    ])
    func wrongMethod(method: String, target: String, allow: String) async throws {
        guard case .problem(let problem, let headers) = await reply(method, target, from: admin)
        else { throw Unexpected() }
        #expect(problem.status == 405)
        #expect(problem.code == "method_not_allowed")
        #expect(headers.map(\.value) == [allow])
    }

    @Test(arguments: [
        ("GET", "/runs?limit=0", ""), ("GET", "/runs?limit=1001", ""),
        ("GET", "/audit?limit=0", ""), ("GET", "/audit?action=all", ""),
        ("GET", "/audit?before=0", ""), ("GET", "/audit?before=x", ""),
        ("GET", "/runs?limit=many", ""), ("GET", "/runs?limit=", ""), ("GET", "?reveal=yes", ""),
        ("POST", "", ""), ("POST", "", "[]"), ("POST", "", "{"), ("POST", "/sync", "7"),
        ("POST", "/modules/crm/sync", "{\"mode\":\"all\"}"),
        ("POST", "/modules/crm/sync", "{\"mode\":null}"),
        ("POST", "/modules/crm/sync", "{\"wait\":1}"),
        ("POST", "/modules/crm/sync", "{\"accept_deletions\":\"true\"}"),
        ("POST", "/modules/crm/sync", "{\"full\":true}"),
        ("POST", "/modules/crm/sync", "{\"wait\":true,}"),
        ("POST", "/test", "nonsense"), ("POST", "/modules/crm/cancel", "{"),
        ("GET", "/runs/%zz", ""), ("GET", "/runs/%f", ""), ("GET", "/runs/%ff", ""),
    ])
    func malformed(method: String, target: String, body: String) async throws {
        let service = ScriptedService()
        let reply = await reply(method, target, body, from: admin, service: service)
        guard case .problem(let problem, _) = reply else { throw Unexpected() }
        #expect(problem.status == 400)
        #expect(problem.code == "malformed_request")
        #expect(service.asked.isEmpty)
    }

    @Test func syncBody_IsRead() async {
        let service = ScriptedService()
        let body = #"{"mode":"full","accept_deletions":true,"wait":false}"#
        _ = await reply("POST", "/modules/crm/sync", body, from: member, service: service)
        _ = await reply("POST", "/sync", " \r\n", from: member, service: service)
        #expect(service.asked == ["sync crm full true", "syncAll incremental false"])
    }

    @Test func plan_IsUnderItsName() async throws {
        guard case .json(200, let value) = await reply("GET", "/modules/crm/plan", from: member)
        else { throw Unexpected() }
        #expect(value["plan"]?["module"] == "crm")
        #expect(value["plan"]?["calls"]?.integer == 3)
    }

    @Test func audit_IsUnderItsName() async throws {
        guard case .json(200, let value) = await reply("GET", "/audit", from: admin)
        else { throw Unexpected() }
        #expect(value["audit"]?.array?.first?["action"] == "secrets_revealed")
    }

    /// A path that others have agreed on is not found below the root as well, and the root is not
    /// found without its prefix.
    @Test(arguments: [base + "/metrics", "/status", "/"])
    func pathAtTheWrongRoot(target: String) async throws {
        let answerer = Answerer(
            service: ScriptedService(), access: Self.policy)
        let request = ControlRequest(
            method: "GET", target: target, headers: ["Host": "localhost"])
        guard case .problem(let problem, _) = await answerer.reply(to: request, from: admin)
        else { throw Unexpected() }
        #expect(problem.code == "unknown_path")
    }

    @Test(arguments: [("POST", "/modules/crm2/sync"), ("GET", "/modules/crm2/plan")])
    func problemOfService_IsPassedOn(method: String, target: String) async throws {
        let problem = Problem(status: 404, code: .unknownModule, detail: "no module crm2")
        let service = ScriptedService { $0.problem = problem }
        let reply = await reply(method, target, from: member, service: service)
        guard case .problem(let answered, _) = reply else { throw Unexpected() }
        #expect(answered == problem)
    }

    @Test func joinedRun_SaysSo() async throws {
        let service = ScriptedService { $0.joined = true }
        let reply = await reply("POST", "/modules/crm/sync", from: member, service: service)
        guard case .json(202, let value) = reply else { throw Unexpected() }
        #expect(value["joined"] == true)
        #expect(value["run"]?["id"] == "1")
    }

    @Test(arguments: [Run.State.succeeded, .partial])
    func waitForSuccess(state: Run.State) async throws {
        let service = ScriptedService { $0.finished = sampleRun("1", .crm, state) }
        let body = #"{"wait":true}"#
        guard
            case .json(200, let value) = await reply(
                "POST", "/modules/crm/sync", body, from: member, service: service)
        else { throw Unexpected() }
        #expect(value["run"]?["state"]?.string == state.rawValue)
        #expect(value["joined"] == nil)
    }

    @Test(arguments: ["/modules/crm/sync", "/sync"])
    func waitForFailure(target: String) async throws {
        let error = RunError(code: "rate_limited", message: "too many calls", hint: "wait")
        let service = ScriptedService {
            $0.finished = sampleRun("1", .crm, .failed, error: error)
        }
        let reply = await reply("POST", target, #"{"wait":true}"#, from: member, service: service)
        guard case .problem(let problem, _) = reply else { throw Unexpected() }
        #expect(problem.status == 502)
        #expect(problem.code == "rate_limited")
        #expect(problem.detail == "too many calls")
        #expect(problem.hint == "wait")
        let run = problem.members["run"] ?? problem.members["runs"]?.array?.first
        #expect(run?["state"] == "failed")
    }

    @Test func waitForCancelledRun() async throws {
        let service = ScriptedService { $0.finished = sampleRun("1", .crm, .cancelled) }
        let reply = await reply(
            "POST", "/modules/crm/sync", #"{"wait":true}"#, from: member, service: service)
        guard case .problem(let problem, _) = reply else { throw Unexpected() }
        #expect(problem.status == 502)
        #expect(problem.code == "cancelled")
        #expect(problem.members["run"]?["state"] == "cancelled")
    }

    struct Unexpected: Error {}
}
