import SyncCore
import TestSupport
import Testing

@testable import ControlServer

/// Answers that take long: feeds and waits, and how they end.
@Suite struct FeedTests {
    private static let events = "GET \(base)/events HTTP/1.1\r\nHost: localhost\r\n\r\n"

    private func first<Element: Sendable>(_ stream: AsyncStream<Element>) async {
        for await _ in stream { return }
    }

    @Test func events_ComeAsTheyHappen_UntilTheClientLeaves() async throws {
        let service = ScriptedService()
        try await withServer(service) { path, _ in
            let client = try RawClient(path: path)
            await client.send(Self.events)
            let head = await client.read(until: "\r\n\r\n")
            #expect(head.contains("Content-Type: application/x-ndjson\r\n"))
            await first(service.opened)
            for number in 0..<3 {
                service.tell(["event": "ready", "n": JSONValue(number)])
                #expect(await client.read(until: "}\n").contains(#""n":\#(number)"#))
            }
            client.leave()
            await first(service.left)
        }
    }

    @Test func slowReader_IsDropped_OthersGoOn() async throws {
        var limits = Limits()
        limits.backlogBytes = 64 * 1024
        let service = ScriptedService()
        let sink = RecordingSink()
        try await withServer(service, sink: sink, limits: limits) { path, _ in
            let slow = try RawClient(path: path)
            await slow.send(Self.events)
            await first(service.opened)
            let line = JSONValue.string(String(repeating: "x", count: 10_000))
            // Far more than the kernel and the backlog hold.
            for _ in 0..<200 { service.tell(line) }
            await first(service.left)
            #expect(sink.events.map(\.message).contains { $0.contains("does not read its feed") })
            let other = try await exchange(path, text("GET", base + "/status"))
            #expect(other.hasPrefix("HTTP/1.1 200 "))
            #expect(await slow.read().utf8.count < 1_000_000)
        }
    }

    @Test func wait_IsCancelledWhenTheClientLeaves() async throws {
        let service = ScriptedService()
        try await withServer(service) { path, _ in
            let client = try RawClient(path: path)
            await client.send(text("POST", base + "/modules/crm/sync", #"{"wait":true}"#))
            await first(service.opened)
            client.leave()
            await first(service.left)
        }
        #expect(service.asked == ["sync crm incremental false", "finished 1"])
    }

    @Test func shutdown_EndsFeedsProperly_AndRunReturns() async throws {
        let service = ScriptedService()
        try await withServer(service) { path, server in
            let client = try RawClient(path: path)
            await client.send(Self.events)
            let idle = try RawClient(path: path)
            _ = await client.read(until: "\r\n\r\n")
            await server.shutdown()
            #expect(await client.read() == "0\r\n\r\n")
            #expect(await idle.read() == "")
            #expect(throws: (any Error).self) { try RawClient(path: path) }
        }
    }

    @Test func shutdown_CutsWhatDoesNotFinish() async throws {
        let service = ScriptedService()
        try await withServer(service) { path, server in
            let client = try RawClient(path: path)
            await client.send(text("POST", base + "/modules/crm/sync", #"{"wait":true}"#))
            await first(service.opened)
            await server.shutdown(grace: .milliseconds(1))
            #expect(await client.read() == "")
        }
    }

    @Test func cancelledRun_ClosesConnections() async throws {
        let folder = try TemporaryFolder()
        let service = ScriptedService()
        let server = ControlServer(service: service, access: ownPolicy, sink: RecordingSink())
        try await server.listen(on: folder.path + "/s")
        let client = try RawClient(path: folder.path + "/s")
        await client.send(Self.events)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await server.run() }
            await first(service.opened)
            group.cancelAll()
        }
        _ = await client.read()
        await server.shutdown()
    }
}
