import ControlAPI
import Glibc
import SyncCore
import Synchronization
import Testing

@testable import ControlServer

/// HTTP over a real socket: what the client sees.
@Suite struct ServerTests {
    @Test func answer_IsJSONOnALine() async throws {
        try await withServer { path, _ in
            let answer = try await exchange(path, text("GET", base + "/status"))
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.contains("Content-Type: application/json\r\n"))
            #expect(answer.contains("Content-Length: 15\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n{\"state\":\"ok\"}\n"))
        }
    }

    @Test func problem_IsProblemJSON() async throws {
        try await withServer { path, _ in
            let answer = try await exchange(path, text("DELETE", base))
            #expect(answer.hasPrefix("HTTP/1.1 405 "))
            #expect(answer.contains("Content-Type: application/problem+json\r\n"))
            #expect(answer.contains("Allow: GET, HEAD, POST\r\n"))
            #expect(answer.contains(#""code":"method_not_allowed""#))
            #expect(answer.hasSuffix("}\n"))
        }
    }

    @Test func metrics_AreTextAsMonitoringSystemsExpectIt() async throws {
        let figures = "# TYPE zohosync_up gauge\nzohosync_up 1\n"
        let type = "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
        try await withServer { path, _ in
            let answer = try await exchange(path, text("GET", "/metrics"))
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.contains(type))
            #expect(answer.contains("Content-Length: \(figures.utf8.count)\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n" + figures))
            let head = try await exchange(path, text("HEAD", "/metrics"))
            #expect(head.contains(type))
            #expect(head.contains("Content-Length: \(figures.utf8.count)\r\n"))
            #expect(head.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func head_HasNoBody() async throws {
        try await withServer { path, _ in
            let answer = try await exchange(path, text("HEAD", base + "/status"))
            #expect(answer.contains("Content-Length: 15\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n"))
            let feed = try await exchange(path, text("HEAD", base + "/events"))
            #expect(feed.hasPrefix("HTTP/1.1 200 "))
            #expect(feed.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func caller_ComesFromTheKernel() async throws {
        let service = ScriptedService()
        try await withServer(service) { path, _ in
            _ = try await exchange(
                path, text("POST", base, "{\"a\":1}", headers: ["X-Remote-User: root"]))
        }
        let caller = try #require(service.script.withLock { $0.callers.first })
        #expect(caller == Caller(uid: geteuid(), gid: getegid(), pid: getpid()))
        #expect(service.asked == ["patch {\"a\":1}"])
    }

    @Test func keepAliveAndPipelining_AnswerInOrder() async throws {
        let service = ScriptedService()
        try await withServer(service) { path, _ in
            let client = try RawClient(path: path)
            for _ in 0..<3 {
                await client.send("GET \(base)/status HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(await client.read(until: "}\n").hasPrefix("HTTP/1.1 200"))
            }
            let many = (0..<50).map { "GET \(base)/runs/\($0) HTTP/1.1\r\nHost: localhost\r\n\r\n" }
            await client.send(many.joined() + text("GET", base + "/nothing"))
            let answers = await client.read()
            #expect(answers.components(of: "HTTP/1.1 200 OK") == 50)
            #expect(answers.components(of: "HTTP/1.1 404 Not Found") == 1)
            #expect(service.asked.dropFirst(3).elementsEqual((0..<50).map { "run \($0)" }))
        }
    }

    @Test func http10_ClosesAndDoesNotChunk() async throws {
        let service = ScriptedService()
        try await withServer(service) { path, _ in
            let plain = try await exchange(path, "GET \(base)/status HTTP/1.0\r\n\r\n")
            #expect(plain.hasSuffix("{\"state\":\"ok\"}\n"))
            let lines = try await exchange(
                path,
                "POST \(base)/modules/crm/sync HTTP/1.0\r\nAccept: application/x-ndjson\r\n\r\n")
            #expect(lines.hasSuffix("\r\n\r\n" + progressLines("1")))
        }
    }

    @Test func halfClosedClient_GetsItsAnswer() async throws {
        try await withServer { path, _ in
            let client = try RawClient(path: path)
            await client.send("GET \(base)/status HTTP/1.1\r\nHost: localhost\r\n\r\n")
            client.endSending()
            #expect(await client.read().hasSuffix("{\"state\":\"ok\"}\n"))
        }
    }

    @Test(arguments: [
        ("Origin: http://localhost", 403), ("Host: evil.example", 403),
        ("Host: 127.0.0.1:80", 403), ("Host: [::1]", 403), ("Host: LOCALHOST:80", 200),
        ("Host:", 200), ("Host: zohosyncd", 200), ("Host: control.sock", 200), ("X: y", 400),
        ("Host: a\r\nHost: b", 400), ("Host: localhost\r\nSec-Fetch-Site: none", 403),
    ])
    func originAndHost(line: String, status: Int) async throws {
        try await withServer { path, _ in
            let answer = try await exchange(
                path, "GET \(base)/status HTTP/1.1\r\n\(line)\r\nConnection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            let code = status == 403 ? "not_permitted" : "malformed_request"
            #expect(status == 200 || answer.contains(code))
        }
    }

    @Test func upgrade_IsAnsweredAndClosed() async throws {
        try await withServer { path, _ in
            let answer = try await exchange(
                path,
                "GET \(base)/status HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
                    + "Upgrade: h2c\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
        }
    }

    @Test func syncWithLines_EndsWithFinished() async throws {
        try await withServer { path, _ in
            let accept = ["Accept: text/plain, Application/X-NDJSON; q=1"]
            let one = try await exchange(
                path, text("POST", base + "/modules/crm/sync", headers: accept))
            #expect(one.contains("Content-Type: application/x-ndjson\r\n"))
            for line in progressLines("1").split(separator: "\n") { #expect(one.contains(line)) }
            let all = try await exchange(path, text("POST", base + "/sync", headers: accept))
            #expect(all.components(of: "finished") == 2)
        }
    }

    @Test func twoHundredClients_AreAllAnswered() async throws {
        try await withServer { path, _ in
            let clients = try (0..<200).map { _ in try RawClient(path: path) }
            for client in clients {
                await client.send("GET \(base)/status HTTP/1.1\r\nHost: localhost\r\n\r\n")
            }
            for client in clients {
                #expect(await client.read(until: "}\n").hasPrefix("HTTP/1.1 200"))
            }
        }
    }

    @Test func tooManyClients_WaitForTheirTurn() async throws {
        var limits = Limits.patient
        limits.connections = 1
        try await withServer(limits: limits) { path, _ in
            let first = try RawClient(path: path)
            await first.send("GET \(base)/status HTTP/1.1\r\nHost: localhost\r\n\r\n")
            _ = await first.read(until: "}\n")
            let others = try (0..<20).map { _ in try RawClient(path: path) }
            for other in others { await other.send(text("GET", base + "/status")) }
            first.leave()
            for other in others { #expect(await other.read().hasPrefix("HTTP/1.1 200 ")) }
        }
    }

    private func progressLines(_ id: String) -> String {
        #"{"event":"progress","run_id":"\#(id)"}"# + "\n"
            + #"{"event":"finished","run":{"id":"\#(id)"}}"# + "\n"
    }
}

extension String {
    /// How often a text occurs.
    func components(of text: String) -> Int {
        var count = 0
        var rest = self[...]
        while let found = rest.firstRange(of: text) {
            count += 1
            rest = rest[found.upperBound...]
        }
        return count
    }
}
