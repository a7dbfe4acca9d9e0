import Settings
import SyncCore

/// The detail lanes: one for each module, at work between its runs.
extension SyncEngine {
    /// The longest wait of a lane that was stopped by the day's budget or a fault before it looks
    /// again.
    private static let pause: Int64 = 900

    /// Lets a module's lane look for debts.
    func wakeLane(_ module: Module) { lanes[module]?.wake.yield() }

    /// Works off a module's debts whenever it is woken, until the engine shuts down.
    func runLane(_ module: Module) async {
        guard let lane = lanes[module] else { return }
        for await _ in lane.woken {
            while let wait = await payDetails(module) {
                // A run that begins, or the end, breaks the wait off; the run's end wakes the lane.
                let flag = CancelFlag()
                lanes[module]?.cancel = flag
                do throws(SyncFailure) {
                    try await flag.wait(wait, parts.time)
                } catch { break }
            }
        }
    }

    /// Pays a module's debts; nil when there is nothing to wait for, else how long to wait before
    /// the next try.
    func payDetails(_ module: Module) async -> Duration? {
        guard !isStopping, let wanted = settings[module], wanted.enabled,
            modules[module]?.active == nil
        else { return nil }
        let cancel = CancelFlag()
        lanes[module]?.cancel = cancel
        let reserved = await callsReserved(for: module)
        // The reservation may have taken a moment, in which a run has begun.
        guard modules[module]?.active == nil, !isStopping else { return nil }
        let lane = DetailLane(
            settings: wanted,
            source: parts.makeSource(
                SourceOrder(
                    module: wanted, settings: settings, purpose: .details, reserved: reserved,
                    cancel: cancel)),
            mirror: parts.mirror, time: parts.time, sink: parts.sink, cancel: cancel,
            refusals: refusals)
        do throws(SyncFailure) {
            let paid = try await lane.pay()
            if paid > 0 {
                parts.sink.emit(
                    Event(
                        .notice, .info, "\(module.rawValue): details of \(paid) records were read",
                        [(.module, module.rawValue)]))
            }
            return nil
        } catch {
            guard error.code != .cancelled, error.disposition != .reauthorize else { return nil }
            let report = await parts.rations(wanted, settings)
            let now = parts.time.now()
            let until = max(report.resetsAt ?? now, report.blockedUntil ?? now)
            let seconds = until > now ? min(until - now, Self.pause) : Self.pause
            parts.sink.emit(
                Event(
                    .notice, .debug, "\(module.rawValue): details wait: \(error.message)",
                    [(.module, module.rawValue)]))
            return .seconds(seconds + 1)
        }
    }

    /// Calls of today that the runs still to come need: the lane leaves them alone.
    func callsReserved(for module: Module) async -> Int {
        guard let wanted = settings[module] else { return 0 }
        let report = await parts.rations(wanted, settings)
        let now = parts.time.now()
        let left = max(0, (report.resetsAt ?? now + 86400) - now)
        var calls = 0
        for other in settings.modules where other.enabled && settings.shareCalls(other, wanted) {
            calls +=
                Int(left / max(1, other.interval.components.seconds)) * usualCalls(other.module)
        }
        // However short the interval: a quarter of what is left goes to the details.
        return report.left.map { min(calls, $0 * 3 / 4) } ?? calls
    }

    /// Calls of a run in which little has changed, by the last one. A first sync costs more than the
    /// ones to come.
    func usualCalls(_ module: Module) -> Int {
        guard let run = modules[module]?.lastRun, let calls = run["api_calls"]?.integer else {
            return 0
        }
        return min(calls, 2 * (run["streams"]?.array?.count ?? 0))
    }

    /// Pays debts of all modules for a while, without timers: what a sync in the foreground does
    /// before it ends.
    public func payDetails(within limit: Duration) async {
        for module in settings.modules { lanes[module.module] = lanes[module.module] ?? Lane() }
        await withTaskGroup(of: Bool.self) { group in
            for module in settings.modules {
                group.addTask {
                    _ = await self.payDetails(module.module)
                    return false
                }
            }
            group.addTask {
                try? await self.parts.time.sleep(limit)
                return true
            }
            var working = settings.modules.count
            while working > 0, let isOver = await group.next(), !isOver { working -= 1 }
            for lane in lanes.values { lane.cancel.cancel() }
            group.cancelAll()
        }
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

/// A lane's bell: woken by the end of a run.
struct Lane: Sendable {
    let woken: AsyncStream<Void>
    let wake: AsyncStream<Void>.Continuation
    /// Ends what the lane is doing.
    var cancel = CancelFlag()

    init() { (woken, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }
}
