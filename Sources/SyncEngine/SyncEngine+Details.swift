import Settings
import SyncCore

/// The detail lanes: one for each module, at work between its runs.
extension SyncEngine {
    /// Seconds that a lane waits for what is left; twice as long each time that nothing could be paid.
    static let shortPause: Int64 = 6
    private static let longPause: Int64 = 900

    /// Lets a module's lane look for debts.
    func wakeLane(_ module: Module) { lanes[module]?.wake.yield() }

    /// Works off a module's debts whenever it is woken, until the engine shuts down.
    func runLane(_ module: Module) async {
        guard let lane = lanes[module] else { return }
        for await _ in lane.woken {
            var wait = Self.shortPause
            while let paid = await payDetails(module) {
                // What is left is too fresh, has failed, or waits for calls.
                wait = paid > 0 ? Self.shortPause : min(2 * wait, Self.longPause)
                // A run that begins, or the end, breaks the wait off; the run's end wakes the lane.
                let flag = CancelFlag()
                lanes[module]?.cancel = flag
                do throws(SyncFailure) {
                    try await flag.wait(.seconds(wait), parts.time)
                } catch { break }
            }
        }
    }

    /// Pays a module's debts as far as that can be done now; answers with how many, or nil when
    /// nothing is left to be paid before the next run.
    func payDetails(_ module: Module) async -> Int? {
        guard !isStopping, let wanted = settings[module], wanted.enabled,
            modules[module]?.active == nil
        else { return nil }
        let cancel = CancelFlag()
        lanes[module]?.cancel = cancel
        guard await detailsPending()[module, default: 0] > 0 else { return nil }
        let reserved = await callsReserved(for: module)
        // Meanwhile a run may have begun.
        guard modules[module]?.active == nil, !isStopping else { return nil }
        let lane = DetailLane(
            settings: wanted,
            source: parts.makeSource(
                SourceOrder(
                    module: wanted, settings: settings, purpose: .details, reserved: reserved,
                    cancel: cancel)),
            mirror: parts.mirror, time: parts.time, sink: desk, cancel: cancel,
            refusals: refusals)
        let outcome = await lane.pay()
        if outcome.paid > 0 {
            parts.sink.emit(
                Event(
                    .notice, .info,
                    "\(module.rawValue): details of \(outcome.paid) records were read",
                    [(.module, module.rawValue)]))
        }
        guard let stop = outcome.stop else { return outcome.paid }
        guard stop.code != .cancelled, stop.disposition != .reauthorize else { return nil }
        parts.sink.emit(
            Event(
                .notice, .debug, "\(module.rawValue): details wait: \(stop.message)",
                [(.module, module.rawValue)]))
        return outcome.paid
    }

    /// Calls of today that the runs still to come need: the lane leaves them alone.
    func callsReserved(for module: Module) async -> Int {
        guard let wanted = settings[module] else { return 0 }
        let report = await parts.rations(wanted, settings)
        let now = parts.time.now()
        let left = max(0, (report.resetsAt ?? now + 86400) - now)
        let calls = callsOfRuns(sharingWith: wanted, within: left)
        // However short the interval: a quarter of the day's calls goes to the details. Of the whole
        // day's, used ones included: a quarter of what is left, taken again and again, is all of it.
        return report.left.map { min(calls, ($0 + report.used) * 3 / 4 * Int(left) / 86400) }
            ?? calls
    }

    /// Calls that the runs of so many seconds are going to cost, of all modules that share them.
    func callsOfRuns(sharingWith module: ModuleSettings, within seconds: Int64) -> Int {
        settings.modules.filter { $0.enabled && settings.shareCalls($0, module) }
            .reduce(0) { calls, other in
                let runs = Int(seconds / max(1, other.interval.components.seconds))
                return calls + runs * usualCalls(other.module)
            }
    }

    /// Calls of a run in which little has changed, by the last one. A first sync costs more than the
    /// ones to come.
    func usualCalls(_ module: Module) -> Int {
        guard let run = modules[module]?.lastRun, let calls = run["api_calls"]?.integer else {
            return 0
        }
        return min(calls, 2 * (run["streams"]?.array?.count ?? 0))
    }
}

extension Settings {
    /// Whether two modules spend the calls of the same organisation.
    func shareCalls(_ left: ModuleSettings, _ right: ModuleSettings) -> Bool {
        if left.module == right.module { return true }
        guard left.module != .crm, right.module != .crm else { return false }
        return (left.organizationID ?? organizationID) == (right.organizationID ?? organizationID)
    }
}
