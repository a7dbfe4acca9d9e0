public import ControlAPI
import Settings
public import SyncCore

/// What a sync without timers does: its runs, and then details for a while.
extension SyncEngine {
    /// Orders a run of a module without timers or socket.
    public func order(once module: Module) throws(Problem) -> StartedRun {
        try order(module, SyncRequest(), trigger: .once)
    }

    /// Pays debts of all modules for a while, without timers: what a sync in the foreground does
    /// before it ends.
    public func payDetails(within limit: Duration) async {
        let working = settings.modules.filter(\.enabled).map(\.module)
        for module in working { lanes[module] = Lane() }
        await withTaskGroup(of: Bool.self) { group in
            for module in working {
                group.addTask {
                    await self.payDetailsOnce(module)
                    return false
                }
            }
            group.addTask {
                try? await self.parts.time.sleep(limit)
                return true
            }
            var left = working.count
            while left > 0, let isOver = await group.next(), !isOver { left -= 1 }
            for lane in lanes.values { lane.cancel.cancel() }
            group.cancelAll()
        }
    }

    /// Pays a module's debts, with pauses for what has just been modified and has to settle first.
    /// What is left when a pause has not helped has failed, or waits for calls: it is not waited for.
    private func payDetailsOnce(_ module: Module) async {
        var hasPaused = false
        while !Task.isCancelled, let paid = await payDetails(module) {
            let isLeft = await detailsPending()[module, default: 0] > 0
            guard isLeft, paid > 0 || !hasPaused else { return }
            try? await parts.time.sleep(.seconds(Self.shortPause))
            hasPaused = true
        }
    }
}
