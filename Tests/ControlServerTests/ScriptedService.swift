import ControlAPI
import SyncCore
import Synchronization

/// A service that says what a test wrote down and remembers what it was asked.
final class ScriptedService: ControlService {
    struct Script {
        var asked: [String] = []
        var callers: [Caller] = []
        var problem: Problem?
        var finished: Run?
        var joined = false
        var feeds: [AsyncStream<JSONValue>.Continuation] = []
        var status: JSONValue = ["state": "ok"]
        var refusals: [Refusal] = []
        /// Whether a feed ends at once.
        var endsFeeds = false
    }

    let script: Mutex<Script>
    /// Told once per feed that has been left.
    let left: AsyncStream<Void>
    private let leftContinuation: AsyncStream<Void>.Continuation
    /// Told once per feed that has been opened.
    let opened: AsyncStream<Void>
    private let openedContinuation: AsyncStream<Void>.Continuation

    init(_ change: (inout Script) -> Void = { _ in }) {
        var script = Script()
        change(&script)
        self.script = Mutex(script)
        (left, leftContinuation) = AsyncStream.makeStream()
        (opened, openedContinuation) = AsyncStream.makeStream()
    }

    var refusals: [Refusal] { script.withLock { $0.refusals } }

    var asked: [String] { script.withLock { $0.asked } }

    func tell(_ line: JSONValue) {
        let feeds = script.withLock { $0.feeds }
        for feed in feeds { feed.yield(line) }
    }

    private func note(_ call: String, caller: Caller? = nil) throws(Problem) {
        let problem = script.withLock { script in
            script.asked.append(call)
            if let caller { script.callers.append(caller) }
            return script.problem
        }
        if let problem { throw problem }
    }

    private func mute(_ call: String) { script.withLock { $0.asked.append(call) } }

    func configuration(reveal: Bool, caller: Caller) async throws(Problem) -> JSONValue {
        try note("configuration reveal=\(reveal)", caller: caller)
        return ["enabled": true]
    }
    func patchConfiguration(
        _ patch: JSONValue, caller: Caller
    ) async throws(Problem) -> ChangedConfiguration {
        try note("patch \(patch.text)", caller: caller)
        let odd = patch["odd"]?.string
        return ChangedConfiguration(
            json: patch,
            warnings: odd.map { [ConfigurationWarning(key: $0, message: "odd", hint: "even")] }
                ?? [])
    }
    func modules() async -> [JSONValue] {
        mute("modules")
        return [["name": "Zoho CRM"]]
    }
    func sync(module: String, request: SyncRequest) async throws(Problem) -> StartedRun {
        try note("sync \(module) \(request.mode) \(request.acceptDeletions)")
        return StartedRun(run: sampleRun(), joined: script.withLock { $0.joined })
    }
    func syncAll(request: SyncRequest) async throws(Problem) -> [StartedRun] {
        try note("syncAll \(request.mode) \(request.acceptDeletions)")
        return [sampleRun(), sampleRun("2", .books)].map { StartedRun(run: $0, joined: false) }
    }
    func progress(ofRun id: String) async -> AsyncStream<JSONValue> {
        mute("progress \(id)")
        return AsyncStream { feed in
            feed.yield(["event": "progress", "run_id": .string(id)])
            feed.yield(["event": "finished", "run": ["id": .string(id)]])
            feed.finish()
        }
    }
    func finishedRun(_ id: String) async throws(Problem) -> Run {
        try note("finished \(id)")
        guard let run = script.withLock({ $0.finished }) else {
            // Never finishes: waits until the client leaves.
            for await _ in await events() {}
            return sampleRun()
        }
        return run
    }
    func cancel(module: String) async throws(Problem) -> Run {
        try note("cancel \(module)")
        return sampleRun()
    }
    func test() async -> JSONValue {
        mute("test")
        return ["ok": true, "checks": []]
    }
    func status() async -> JSONValue {
        mute("status")
        return script.withLock { $0.status }
    }
    func runs(module: String?, limit: Int) async throws(Problem) -> [JSONValue] {
        try note("runs \(module ?? "-") \(limit)")
        return [sampleRun().json]
    }
    func run(id: String) async throws(Problem) -> JSONValue {
        try note("run \(id)")
        return sampleRun().json
    }
    func plan(module: String) async throws(Problem) -> JSONValue {
        try note("plan \(module)")
        return ["module": .string(module), "streams": [], "calls": 3]
    }
    func metrics() async -> String {
        mute("metrics")
        return "# TYPE zohosync_up gauge\nzohosync_up 1\n"
    }
    func streams() async throws(Problem) -> [JSONValue] {
        try note("streams")
        return []
    }
    func events() async -> AsyncStream<JSONValue> {
        let (stream, feed) = AsyncStream<JSONValue>.makeStream()
        feed.onTermination = { [leftContinuation] _ in leftContinuation.yield() }
        let ends = script.withLock { script in
            script.feeds.append(feed)
            return script.endsFeeds
        }
        if ends { feed.finish() }
        openedContinuation.yield()
        return stream
    }
    func audit(
        action: AuditEntry.Action?, before: Int?, limit: Int
    ) async throws(Problem) -> [JSONValue] {
        try note("audit \(action?.rawValue ?? "-") \(before ?? 0) \(limit)")
        return [["action": "secrets_revealed"]]
    }
    func refused(_ refusal: Refusal) async { script.withLock { $0.refusals.append(refusal) } }
}

/// A run that has been asked for.
func sampleRun(
    _ id: String = "1", _ module: Module = .crm, _ state: Run.State = .queued,
    error: RunError? = nil
) -> Run {
    var run = Run(id: id, module: module, mode: .incremental, trigger: .manual)
    run.state = state
    run.error = error
    return run
}
