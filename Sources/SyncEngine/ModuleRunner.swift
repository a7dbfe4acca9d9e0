import Settings
import SyncCore
import Synchronization

/// Runs one sync of one module: finds its streams and reads them, several at once.
struct ModuleRunner: Sendable {
    let run: Run
    let settings: ModuleSettings
    let acceptDeletions: Bool
    let source: any RemoteSource
    let mirror: any LocalMirror
    let time: TimeSource
    let sink: any EventSink
    let cancel: CancelFlag
    let skips: SkipMemory
    let report: @Sendable (StreamResult) -> Void

    /// Runs it; answers with the run as it ended.
    func execute() async -> Run {
        var run = run
        let meter = CallMeter()
        let streams: [StreamDescription]
        let known: [String]
        do throws(SyncFailure) {
            try cancel.check()
            streams = try await source.streams(meter: meter)
            known = try await mirror.tables(of: run.module)
        } catch {
            run.moduleAPICalls = meter.value
            return ended(run, stop: error)
        }
        run.moduleAPICalls = meter.value
        let wanted = streams.filter {
            settings.wants(table: $0.table, zohoName: $0.zohoName)
        }
        // What was a stream once and is none any more is said, not passed over.
        let listed = Set(streams.map(\.table))
        let vanished = known.filter { !listed.contains($0) }.map { table in
            StreamDescription(
                zohoName: table, table: table, reading: .records,
                unavailable: "\(run.module.rawValue) does not list it any more")
        }
        // What is listed under other records needs to know these first.
        let all = wanted + vanished
        var (results, stop) = await read(all.filter { $0.parent == nil })
        let (nested, nestedStop) = await read(all.filter { $0.parent != nil })
        results += nested
        stop = stop ?? nestedStop
        run.streams = results.sorted { $0.table < $1.table }
        return ended(run, stop: stop)
    }

    /// Reads the streams, at most `concurrency` at once. A failure that stops the module lets the
    /// others finish their page.
    private func read(_ streams: [StreamDescription]) async -> ([StreamResult], SyncFailure?) {
        await withTaskGroup(of: StreamRunner.Outcome.self) { group in
            var waiting = streams[...]
            func startNext() {
                guard let stream = waiting.popFirst() else { return }
                group.addTask { await self.read(stream) }
            }
            for _ in 0..<settings.concurrency { startNext() }
            var results: [StreamResult] = []
            var stop: SyncFailure?
            while let outcome = await group.next() {
                results.append(outcome.result)
                if let failure = outcome.stop {
                    // What follows a stop is a consequence of it.
                    if stop == nil { stop = failure }
                    cancel.cancel()
                }
                startNext()
            }
            return (results, stop)
        }
    }

    private func read(_ stream: StreamDescription) async -> StreamRunner.Outcome {
        if let reason = stream.unavailable {
            return skipped(stream, reason: reason)
        }
        if run.trigger != .manual, run.mode == .incremental,
            let reason = skips.reason(for: stream.table, now: time.now())
        {
            return skipped(stream, reason: reason)
        }
        var runner = StreamRunner(
            module: run.module, stream: stream,
            order: StreamRunner.Order(
                mode: run.mode, isManual: run.trigger == .manual, acceptDeletions: acceptDeletions,
                fullSweep: settings.fullSweep),
            source: source, mirror: mirror, time: time, sink: sink, cancel: cancel, report: report)
        let outcome = await runner.run()
        if outcome.isSkipped {
            return skipped(stream, reason: outcome.result.reason ?? "", from: outcome)
        }
        return outcome
    }

    private func skipped(
        _ stream: StreamDescription, reason: String, from outcome: StreamRunner.Outcome? = nil
    ) -> StreamRunner.Outcome {
        var result = outcome?.result ?? StreamResult(table: stream.table)
        result.state = .skipped
        result.reason = reason
        // Told once; from then on it is no news.
        let isNews = skips.note(stream.table, reason: reason, now: time.now())
        sink.emit(
            Event(
                .streamSkipped, isNews ? .info : .debug,
                "\(run.module.rawValue): \(stream.table) is skipped: \(reason)",
                [
                    (.module, run.module.rawValue), (.stream, stream.table), (.runID, run.id),
                ]))
        return StreamRunner.Outcome(result: result, stop: nil)
    }

    private func ended(_ run: Run, stop: SyncFailure?) -> Run {
        var run = run
        run.finishedAt = time.now()
        let failed = run.streams.filter { $0.state == .failed }
        let succeeded = run.streams.filter { $0.state == .succeeded }
        // A stream that had nothing to ask, such as the children of no parent, proves nothing.
        let isReached = succeeded.contains { $0.apiCalls > 0 }
        if let stop {
            // A day whose calls run out is no failure as long as they were good for something.
            // What can be read without an organisation is no part of what is wanted from one.
            let isPart =
                stop.code != .organizationMismatch
                && (isReached || (stop.code == .budgetExhausted && run.recordsRead > 0))
            run.state = stop.code == .cancelled ? .cancelled : (isPart ? .partial : .failed)
            run.error = RunError(stop)
        } else if failed.isEmpty, !succeeded.isEmpty || run.streams.isEmpty {
            run.state = .succeeded
        } else if failed.isEmpty {
            // One stream that may not be read is no fault; not one that may be read is.
            run.state = .failed
            run.error = RunError(
                code: FailureCode.insufficientScope.rawValue,
                message: "the account may read no stream of \(run.module.rawValue): "
                    + (run.streams.compactMap(\.reason).last ?? "no reason given"),
                hint: "check the scopes of the refresh token and the rights of its user")
        } else {
            run.state = isReached ? .partial : .failed
            run.error = failed.first?.error
        }
        return run
    }
}

/// Remembers which streams the account may not read, so that scheduled runs do not ask again and
/// again. A manual run always asks.
final class SkipMemory: Sendable {
    /// Seconds for which a refusal is believed.
    static let lifetime: Int64 = 6 * 3600

    private let skips = Mutex<[String: (reason: String, at: UTCInstant)]>([:])

    func reason(for table: String, now: UTCInstant) -> String? {
        skips.withLock { skips in
            guard let skip = skips[table], now - skip.at < Self.lifetime else { return nil }
            return skip.reason
        }
    }

    /// Notes a refusal; whether it is news.
    func note(_ table: String, reason: String, now: UTCInstant) -> Bool {
        skips.withLock { skips in
            let known = skips[table]
            let isKnown = known?.reason == reason
            let isBelieved = known.map { now - $0.at < Self.lifetime } ?? false
            if !(isKnown && isBelieved) { skips[table] = (reason, now) }
            return !isKnown
        }
    }

    func forget() { skips.withLock { $0.removeAll() } }
}
