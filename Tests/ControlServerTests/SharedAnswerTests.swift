import Synchronization
import Testing

@testable import ControlServer

/// One answer for many who ask at once.
@Suite struct SharedAnswerTests {
    @Test func aCrowd_CostsTwo_AndNobodyGetsAnOldAnswer() async {
        let shared = SharedAnswer<Int>()
        let count = Count()
        let (gate, open) = AsyncStream<Void>.makeStream()
        let (began, begin) = AsyncStream<Void>.makeStream()
        async let first = shared.value {
            begin.yield()
            for await _ in gate { break }
            return count.next()
        }
        for await _ in began { break }
        // The first one is being worked out: these have asked later and get the next.
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    await shared.value { count.next() }
                }
            }
            while await shared.waitingCount < 100 { await Task.yield() }
            open.yield()
            for await answer in group { #expect(answer == 2) }
        }
        #expect(await first == 1)
        #expect(count.next() == 3)
        #expect(await shared.value { 3 } == 3)
    }

    /// Whoever leaves does not take the answer of the others along.
    @Test func aClientThatLeaves_DoesNotCancelTheWork() async {
        let shared = SharedAnswer<Bool>()
        let leaver = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await shared.value { Task.isCancelled }
        }
        #expect(await leaver.value == false)
    }

    private final class Count: Sendable {
        private let value = Atomic(0)
        func next() -> Int { value.add(1, ordering: .relaxed).newValue }
    }
}
