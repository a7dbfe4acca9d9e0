import TestSupport
import Testing

@testable import DispatchBridge

@Suite(.hangGuard) struct TimeoutTests {
    @Test func returnsWhatTheOperationReturned() async throws {
        #expect(try await withTimeout(.seconds(3600)) { 7 } == 7)
    }

    @Test func throwsWhatTheOperationThrew() async {
        struct Refused: Error {}
        await #expect(throws: Refused.self) {
            try await withTimeout(.seconds(3600)) { throw Refused() }
        }
    }

    @Test func cancelsTheOperationWhenTheTimeHasPassed() async {
        let (never, continuation) = AsyncStream.makeStream(of: Void.self)
        await #expect(throws: TimeoutError(limit: .milliseconds(1))) {
            // Ends by its cancellation only.
            try await withTimeout(.milliseconds(1)) { for await _ in never {} }
        }
        continuation.finish()
    }

    @Test func aCancelledCallerCancelsTheOperation() async {
        let task = Task {
            try await withTimeout(.seconds(3600)) {
                try await Task.sleep(for: .seconds(3600))
            }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
