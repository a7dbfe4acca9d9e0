import ControlAPI
import Glibc
import Settings
import SyncCore

/// The daemon's state, as the control interface and `STATUS=` tell it.
extension SyncEngine {
    /// The modules of the configuration: their schedule, their rows, their current and last run.
    public func modules() async -> [JSONValue] {
        let rows = (try? await parts.mirror.rowCounts()) ?? [:]
        let debts = await detailsPending()
        return settings.modules.map { module in
            let state = modules[module.module]
            return [
                "name": .string(module.module.rawValue), "enabled": .bool(module.enabled),
                "description": .string(module.description),
                "interval": .string(DurationText.text(module.interval)),
                "last_sync": JSONValue(state?.lastSync?.text),
                "next_sync": JSONValue(state?.nextSync?.text),
                "state": .string(
                    state?.active.map { $0.run.state == .queued ? "queued" : "running" } ?? "idle"),
                "rows": JSONValue(rows[module.module.rawValue] ?? 0),
                "details_pending": JSONValue(debts[module.module] ?? 0),
                "current_run": state?.active.map { live($0.run).json } ?? .null,
                "last_run": state?.lastRun ?? .null,
            ]
        }
    }

    /// Records of each module whose details are still to be read.
    /// - Parameter excluded: tables that do not count.
    func detailsPending(excluding excluded: Set<String> = []) async -> [Module: Int] {
        let counts = (try? await parts.mirror.debtCounts()) ?? [:]
        return Dictionary(
            counts.compactMap { table, count in
                guard !excluded.contains(table) else { return nil }
                return Module(named: String(table.prefix { $0 != "_" })).map { ($0, count) }
            }, uniquingKeysWith: +)
    }

    /// How each module stands with its calls, and what waits for them.
    private func callsStatus() async -> JSONValue {
        // What may not be read is not waited for; it is told as a problem.
        let debts = await detailsPending(excluding: refusals.tables(now: parts.time.now()))
        var calls = JSONObject()
        for module in settings.modules {
            let report = await parts.rations(module, settings)
            let pending = debts[module.module] ?? 0
            let doneBy =
                pending == 0
                ? nil
                : DetailForecast(
                    report: report, reserved: await callsReserved(for: module.module),
                    reservedPerDay: callsOfRuns(sharingWith: module, within: 86_400),
                    callsPerMinute: module.callsPerMinute, now: parts.time.now()
                ).end(of: pending)
            let isSpent = report.left == 0
            calls[module.module.rawValue] = [
                "today": JSONValue(report.used), "limit": JSONValue(report.limit),
                "left": JSONValue(report.left), "resets_at": JSONValue(report.resetsAt?.text),
                "blocked_until": JSONValue(report.blockedUntil?.text),
                "waiting": .array(
                    (isSpent ? ["changes"] : []) + (pending > 0 ? ["details"] : [])),
                "details_pending": JSONValue(pending),
                "details_done_by": JSONValue(doneBy?.text),
            ]
        }
        return .object(calls)
    }

    /// The daemon's state, with its token, modules, calls of the day and database.
    public func status() async -> JSONValue {
        let token = await parts.tokens.report()
        return [
            "version": .string(parts.version), "started_at": .string(startedAt.text),
            "config": .string(configPath),
            "overridden": .array(parts.config.overridden.map(JSONValue.string)),
            "state": .string(stateName(token)),
            "problems": .array(problems(token).map(JSONValue.string)),
            "token": [
                "expires_at": JSONValue(token.expiresAt?.text),
                "refreshed_at": JSONValue(token.refreshedAt?.text),
                "last_error": token.lastError?.json ?? .null,
            ],
            "modules": .array(await modules()), "api_calls": await callsStatus(),
            "database": await database(),
        ]
    }

    /// The configuration file, as others find it.
    private var configPath: String {
        guard let pointer = getcwd(nil, 0) else { return parts.config.path }
        defer { free(pointer) }
        return PathText.absolute(
            parts.config.path, relativeTo: String(cString: pointer))
    }

    private func database() async -> JSONValue {
        let path = parts.mirror.path
        // What was written last may still be in the write-ahead log.
        let sizes = [path, path + "-wal"].compactMap { file in
            var status = stat()
            return stat(file, &status) == 0 ? Int(status.st_size) : nil
        }
        return [
            "path": .string(path), "size_bytes": JSONValue(sizes.reduce(0, +)),
            "ok": .bool(await canWrite()),
        ]
    }

