internal import ControlAPI
internal import SyncCore

/// Syncs: answered at once, after the end, or line by line.
extension Answerer {
    func sync(_ call: Call) async throws(Problem) -> Reply {
        let (request, wait) = try call.syncBody()
        let started = try await service.sync(module: call.parameter, request: request)
        if call.request.wantsLines { return await progress(of: [started]) }
        guard wait else { return .json(status: 202, answer(started, started.run)) }
        let run = try await service.finishedRun(started.run.id)
        if let problem = failure(of: run) { throw problem }
        return .json(status: 200, answer(started, run))
    }

    func syncAll(_ call: Call) async throws(Problem) -> Reply {
        let (request, wait) = try call.syncBody()
        let started = try await service.syncAll(request: request)
        if call.request.wantsLines { return await progress(of: started) }
        var runs = started.map(\.run)
        if wait {
            for index in runs.indices {
                runs[index] = try await service.finishedRun(runs[index].id)
            }
            let list = JSONValue.array(runs.map(\.json))
            if let problem = runs.lazy.compactMap({ failure(of: $0) }).first {
                throw Problem(
                    status: problem.status, code: problem.code, detail: problem.detail,
                    hint: problem.hint, members: JSONObject([("runs", list)]))
            }
        }
        return .json(status: wait ? 200 : 202, ["runs": .array(runs.map(\.json))])
    }

    private func progress(of started: [StartedRun]) async -> Reply {
        var streams: [AsyncStream<JSONValue>] = []
        for start in started { streams.append(await service.progress(ofRun: start.run.id)) }
        return .lines(streams)
    }

    private func answer(_ started: StartedRun, _ run: Run) -> JSONValue {
        started.joined ? ["run": run.json, "joined": true] : ["run": run.json]
    }

    /// The problem of a run that was waited for in vain.
    private func failure(of run: Run) -> Problem? {
        guard run.state == .failed || run.state == .cancelled else { return nil }
        let error = run.error ?? run.streams.lazy.compactMap(\.error).first
        let isCancelled = run.state == .cancelled
        let fallback: FailureCode = isCancelled ? .cancelled : .invalidResponse
        return Problem(
            status: 502, code: isCancelled ? fallback.rawValue : error?.code ?? fallback.rawValue,
            detail: error?.message ?? "the sync of \(run.module.rawValue) \(run.state.rawValue)",
            hint: error?.hint, members: JSONObject([("run", run.json)]))
    }
}
