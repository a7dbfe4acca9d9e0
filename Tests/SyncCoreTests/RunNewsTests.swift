import SyncCore
import Testing

/// How loudly runs are told.
@Suite struct RunNewsTests {
    private static let noon = UTCInstant(seconds: 1_780_000_000)

    // MARK: Quiet

    @Test func quietSyncs_AreOneLineAnHour() {
        var day = Day()
        #expect(day.end(run(.startup, calls: 30)).level == .info)
        let levels = (0..<12).map { _ in day.end(run(.schedule, calls: 19), after: 15).level }
        let hour: [Event.Level] = [.debug, .debug, .debug, .info]
        #expect(levels == hour + hour + hour)
        #expect(day.latest.message == "nothing has changed: 4 syncs, 76 calls")
    }

    @Test func quietSyncs_OfALongInterval_AreEachALine() {
        var day = Day()
        _ = day.end(run(.startup))
        for _ in 0..<3 {
            let line = day.end(run(.schedule, calls: 1), after: 60)
            #expect(line == .init(level: .info, message: "nothing has changed: 1 sync, 1 call"))
        }
    }

    /// A daemon that was started long ago may have been told of nothing yet.
    @Test func theFirstQuietSync_IsTold() {
        var day = Day()
        #expect(day.end(run(.schedule)).level == .info)
        #expect(day.end(run(.schedule), after: 15).level == .debug)
    }

    @Test func aClockThatIsSetBack_DoesNotSilenceIt() {
        var day = Day()
        #expect(day.end(run(.schedule)).level == .info)
        #expect(day.end(run(.schedule), after: -600).level == .info)
    }

