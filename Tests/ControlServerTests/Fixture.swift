import ControlAPI
import Glibc
import SyncCore
import Synchronization
import TestSupport

@testable import ControlServer

/// Remembers events.
final class RecordingSink: EventSink {
    private let stored = Mutex<[Event]>([])
    var events: [Event] { stored.withLock { $0 } }
    func emit(_ event: Event) { stored.withLock { $0.append(event) } }
}

/// A policy that makes this process an administrator.
let ownPolicy = AccessPolicy(daemonUID: geteuid(), operatorGroup: nil, adminGroup: nil)

/// A running server for the time of `body`.
func withServer(
    _ service: ScriptedService = ScriptedService(), sink: RecordingSink = RecordingSink(),
    limits: Limits = .patient,
    _ body: (_ path: String, _ server: ControlServer) async throws -> Void
) async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/s"
    let server = ControlServer(service: service, access: ownPolicy, sink: sink, limits: limits)
    try await server.listen(on: path)
    async let running: Void = server.run()
    do {
        try await body(path, server)
    } catch {
        await server.shutdown(grace: .zero)
        await running
        throw error
    }
    await server.shutdown(grace: .zero)
    await running
}

/// One request on a connection of its own; the whole answer.
func exchange(_ path: String, _ request: String) async throws -> String {
    let client = try RawClient(path: path)
    await client.send(request)
    return await client.read()
}

/// The text of a request that ends its connection.
func text(
    _ method: String, _ path: String, _ body: String = "", headers: [String] = []
) -> String {
    let lines =
        ["\(method) \(path) HTTP/1.1", "Host: localhost", "Connection: close"] + headers
        + (body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"])
    return lines.map { $0 + "\r\n" }.joined() + "\r\n" + body
}

extension Limits {
    /// The limits of the interface, but for a machine that is busy with other tests: who is slow
    /// there is not a slow client.
    static var patient: Limits {
        var limits = Limits()
        limits.requestTime = .seconds(120)
        limits.answerTime = .seconds(120)
        return limits
    }
}
