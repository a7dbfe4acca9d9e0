import ControlAPI
import SyncCore

/// A service that answers at once and does nothing: every feed is short, every run is over.
struct SilentService: ControlService {
    func configuration(reveal: Bool, caller: Caller) async throws(Problem) -> JSONValue {
        ["enabled": true]
    }
    func patchConfiguration(
        _ patch: JSONValue, caller: Caller
    ) async throws(Problem) -> ChangedConfiguration {
        ChangedConfiguration(json: patch)
    }
    func modules() async -> [JSONValue] { [["name": "Zoho CRM"]] }
    func sync(module: String, request: SyncRequest) async throws(Problem) -> StartedRun {
        StartedRun(run: run, joined: false)
    }
    func syncAll(request: SyncRequest) async throws(Problem) -> [StartedRun] {
        [StartedRun(run: run, joined: true)]
    }
    func progress(ofRun id: String) async -> AsyncStream<JSONValue> { feed(["run": .string(id)]) }
    func finishedRun(_ id: String) async throws(Problem) -> Run { run }
    func cancel(module: String) async throws(Problem) -> Run {
        throw Problem(status: 404, code: .unknownModule, detail: "there is no module \(module)")
    }
    func test() async -> JSONValue { ["ok": true, "checks": []] }
    func status() async -> JSONValue { ["state": "ok"] }
    func runs(module: String?, limit: Int) async throws(Problem) -> [JSONValue] {
        [["id": JSONValue(limit), "module": JSONValue(module)]]
    }
    func run(id: String) async throws(Problem) -> JSONValue { ["id": .string(id)] }
    func plan(module: String) async throws(Problem) -> JSONValue { ["module": .string(module)] }
    func metrics() async -> String { "zohosync_up 1\n" }
    func streams() async throws(Problem) -> [JSONValue] { [] }
    func events() async -> AsyncStream<JSONValue> { feed(["event": "ready"]) }
    func audit(
        action: AuditEntry.Action?, before: Int?, limit: Int
    ) async throws(Problem) -> [JSONValue] {
        [
            [
                "action": JSONValue(action?.rawValue), "id": JSONValue(before),
                "limit": JSONValue(limit),
            ]
        ]
    }
    func refused(_ refusal: Refusal) async {}

    private func feed(_ line: JSONValue) -> AsyncStream<JSONValue> {
        AsyncStream { feed in
            feed.yield(line)
            feed.finish()
        }
    }

    private var run: Run {
        var run = Run(id: "1", module: .crm, mode: .incremental, trigger: .manual)
        run.state = .succeeded
        return run
    }
}
