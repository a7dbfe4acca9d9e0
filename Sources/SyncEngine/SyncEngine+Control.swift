public import ControlAPI
import Settings
public import SyncCore

/// The engine as the control interface sees it: syncs and runs.
extension SyncEngine: ControlService {
    /// Starts a run of a module, or joins the one that is under way.
    public func sync(
        module name: String, request: SyncRequest
    ) async throws(Problem) -> StartedRun {
        try order(try module(named: name), request, trigger: .manual)
    }

    /// Starts or joins a run of every enabled module.
    public func syncAll(request: SyncRequest) async throws(Problem) -> [StartedRun] {
        var started: [StartedRun] = []
        for module in settings.modules where module.enabled {
            started.append(try order(module.module, request, trigger: .manual))
        }
        return started
    }

    /// The progress of a run; of one that has ended just its `finished` line.
    public func progress(ofRun id: String) async -> AsyncStream<JSONValue> {
        if let feed = board.watch(id) { return feed }
        let (feed, continuation) = AsyncStream<JSONValue>.makeStream()
        if let run = finished.first(where: { $0.id == id }) {
            continuation.yield(["event": "finished", "run": run.json])
        }
        continuation.finish()
        return feed
    }

    /// Waits until a run has ended.
    public func finishedRun(_ id: String) async throws(Problem) -> Run {
        for await _ in await progress(ofRun: id) {}
        guard let run = finished.last(where: { $0.id == id }) else { throw unknownRun(id) }
        return run
    }

    /// Asks a running sync to stop at its next checkpoint; with the run as it stands.
    public func cancel(module name: String) async throws(Problem) -> Run {
        let module = try module(named: name)
        guard let active = modules[module]?.active else {
            throw Problem(
                status: 404, code: .unknownRun, detail: "no sync of \(module.rawValue) is running",
                hint: nil)
        }
        active.cancel.cancel()
        return live(active.run)
    }

    /// Recent runs, newest first.
    public func runs(module name: String?, limit: Int) async throws(Problem) -> [JSONValue] {
        let module = try name.map { name throws(Problem) in try self.module(named: name) }
        return try await stored { () throws(SyncFailure) in
            try await self.parts.mirror.runs(module: module, id: nil, limit: limit)
        }
    }

    /// One run: as it stands while it is under way, as it was kept afterwards.
    public func run(id: String) async throws(Problem) -> JSONValue {
        if let active = modules.values.compactMap(\.active).first(where: { $0.run.id == id }) {
            return live(active.run).json
        }
        let found = try await stored { () throws(SyncFailure) in
            try await self.parts.mirror.runs(module: nil, id: id, limit: 1)
        }
        guard let run = found.first else { throw unknownRun(id) }
        return run
    }

    /// The streams with their cursors.
    public func streams() async throws(Problem) -> [JSONValue] {
        try await stored { () throws(SyncFailure) in try await self.parts.mirror.streams() }
    }

    /// Events from now on, until the consumer leaves.
    public func events() async -> AsyncStream<JSONValue> { parts.subscribe() }

    // MARK: Helpers

    func module(named name: String) throws(Problem) -> Module {
        guard let module = Module(named: name) else {
            throw Problem(
                status: 404, code: .unknownModule, detail: "there is no module \(name)",
                hint: "name one of "
                    + Module.allCases.map { "\($0.rawValue) (\($0.shortName))" }
                    .joined(separator: ", "))
        }
        return module
    }

    /// A run under way with its streams as they stand.
    func live(_ run: Run) -> Run {
        var run = run
        run.streams = board.streams(of: run.id)
        return run
    }

    private func unknownRun(_ id: String) -> Problem {
        Problem(
            status: 404, code: .unknownRun, detail: "there is no run \(id)",
            hint: "zohosync runs lists the recent ones")
    }

    func stored<Value: Sendable>(
        _ read: () async throws(SyncFailure) -> Value
    ) async throws(Problem) -> Value {
        do throws(SyncFailure) {
            return try await read()
        } catch {
            throw Problem(
                status: 500, code: error.code, detail: error.message, hint: error.hint)
        }
    }
}