    @Test(arguments: [(1, 0), (0, 1), (3, 4)])
    func whatHasChangedSomething_IsTold(upserted: Int, deleted: Int) {
        var day = Day()
        _ = day.end(run(.schedule))
        _ = day.end(run(.schedule, calls: 5), after: 15)
        let line = day.end(
            run(.schedule, upserted: upserted, deleted: deleted, calls: 7), after: 15)
        #expect(
            line
                == .init(
                    level: .info,
                    message: "synced: 10 records read, \(upserted) written, \(deleted) deleted, "
                        + "7 calls"))
        // The hour begins anew, and what was quiet before is not summed up with what comes.
        for _ in 0..<3 { #expect(day.end(run(.schedule, calls: 5), after: 15).level == .debug) }
        #expect(
            day.end(run(.schedule, calls: 5), after: 15).message
                == "nothing has changed: 4 syncs, 20 calls")
    }

    @Test(arguments: [Run.Trigger.manual, .startup, .once])
    func whatSomebodyAskedFor_IsToldFromItsStart(_ trigger: Run.Trigger) {
        var day = Day()
        _ = day.end(run(.schedule))
        #expect(RunNews.start(of: run(trigger)).level == .info)
        #expect(day.end(run(trigger), after: 1).level == .info)
        #expect(day.latest.message.hasPrefix("synced: "))
    }

    @Test func theStartOfAScheduledSync_IsADetail() {
        #expect(
            RunNews.start(of: run(.schedule))
                == .init(level: .debug, message: "incremental sync started (schedule)"))
    }

    // MARK: Failures

    @Test func failuresInARow_GrowLouder() {
        var day = Day()
        let levels = (0..<5).map { _ in day.end(failed(.zohoUnavailable), after: 1).level }
        #expect(levels == [.warning, .warning, .error, .error, .error])
        #expect(
            day.latest.message
                == "sync failed 5 times in a row since \(Self.noon + 60): cannot reach it (wait)")
        #expect(day.news.failuresInARow == 5)
        let good = day.end(run(.schedule, calls: 3), after: 1)
        #expect(good.level == .info)
        #expect(good.message.hasPrefix("synced again after 5 failed syncs: 10 records read, "))
        #expect(day.news.failuresInARow == 0)
        // The next failure is a new one.
        #expect(day.end(failed(.zohoUnavailable), after: 1).level == .warning)
        #expect(day.latest.message == "sync failed: cannot reach it (wait)")
    }

    @Test(arguments: [
        (FailureCode.databaseError, Event.Level.error), (.reauthorizationRequired, .warning),
        (.zohoUnavailable, .warning), (.rateLimited, .warning), (.organizationMismatch, .warning),
        (.insufficientScope, .warning), (.budgetExhausted, .warning),
    ])
    func theFirstFailure_IsAsLoudAsItIsLasting(_ code: FailureCode, _ level: Event.Level) {
        var day = Day()
        #expect(day.end(failed(code)).level == level)
    }

    /// A day whose calls are used up is waited out.
    @Test func waitingForCalls_IsNoFailure() {
        var day = Day()
        for _ in 0..<4 { #expect(day.end(failed(.budgetExhausted), after: 15).level == .warning) }
        #expect(day.latest.message == "sync waits for its calls: cannot reach it (wait)")
        #expect(day.news.failuresInARow == 0)
        #expect(day.end(run(.schedule), after: 15).message.hasPrefix("synced again in full: "))
        var rest = run(.schedule)
        rest.state = .partial
        rest.error = RunError(code: "budget_exhausted", message: "used up", hint: nil)
        #expect(day.end(rest).level == .warning)
        #expect(day.latest.message.hasPrefix("synced in part, the rest waits for its calls: "))
    }

    @Test func aPartialSync_IsAWarningThatNamesWhatFailed() {
        var day = Day()
        let tables = ["crm_a", "crm_b", "crm_c", "crm_d", "crm_e"]
        let line = day.end(partial(tables))
        #expect(line.level == .warning)
        #expect(line.message.hasPrefix("synced in part: "))
        #expect(line.message.hasSuffix("; failed: crm_a, crm_b, crm_c and 2 more"))
        #expect(day.end(partial(["crm_a"])).message.hasSuffix("; failed: crm_a"))
        #expect(day.end(run(.schedule), after: 15).level == .info)
    }

    @Test func aDatabaseThatFailsHalfWay_IsAnError() {
        var day = Day()
        #expect(day.end(partial(["crm_a"], .databaseError)).level == .error)
    }

    @Test func aCancelledSync_IsANotice_AndForgivesNothing() {
        var day = Day()
        _ = day.end(failed(.zohoUnavailable))
        var cancelled = run(.manual)
        cancelled.state = .cancelled
        #expect(day.end(cancelled).level == .notice)
        #expect(day.latest.message.hasPrefix("sync cancelled: "))
        #expect(day.end(run(.schedule), after: 1).message.hasPrefix("synced again"))
    }

    // MARK: Streams

    @Test func aStreamThatFails_IsToldOnce() {
        var day = Day()
        #expect(
            day.streams(partial(["crm_a", "crm_b"])) == ["crm_a": .warning, "crm_b": .warning])
        #expect(
            day.streams(partial(["crm_a", "crm_c"])) == ["crm_a": .debug, "crm_c": .warning])
        // Another reason is news, and so is the same one after a success.
        #expect(day.streams(partial(["crm_a"], .invalidResponse)) == ["crm_a": .warning])
        #expect(day.streams(run(.schedule)) == [:])
        #expect(day.streams(partial(["crm_a"], .invalidResponse)) == ["crm_a": .warning])
    }

    /// One network that is down is one line, and not one for each table.
    @Test func streamsThatFailAsTheirRun_AreNoNews() {
        var run = partial(["crm_a", "crm_b"], .zohoUnavailable)
        run.streams.append(stream("crm_c", .invalidResponse))
        run.state = .failed
        run.error = run.streams[0].error
        var day = Day()
        #expect(
            day.streams(run) == ["crm_a": .debug, "crm_b": .debug, "crm_c": .warning])
    }

    /// What a failed run has left unsaid is news when it goes on alone.
    @Test func aStreamThatGoesOnFailing_AfterItsRunHas_IsNews() {
        var run = partial(["crm_a", "crm_b"], .zohoUnavailable)
        run.state = .failed
        var day = Day()
        #expect(day.streams(run) == ["crm_a": .debug, "crm_b": .debug])
        #expect(day.streams(partial(["crm_b"], .zohoUnavailable)) == ["crm_b": .warning])
        #expect(day.streams(partial(["crm_b"], .zohoUnavailable)) == ["crm_b": .debug])
    }

    @Test func streamsThatWaitForCalls_AreNoNews() {
        var day = Day()
        #expect(day.streams(partial(["crm_a"], .budgetExhausted)) == ["crm_a": .debug])
    }

    // MARK: Support

    /// A module's runs, one after the other.
    private struct Day {
        var news = RunNews()
        var now = noon
        var latest = RunNews.Line(level: .debug, message: "")

        mutating func end(_ run: Run, after minutes: Int64 = 0) -> RunNews.Line {
            now = now + minutes * 60
            latest = news.end(of: run, now: now).run
            return latest
        }

        mutating func streams(_ run: Run) -> [String: Event.Level] {
            let told = news.end(of: run, now: now).streams
            return Dictionary(uniqueKeysWithValues: told.map { ($0.stream.table, $0.line.level) })
        }
    }

    private func run(
        _ trigger: Run.Trigger, upserted: Int = 0, deleted: Int = 0, calls: Int = 0
    ) -> Run {
        var run = Run(id: "r", module: .crm, mode: .incremental, trigger: trigger)
        run.state = .succeeded
        run.moduleAPICalls = calls
        var stream = StreamResult(table: "crm_leads", state: .succeeded)
        stream.recordsRead = 10
        stream.upserted = upserted
        stream.deleted = deleted
        run.streams = [stream]
        return run
    }

    private func failed(_ code: FailureCode) -> Run {
        var run = Run(id: "r", module: .crm, mode: .incremental, trigger: .schedule)
        run.state = .failed
        run.error = RunError(code: code.rawValue, message: "cannot reach it", hint: "wait")
        return run
    }

    private func partial(_ tables: [String], _ code: FailureCode = .zohoRejected) -> Run {
        var run = run(.schedule)
        run.state = .partial
        run.streams = tables.map { stream($0, code) }
        run.error = run.streams.first?.error
        return run
    }

    private func stream(_ table: String, _ code: FailureCode) -> StreamResult {
        var stream = StreamResult(table: table, state: .failed)
        stream.error = RunError(code: code.rawValue, message: "no", hint: nil)
        return stream
    }
}
