import ControlAPI
public import Settings
public import SyncCore

/// The engine: which module is synced when, one run per module at a time, and what everybody may
/// know about it.
///
/// `start` it with its settings, then `run` it for as long as it should work; `shutdown` lets every
/// running stream finish its page and ends `run`.
public actor SyncEngine {
    let parts: EngineParts
    let startedAt: UTCInstant
    var settings: Settings
    var modules: [Module: ModuleState] = [:]
    var isStopping = false
    /// Whether there are no timers and no lanes, only what is ordered.
    private var isOnce = false
    /// Why the file on disk cannot be used, while the settings are older than it.
    var configProblem: String?
    /// Why `last_sync` cannot be written, while it cannot.
    var writeBackProblem: String?
    /// Whether the last run could be kept in the history.
    var isHistoryKept = true
    /// How far the writer was when it was last seen to have got on.
    var writerSeen = (progress: UInt64(0), at: UTCInstant(seconds: 0))
    let board = ProgressBoard()
    /// The latest runs that ended, for those who waited for them.
    var finished: [Run] = []
    private let orders: AsyncStream<Order>
    let placeOrder: AsyncStream<Order>.Continuation
    let skips = SkipMemory()
    let refusals = RefusedDetails()
    /// For what would be told again at each sync.
    let desk: NewsDesk
    /// The lanes that read details between the runs.
    var lanes: [Module: Lane] = [:]
    var runCount = 0
    /// The latest settings on their way to the token's keeper.
    private var handover: Task<Void, Never>?

    /// An engine that is not started.
    public init(parts: EngineParts, settings: Settings) {
        self.parts = parts
        self.settings = settings
        desk = NewsDesk(sink: parts.sink, time: parts.time)
        startedAt = parts.time.now()
        (orders, placeOrder) = AsyncStream.makeStream()
        for module in settings.modules {
            modules[module.module] = ModuleState(lastSync: module.lastSync)
        }
    }

    /// What the engine's loop is given.
    enum Order: Sendable {
        /// Execute the run of this id.
        case run(String)
        /// Prove that the loop turns, by ending the answer.
        case proof(AsyncStream<Void>.Continuation)
    }

    // MARK: Life

    /// Closes what an earlier process left open, and arms the timers unless syncing `once`.
    public func start(once: Bool = false) async throws(SyncFailure) {
        try await parts.mirror.closeInterruptedRuns(
            at: startedAt,
            error: RunError(
                code: FailureCode.cancelled.rawValue,
                message: "the daemon ended while this run was under way", hint: nil
            ).json)
        for module in settings.modules {
            let lastRun = try await parts.mirror.runs(module: module.module, id: nil, limit: 1)
                .first
            modules[module.module]?.lastRun = lastRun
        }
        isOnce = once
        if !once { armAll() }
    }

    /// Works until `shutdown`. Every run is a child of this call.
    public func run() async {
        await withDiscardingTaskGroup { group in
            for module in Module.allCases where !isOnce {
                lanes[module] = Lane()
                group.addTask { await self.runLane(module) }
                wakeLane(module)
            }
            for await order in orders {
                switch order {
                case .run(let id): group.addTask { await self.execute(id) }
                case .proof(let answer): answer.finish()
                }
            }
        }
    }

    /// Takes no more orders and asks running syncs to stop at their next checkpoint.
    public func shutdown() {
        isStopping = true
        for module in modules.keys {
            parts.alarms.disarm(module)
            modules[module]?.active?.cancel.cancel()
        }
        for lane in lanes.values {
            lane.cancel.cancel()
            lane.wake.finish()
        }
        placeOrder.finish()
        parts.mirror.hurry()
    }

    /// Proves that the loop that starts the runs still turns: returns once it has come to this, or
    /// when the engine ends.
    public func ping() async {
        let (answers, answer) = AsyncStream<Void>.makeStream()
        guard case .enqueued = placeOrder.yield(.proof(answer)) else { return }
        for await _ in answers {}
    }

    /// A module's alarm went off.
    public func alarm(_ module: Module) async {
        modules[module]?.nextSync = nil
        guard settings.enabled else { return }
        if let wait = await waitForCalls(module) { return arm(module, after: wait) }
        let trigger: Run.Trigger = modules[module]?.hasRun == true ? .schedule : .startup
        // A module that was disabled meanwhile, or is being synced by hand, needs no scheduled run.
        _ = try? order(module, SyncRequest(), trigger: trigger)
    }

    // MARK: Settings

    /// Goes on with new settings.
    public func apply(_ new: Settings) async {
        let old = settings
        settings = new
        configProblem = nil
        skips.forget()
        refusals.forget()
        for module in new.modules {
            if modules[module.module] == nil {
                modules[module.module] = ModuleState(lastSync: module.lastSync)
            }
            // Only an edit by hand: our own knowledge is newer than a file we could not write.
            if old[module.module]?.lastSync != module.lastSync {
                modules[module.module]?.lastSync = module.lastSync
            }
        }
        // A file that could not be written while it was broken is told now what it has missed.
        if writeBackProblem != nil {
            writeBackProblem = nil
            for module in new.modules {
                guard let lastSync = modules[module.module]?.lastSync,
                    module.lastSync.map({ $0 < lastSync }) ?? true
                else { continue }
                writeBack(lastSync, for: module.module)
            }
        }
        for module in modules.keys where new[module] == nil && modules[module]?.active == nil {
            parts.alarms.disarm(module)
            modules[module] = nil
        }
        if old.databasePath != new.databasePath {
            parts.sink.emit(
                Event(
                    .notice, .warning,
                    "the database has moved to \(new.databasePath) in the configuration: restart "
                        + "zohosyncd to use it"))
        }
        await handOver(new)
        for module in new.modules { wakeLane(module.module) }
        for module in new.modules
        where old[module.module]?.enabled != module.enabled
            || old[module.module]?.interval != module.interval || old.enabled != new.enabled
        {
            arm(module.module)
        }
        // What failed may have failed for want of these.
        if old.credentials != new.credentials || old.accountsServer != new.accountsServer {
            for module in new.modules where !isLastRunGood(module.module) {
                arm(module.module, after: .zero)
            }
        }
    }

    /// Tells the token's keeper, who takes one thing after the other: the last one must win there
    /// as well.
    private func handOver(_ new: Settings) async {
        let handover = Task { [tokens = parts.tokens, before = handover] in
            await before?.value
            await tokens.adopt(new)
        }
        self.handover = handover
        await handover.value
    }

    /// Whether a module's last run has left nothing to make good for.
    private func isLastRunGood(_ module: Module) -> Bool {
        guard let state = modules[module], state.active == nil else { return true }
        let bad: Set<JSONValue> = ["failed", "partial"]
        return state.lastRun?["state"].map { !bad.contains($0) } ?? true
    }

    private func armAll() {
        for module in settings.modules { arm(module.module) }
    }

    /// Sets a module's alarm by when it was last synced.
    private func arm(_ module: Module) {
        guard let wanted = settings[module], modules[module]?.active == nil else { return }
        arm(
            module,
            after: Schedule.waitAtStart(
                lastSync: modules[module]?.lastSync, interval: wanted.interval,
                now: parts.time.now()))
    }

    func arm(_ module: Module, after wait: Duration) {
        guard !isStopping, settings.enabled, let wanted = settings[module], wanted.enabled else {
            parts.alarms.disarm(module)
            modules[module]?.nextSync = nil
            return
        }
        modules[module]?.nextSync = parts.time.now() + wait.components.seconds
        // A hundredth of the wait, so that idle timers may share a wake-up.
        parts.alarms.arm(module, after: wait, leeway: min(wait / 100, .seconds(10)))
    }
}
