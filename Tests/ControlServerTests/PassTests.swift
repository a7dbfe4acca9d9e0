import Glibc
import SyncCore
import Synchronization
import TestSupport
import Testing

@testable import ControlServer

/// A socket that outlives its daemon: nobody who calls may notice.
@Suite struct PassTests {
    private static let status = "GET \(base)/status HTTP/1.1\r\nHost: localhost\r\n\r\n"

    @Test func whoeverComesAfterwards_WaitsForTheNextDaemon() async throws {
        let socket = try SharedSocket()
        let first = try await socket.server()
        async let running: Void = first.run()
        #expect(try await exchange(socket.path, text("GET", base + "/status")).contains("200"))
        await first.pass()
        let waiting = try RawClient(path: socket.path)
        await waiting.send(text("GET", base + "/status"))
        await first.shutdown()
        await running

        let second = try await socket.server()
        async let runningAgain: Void = second.run()
        #expect(await waiting.read().hasPrefix("HTTP/1.1 200 "))
        await second.shutdown()
        await runningAgain
    }

    @Test func whoHasConnected_IsAnsweredAndClosed() async throws {
        var limits = Limits.patient
        limits.quiesceTime = .seconds(60)
        let socket = try SharedSocket()
        let server = try await socket.server(limits: limits)
        async let running: Void = server.run()
        let resting = try RawClient(path: socket.path)
        await resting.send(Self.status)
        _ = await resting.read(until: "}\n")
        let fresh = try RawClient(path: socket.path)
        // Both are known to the server now: connections are accepted in their order.
        _ = try await exchange(socket.path, text("GET", base + "/status"))
        await server.pass()
        for client in [resting, fresh] {
            await client.send(Self.status + Self.status)
            let answer = await client.read()
            #expect(answer.components(of: "HTTP/1.1 200 OK") >= 1)
            #expect(answer.components(of: "Connection: close") == 1)
        }
        await server.shutdown()
        await running
    }

    @Test func whoSendsNothing_IsNotWaitedForLong() async throws {
        var limits = Limits.patient
        limits.quiesceTime = .milliseconds(20)
        let socket = try SharedSocket()
        let server = try await socket.server(limits: limits)
        async let running: Void = server.run()
        let silent = try RawClient(path: socket.path)
        let slow = try RawClient(path: socket.path)
        await slow.send("GET \(base)/status HTTP/1.1\r\n")
        _ = try await exchange(socket.path, text("GET", base + "/status"))
        await server.pass()
        #expect(await silent.read() == "")
        let answer = await slow.read()
        #expect(answer.hasPrefix("HTTP/1.1 503 "))
        #expect(answer.contains("Retry-After: 1\r\n") && answer.contains("Connection: close\r\n"))
        await server.shutdown()
        await running
    }

    @Test func requestsThatCameTogether_AreAllAnswered() async throws {
        let service = ScriptedService()
        let socket = try SharedSocket()
        let server = try await socket.server(service)
        async let running: Void = server.run()
        let client = try RawClient(path: socket.path)
        let wait = #"{"wait":true}"#
        await client.send(
            "POST \(base)/modules/crm/sync HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Length: \(wait.utf8.count)\r\n\r\n"
                + wait + Self.status + Self.status)
        for await _ in service.opened { break }
        await server.pass()
        // The run ends, as the engine's shutdown makes it.
        service.script.withLock { script in
            for feed in script.feeds { feed.finish() }
        }
        let answers = await client.read()
        #expect(answers.components(of: "HTTP/1.1 200 OK") == 3)
        #expect(answers.components(of: "Connection: close") == 1)
        await server.shutdown()
        await running
    }

    @Test func aFeedGoesOn_UntilTheEnd() async throws {
        let service = ScriptedService()
        let socket = try SharedSocket()
        let server = try await socket.server(service)
        async let running: Void = server.run()
        let client = try RawClient(path: socket.path)
        await client.send("GET \(base)/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        for await _ in service.opened { break }
        await server.pass()
        service.tell(["event": "stopping"])
        #expect(await client.read(until: "}\n").contains("stopping"))
        await server.shutdown()
        #expect(await client.read() == "\r\n0\r\n\r\n")
        await running
    }

    @Test func aSocketOfItsOwn_IsNotPassedOn() async throws {
        try await withServer { path, server in
            await server.pass()
            let answer = try await exchange(path, text("GET", base + "/status"))
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func manyClients_ManyDaemons_NoneIsLost() async throws {
        let socket = try SharedSocket()
        // On a machine that is busy with other tests it takes a while from connecting to sending.
        var limits = Limits.patient
        limits.quiesceTime = .seconds(60)
        let patient = limits
        await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<50 {
                        let answer = try await exchange(
                            socket.path, text("GET", base + "/status"))
                        #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
                    }
                }
            }
            group.addTask {
                var passes = false
                while !Task.isCancelled {
                    passes.toggle()
                    let server = try await socket.server(limits: patient)
                    async let running: Void = server.run()
                    if passes { await server.pass() }
                    await server.shutdown(grace: .seconds(60))
                    await running
                }
            }
            for _ in 0..<8 { await #expect(throws: Never.self) { try await group.next() } }
            group.cancelAll()
        }
    }
}

/// A listening socket that belongs to somebody else, as a socket unit's does.
private final class SharedSocket: Sendable {
    let path: String
    private let folder: TemporaryFolder
    private let descriptor: Int32

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path + "/s"
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let descriptor = descriptor
        try #require(withSocketAddress(path) { bind(descriptor, $0, $1) } == 0)
        try #require(listen(descriptor, 128) == 0)
    }

    deinit { close(descriptor) }

    /// A server that has adopted it.
    func server(
        _ service: ScriptedService = ScriptedService(), limits: Limits = .patient
    ) async throws -> ControlServer {
        let server = ControlServer(
            service: service, access: ownPolicy, sink: RecordingSink(), limits: limits)
        try await server.adopt(dup(descriptor))
        return server
    }
}
