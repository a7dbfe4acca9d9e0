import SyncCore
import Testing

@testable import ControlServer

/// Slow, large and broken requests.
@Suite struct LimitTests {
    private static let short: Limits = {
        var limits = Limits()
        limits.requestTime = .milliseconds(50)
        limits.idleTime = .milliseconds(50)
        limits.lingerTime = .milliseconds(50)
        return limits
    }()

    @Test(arguments: [
        "", "GET", "GET \(base)/status HTTP/1.1\r\nHost: localhost\r\n",
        "POST \(base) HTTP/1.1\r\nContent-Length: 10\r\n\r\n12345",
    ])
    func slowRequest_TimesOut(start: String) async throws {
        let service = ScriptedService()
        try await withServer(service, limits: Self.short) { path, _ in
            let answer = try await exchange(path, start)
            #expect(answer.hasPrefix("HTTP/1.1 408 "))
            #expect(answer.contains("Connection: close\r\n"))
            #expect(answer.contains(#""code":"request_timeout""#))
        }
        #expect(service.asked.isEmpty)
    }

    private static let whole = "GET \(base)/status HTTP/1.1\r\nHost: localhost\r\n\r\n"

    @Test func secondRequest_TimesOutToo() async throws {
        var limits = Self.short
        // The first request has to arrive in time, on a busy machine too.
        limits.requestTime = .seconds(1)
        limits.idleTime = .seconds(60)
        try await withServer(limits: limits) { path, _ in
            let slow = try RawClient(path: path)
            await slow.send(Self.whole)
            _ = await slow.read(until: "}\n")
            await slow.send("GET ")
            #expect(await slow.read().hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test func idleConnection_IsClosedSilently() async throws {
        var limits = Limits()
        limits.idleTime = .milliseconds(50)
        try await withServer(limits: limits) { path, _ in
            let idle = try RawClient(path: path)
            await idle.send(Self.whole)
            _ = await idle.read(until: "}\n")
            #expect(await idle.read() == "")
        }
    }

    @Test(arguments: [
        ("target", "/" + String(repeating: "x", count: 17_000), ""),
        ("one field", "/", "X: " + String(repeating: "x", count: 17_000) + "\r\n"),
        (
            "many fields", "/",
            String(repeating: "X: \(String(repeating: "x", count: 90))\r\n", count: 200)
        ),
        ("too many fields", "/", String(repeating: "X: y\r\n", count: 300)),
    ])
    func largeHeader(name: String, target: String, fields: String) async throws {
        try await withServer { path, _ in
            let answer = try await exchange(path, "GET \(target) HTTP/1.1\r\n\(fields)\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 431 "))
            #expect(answer.contains(#""code":"header_too_large""#))
        }
    }

    @Test func headerWithinLimit() async throws {
        try await withServer { path, _ in
            let filler = "X: " + String(repeating: "x", count: 15_900)
            let answer = try await exchange(path, text("GET", base + "/status", headers: [filler]))
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test(arguments: [
        "", "G", "hello\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}",
        "POST / HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST \(base) HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ])
    func garbage(request: String) async throws {
        try await withServer { path, _ in
            let client = try RawClient(path: path)
            await client.send(request)
            client.endSending()
            let answer = await client.read()
            if request.isEmpty {
                #expect(answer == "")
            } else {
                #expect(answer.hasPrefix("HTTP/1.1 400 "))
                #expect(answer.contains(#""code":"malformed_request""#))
            }
        }
    }

    @Test func largeBody_IsRefused_AnnouncedOrNot() async throws {
        let service = ScriptedService()
        try await withServer(service, limits: Self.lingering) { path, _ in
            let bytes = Limits().bodyBytes + 1
            let announced = try await exchange(
                path, "POST \(base) HTTP/1.1\r\nContent-Length: \(bytes)\r\n\r\n")
            #expect(announced.hasPrefix("HTTP/1.1 413 "))
            #expect(announced.contains(#""code":"body_too_large""#))
            // A client that sends all of it before it reads still gets to the refusal.
            let sent = try await exchange(
                path, text("POST", base, String(repeating: " ", count: 4 * bytes)))
            #expect(sent.hasPrefix("HTTP/1.1 413 "))
            let chunk = "40000\r\n" + String(repeating: " ", count: 0x40000) + "\r\n"
            let chunked = try await exchange(
                path,
                "POST \(base) HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + String(repeating: chunk, count: 5) + "0\r\n\r\n")
            #expect(chunked.hasPrefix("HTTP/1.1 413 "))
        }
        #expect(service.asked.isEmpty)
    }

    @Test func largestBody_IsTaken() async throws {
        try await withServer { path, _ in
            let body = "{}" + String(repeating: " ", count: Limits().bodyBytes - 2)
            let answer = try await exchange(path, text("POST", base, body))
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func expectation_IsMet() async throws {
        try await withServer { path, _ in
            let client = try RawClient(path: path)
            await client.send(
                "POST \(base) HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
                    + "Connection: close\r\n\r\n")
            #expect(await client.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            await client.send("{}")
            #expect(await client.read().hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func refusal_WaitsForTheAnswersBeforeIt() async throws {
        try await withServer { path, _ in
            let answer = try await exchange(
                path, "GET \(base)/status HTTP/1.1\r\nHost: localhost\r\n\r\nnonsense\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
            #expect(answer.components(of: "HTTP/1.1 400 ") == 1)
        }
    }

    /// Long enough for four megabytes on a busy machine.
    private static let lingering: Limits = {
        var limits = Limits()
        limits.lingerTime = .seconds(10)
        return limits
    }()
}
