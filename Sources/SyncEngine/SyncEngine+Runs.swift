import ControlAPI
import Settings
import SyncCore

/// The life of a run: ordered, executed, kept, told.
extension SyncEngine {
    /// Orders a run, or joins the one under way.
    func order(
        _ module: Module, _ request: SyncRequest, trigger: Run.Trigger
    ) throws(Problem) -> StartedRun {
        guard !isStopping else { throw .shuttingDown }
        guard let wanted = settings[module] else { throw notConfigured(module) }
        guard wanted.enabled else {
            throw Problem(
                status: 409, code: .moduleDisabled, detail: "\(module.rawValue) is disabled",
                hint: "zohosync enable \(module.shortName)")
        }
        if let active = modules[module]?.active {
            return StartedRun(run: live(active.run), joined: true)
        }
        let run = Run(id: nextRunID(), module: module, mode: request.mode, trigger: trigger)
        modules[module]?.active = ActiveRun(run: run, acceptDeletions: request.acceptDeletions)
        lanes[module]?.cancel.cancel()
        // A person may have mended what was refused.
        if trigger == .manual { refusals.forget() }
        board.open(run.id)
        modules[module]?.hasRun = true
        placeOrder.yield(.run(run.id))
        return StartedRun(run: run, joined: false)
    }

    func notConfigured(_ module: Module) -> Problem {
        Problem(
            status: 404, code: .unknownModule,
            detail: "\(module.rawValue) is not in the configuration",
            hint: "add it under modules")
    }

    private func nextRunID() -> String {
        runCount += 1
        let count = String(runCount)
        let time = parts.time.now().text.filter { $0.isNumber || $0 == "T" }
        return time + "-" + String(repeating: "0", count: max(0, 5 - count.count)) + count
            + "-" + String(UInt16.random(in: .min ... .max), radix: 16)
    }

    func execute(_ id: String) async {
        guard let module = modules.first(where: { $0.value.active?.run.id == id })?.key,
            var active = modules[module]?.active
        else { return }
        active.run.startedAt = parts.time.now()
        guard let wanted = settings[module] else {
            // Taken out of the configuration since it was ordered.
            active.run.state = .cancelled
            active.run.finishedAt = active.run.startedAt
            return await finish(active.run)
        }
        active.run.state = .running
        modules[module]?.active = active
        await keep(active.run)
        tellStart(of: active.run)

        let source = parts.makeSource(
            SourceOrder(module: wanted, settings: settings, cancel: active.cancel))
        let runner = ModuleRunner(
            run: active.run, settings: wanted, acceptDeletions: active.acceptDeletions,
            source: source, mirror: parts.mirror, time: parts.time, sink: desk,
            cancel: active.cancel, skips: skips
        ) { [board] in board.report($0, run: id) }
        let began = ContinuousClock.now
        let run = await runner.execute()
        await finish(run, took: began.duration(to: .now))
    }

    /// Keeps the outcome, writes `last_sync`, sets the next alarm, and tells everybody.
    private func finish(_ run: Run, took duration: Duration = .zero) async {
        let module = run.module
        if run.state == .succeeded, let finishedAt = run.finishedAt {
            modules[module]?.lastSync = finishedAt
            writeBack(finishedAt, for: module)
        }
        var news = modules[module]?.news ?? RunNews()
        let report = news.end(of: run, now: run.finishedAt ?? parts.time.now())
        modules[module]?.news = news
        modules[module]?.lastRun = run.json
        await keep(run)
        let waitForCalls = await waitForCalls(module)
        modules[module]?.active = nil
        if let wanted = settings[module] {
            let usual = Schedule.waitAfterRun(
                interval: wanted.interval, failuresInARow: news.failuresInARow)
            arm(module, after: waitForCalls ?? usual)
        }
        wakeLane(module)
        tell(report, of: run, took: duration)
        finished.append(run)
        if finished.count > 64 { finished.removeFirst() }
        board.close(run)
    }

    /// The wait until the day's calls are there again; nil where some are left.
    func waitForCalls(_ module: Module) async -> Duration? {
        guard let wanted = settings[module] else { return nil }
        let report = await parts.rations(wanted, settings)
        guard report.left == 0, let resetsAt = report.resetsAt else { return nil }
        let wait = resetsAt - parts.time.now()
        // Not all on the stroke of midnight.
        return wait > 0 ? .seconds(wait + Int64.random(in: 5...60)) : nil
    }

    func writeBack(_ instant: UTCInstant, for module: Module) {
        do {
            try parts.config.recordLastSync(instant, for: module)
            writeBackProblem = nil
        } catch {
            // Told when it begins; the sync itself was good, and its cursors are in the database.
            let problem = "\(error.description) (\(error.hint))"
            if writeBackProblem == nil {
                parts.sink.emit(
                    Event(
                        .notice, .warning,
                        "\(module.rawValue): cannot write last_sync back: \(problem)",
                        [(.module, module.rawValue)]))
            }
            writeBackProblem = problem
        }
    }

    private func keep(_ run: Run) async {
        do throws(SyncFailure) {
            try await parts.mirror.record(
                run, streams: .array(run.streams.map(\.json)), error: run.error?.json ?? .null)
            isHistoryKept = true
        } catch {
            // Told when it begins, and not for each run: while the disk is full, all of them fail.
            guard isHistoryKept else { return }
            isHistoryKept = false
            parts.sink.emit(
                Event(
                    .notice, .error, "cannot keep runs in the history: \(error)",
                    [
                        (.module, run.module.rawValue), (.runID, run.id),
                        (.errorCode, error.code.rawValue),
                    ]))
        }
    }
}
