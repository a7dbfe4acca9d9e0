import Dispatch
import Testing

@testable import DispatchBridge

@Suite struct DispatchQueueExecutorTests {
    @Test func theActorRunsOnItsQueue() async {
        let owner = Owner()
        #expect(await owner.isOnQueue())
        #expect(owner.executor.isIsolatingCurrentContext() == false)
        for _ in 0..<100 { await owner.add() }
        #expect(await owner.count == 100)
    }

    @Test func codeOnTheQueueMayAssumeTheActorsIsolation() async {
        let owner = Owner()
        let count = await withCheckedContinuation { continuation in
            owner.executor.queue.async {
                continuation.resume(
                    returning: owner.assumeIsolated { owner in
                        owner.add()
                        return owner.count
                    })
            }
        }
        #expect(count == 1)
    }

    private actor Owner {
        let executor = DispatchQueueExecutor(label: "test")
        nonisolated var unownedExecutor: UnownedSerialExecutor {
            executor.asUnownedSerialExecutor()
        }
        private(set) var count = 0

        func add() { count += 1 }

        func isOnQueue() -> Bool {
            executor.checkIsolated()
            return executor.isIsolatingCurrentContext() == true
        }
    }
}