    /// Whether the writer works. One that has got on a moment ago, and has not failed, need not be
    /// waited for: while it is at work, whoever asks for the status would wait behind each page.
    private func canWrite() async -> Bool {
        let now = parts.time.now()
        let hasMoved = writerSeen.progress != parts.mirror.progress
        if parts.mirror.hasFailed || !hasMoved {
            if !parts.mirror.hasFailed, abs(now - writerSeen.at) < 2 { return true }
            do throws(SyncFailure) { try await parts.mirror.ping() } catch { return false }
        }
        writerSeen = (parts.mirror.progress, now)
        return true
    }

    private func stateName(_ token: TokenReport) -> String {
        if token.requiresReauthorization { return "reauthorization_required" }
        if configProblem != nil { return "config_invalid" }
        if !settings.enabled { return "disabled" }
        return problems(token).isEmpty ? "ok" : "degraded"
    }

    /// What is wrong just now, each with its next step where there is one.
    private func problems(_ token: TokenReport) -> [String] {
        var problems: [String] = []
        if let error = token.lastError { problems.append(error.description) }
        if let problem = token.storageProblem { problems.append(problem) }
        if let configProblem { problems.append(configProblem) }
        if let writeBackProblem { problems.append(writeBackProblem) }
        for module in settings.modules where module.enabled {
            problems +=
                problem(of: module.module).map { ["\(module.module.rawValue): \($0)"] } ?? []
            for (table, reason) in refusals.reasons(of: module.module) {
                problems.append("details of \(table) cannot be read: \(reason)")
            }
        }
        return problems
    }

    /// What the last run of a module lacks; nil where it lacks nothing.
    private struct Shortfall {
        let isPartial: Bool
        let code: String?
        let message: String?

        init?(_ run: JSONValue?) {
            guard let run, let state = run["state"]?.string,
                state == "failed" || state == "partial"
            else { return nil }
            isPartial = state == "partial"
            code = run["error"]?["code"]?.string
            message = run["error"]?["message"]?.string
        }

        /// A day whose calls are used up is waited out: that is no failure.
        var isWait: Bool { code == FailureCode.budgetExhausted.rawValue }
    }

    private func problem(of module: Module) -> String? {
        guard let shortfall = Shortfall(modules[module]?.lastRun) else { return nil }
        let detail = shortfall.message ?? "see zohosync runs"
        let next = modules[module]?.nextSync.map { " until \($0)" } ?? ""
        return shortfall.isWait
            ? "waits for its calls\(next): \(detail)"
            : "the last sync \(shortfall.isPartial ? "was partial" : "failed"): \(detail)"
    }

    /// One sentence for `systemctl status`.
    public func summary() async -> String {
        let token = await parts.tokens.report()
        var sentence = StatusSentence()
        let enabled = settings.modules.filter(\.enabled)
        if token.requiresReauthorization { sentence.troubles.append(.credentialsRefused) }
        if configProblem != nil { sentence.troubles.append(.configurationBroken) }
        // A broken file is not written to: that is said already.
        if configProblem == nil, writeBackProblem != nil {
            sentence.troubles.append(.configurationNotWritable)
        }
        for module in enabled {
            let report = await parts.rations(module, settings)
            sentence.calls.append(report)
            sentence.troubles += trouble(of: module.module, report)
        }
        sentence.modules = enabled.count
        sentence.isScheduled = settings.enabled
        sentence.running = settings.modules.compactMap { module in
            modules[module.module]?.active.map { active in
                StatusSentence.Running(
                    module: module.module,
                    records: board.streams(of: active.run.id).reduce(0) { $0 + $1.recordsRead })
            }
        }
        sentence.next =
            settings.modules
            .compactMap { module in
                modules[module.module]?.nextSync.map { (module: module.module, at: $0) }
            }
            .min { $0.at < $1.at }
        return sentence.text(now: parts.time.now())
    }

    private func trouble(of module: Module, _ report: RationReport) -> [StatusSentence.Trouble] {
        if report.left == 0, let end = report.resetsAt, end > parts.time.now() {
            return [.waitsForCalls(module, until: end)]
        }
        guard let state = modules[module], let shortfall = Shortfall(state.lastRun),
            !shortfall.isWait
        else { return [] }
        if shortfall.isPartial { return [.partial(module)] }
        // After a restart only the last one is known.
        let times = max(1, state.news.failuresInARow)
        return [.failing(module, times: times, code: shortfall.code)]
    }
}
