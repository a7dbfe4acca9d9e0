import DispatchBridge
import SyncCore
import SyncEngine

/// A Dispatch timer per module, whose alarms come out as a stream.
final class AlarmBoard: ModuleAlarms {
    /// The modules that are due, as they become so.
    let due: AsyncStream<Module>
    private let timers: [Module: ModuleTimer]

    init() {
        let (due, continuation) = AsyncStream<Module>.makeStream()
        self.due = due
        timers = Dictionary(
            uniqueKeysWithValues: Module.allCases.map { module in
                (
                    module,
                    ModuleTimer(label: "zohosyncd.\(module.shortName)") {
                        continuation.yield(module)
                    }
                )
            })
    }

    func arm(_ module: Module, after wait: Duration, leeway: Duration) {
        timers[module]?.arm(after: wait, leeway: leeway)
    }

    func disarm(_ module: Module) { timers[module]?.cancel() }
}
