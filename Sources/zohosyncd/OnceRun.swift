import ControlAPI
import DispatchBridge
import Glibc
import Settings
import SyncCore
import SyncEngine

/// Syncs every enabled module once, without timers or socket.
struct OnceRun {
    let engine: SyncEngine
    let settings: Settings

    /// Line items and the like cost a call for each record. What cannot be read in this time waits for
    /// the next sync, so that a sync from a script ends before the next one begins.
    private static let timeForDetails: Duration = .seconds(60)

    func run() async throws(StartFailure) -> ExitStatus {
        do throws(SyncFailure) {
            try await engine.start(once: true)
        } catch {
            throw StartFailure(.inputOutput, .startFailed, [error.description])
        }
        let signals = SignalStream([SIGTERM, SIGINT])
        let succeeded = await withTaskGroup(of: Bool?.self) { group in
            group.addTask {
                await engine.run()
                return nil
            }
            group.addTask {
                for await _ in signals.signals {
                    await engine.shutdown()
                    try? await Task.sleep(for: Service.shutdownGrace)
                    return false
                }
                return nil
            }
            group.addTask { await syncAll() }
            var succeeded: Bool?
            for await result in group {
                guard let result else { continue }
                succeeded = succeeded ?? result
                await engine.shutdown()
                signals.cancel()
                // The runs are over, or have had their time; what was committed stays.
                group.cancelAll()
            }
            return succeeded ?? false
        }
        return succeeded ? .success : .failed
    }

    private func syncAll() async -> Bool {
        let modules = settings.modules.filter(\.enabled)
        var runs: [Run] = []
        for module in modules {
            if let started = try? await engine.order(once: module.module) {
                runs.append(started.run)
            }
        }
        var succeeded = runs.count == modules.count
        for run in runs {
            let finished = try? await engine.finishedRun(run.id)
            succeeded = succeeded && finished?.state == .succeeded
        }
        await engine.payDetails(within: Self.timeForDetails)
        return succeeded
    }
}
