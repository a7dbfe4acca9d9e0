import CurlHTTP
import SyncCore
import TestSupport
import Testing

@Suite(.hangGuard)
struct CancellationTests {
    @Test func cancellingTheTaskEndsTheTransfer() async throws {
        let server = try await RawServer { _ in .hang }
        let client = client()
        let task = Task { try await client.send(HTTPRequest(url: server.url())) }
        _ = try await eventually("the requests") { server.requests.count == 1 ? true : nil }
        task.cancel()
        let cancelled = await failure { try await task.value }
        #expect(cancelled?.kind == .cancelled)
        _ = try await eventually("the close") { server.closed == 1 ? true : nil }
    }

    @Test func aTaskCancelledBeforeSendsNothing() async throws {
        let server = try await RawServer { _ in .say(ok("")) }
        let client = client()
        let cancelled = await failure {
            try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
                group.cancelAll()
                group.addTask { try await client.send(HTTPRequest(url: server.url())) }
                return try await group.next()?.status
            }
        }
        #expect(cancelled?.kind == .cancelled)
        #expect(server.requests.isEmpty)
    }

    @Test func closingFailsWhatIsInFlightAndWhatComesAfter() async throws {
        let server = try await RawServer { _ in .hang }
        let client = client()
        let tasks = (0..<3).map { _ in
            Task { try await client.send(HTTPRequest(url: server.url())) }
        }
        _ = try await eventually("the requests") { server.requests.count == 3 ? true : nil }
        async let first: Void = client.close()
        async let second: Void = client.close()
        _ = await (first, second)
        for task in tasks {
            let cancelled = await failure { try await task.value }
            #expect(cancelled == HTTPFailure(.cancelled, "the client is closed"))
        }
        let refused = await failure { try await client.send(HTTPRequest(url: server.url())) }
        #expect(refused?.kind == .cancelled)
    }

    /// Cancellations at every point of many exchanges: each must end exactly once.
    @Test func cancellationsAtAnyMoment() async throws {
        let server = try await RawServer { _ in .say(ok("x")) }
        let client = client { $0.maximumConnectionsPerHost = 4 }
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let task = Task { try await client.send(HTTPRequest(url: server.url())) }
                    try? await Task.sleep(for: .microseconds(number * 20))
                    task.cancel()
                    switch await task.result {
                    case .success(let response): #expect(response.status == 200)
                    case .failure(let error):
                        #expect((error as? HTTPFailure)?.kind == .cancelled)
                    }
                }
            }
        }
        let response = try await client.send(HTTPRequest(url: server.url()))
        #expect(response.status == 200)
        await client.close()
    }
}
