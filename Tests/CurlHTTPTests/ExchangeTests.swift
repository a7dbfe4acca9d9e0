import CurlHTTP
import Foundation
import SyncCore
import TestSupport
import Testing

@Suite(.hangGuard)
struct ExchangeTests {
    @Test func keepsTheConnection() async throws {
        let server = try await RawServer { _ in .say(ok("hello")) }
        let client = client()
        for _ in 0..<5 {
            let response = try await client.send(HTTPRequest(url: server.url()))
            #expect(response.status == 200)
            #expect(response.body == Array("hello".utf8))
        }
        #expect(server.connections == 1)
        await client.close()
    }

    @Test(arguments: ["204 No Content", "304 Not Modified"])
    func anAnswerWithoutBody(status: String) async throws {
        let server = try await RawServer { _ in .say("HTTP/1.1 \(status)\r\nETag: \"x\"\r\n\r\n") }
        let response = try await client().send(HTTPRequest(url: server.url()))
        #expect(response.status == Int(status.prefix(3)))
        #expect(response.body.isEmpty)
        #expect(response.header("etag") == "\"x\"")
    }

    @Test func sendsWhatItIsGivenAndNothingElse() async throws {
        let server = try await RawServer { _ in .say(ok("")) }
        let client = client { $0.userAgent = "zohosyncd/1.2.3" }
        _ = try await client.send(
            HTTPRequest(
                url: server.url("/a?b=%2B"),
                headers: [
                    ("If-Modified-Since", "2026-05-01T06:30:00+00:00"), ("X-Empty", ""),
                ]))
        let lines = try #require(server.requests.first).split(separator: "\r\n")
        #expect(lines.first == "GET /a?b=%2B HTTP/1.1")
        #expect(lines.contains("User-Agent: zohosyncd/1.2.3"))
        #expect(lines.contains("If-Modified-Since: 2026-05-01T06:30:00+00:00"))
        #expect(lines.contains("X-Empty:"))
        #expect(lines.contains { $0.hasPrefix("Accept-Encoding:") && $0.contains("gzip") })
        #expect(!lines.contains { $0.hasPrefix("Content-Type") || $0.hasPrefix("Expect") })
    }

    @Test(arguments: ["POST", "PUT", "PATCH"])
    func sendsABody(method: String) async throws {
        let server = try await RawServer { _ in .say(ok("")) }
        // Above one kilobyte libcurl would ask first, with `Expect: 100-continue`.
        let body = String(repeating: "grant_type=refresh_token&", count: 100)
        _ = try await client().send(
            HTTPRequest(
                method: method, url: server.url(),
                headers: [("Content-Type", "application/x-www-form-urlencoded")],
                body: Array(body.utf8)))
        _ = try await client().send(HTTPRequest(method: method, url: server.url()))
        let requests = server.requests
        #expect(requests[0].hasPrefix("\(method) / HTTP/1.1\r\n"))
        #expect(requests[0].hasSuffix("\r\n\r\n" + body))
        #expect(!requests[0].contains("Expect"))
        #expect(requests[1].contains("Content-Length: 0\r\n"))
        #expect(!requests[1].contains("Content-Type"))
    }

    @Test func headAndDelete() async throws {
        let server = try await RawServer { request in
            .say(
                request.hasPrefix("HEAD")
                    ? "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" : ok("x"))
        }
        let client = client { $0.maximumBodyBytes = 10 }
        let head = try await client.send(HTTPRequest(method: "HEAD", url: server.url()))
        #expect(head.body.isEmpty && head.header("content-length") == "99")
        let deleted = try await client.send(HTTPRequest(method: "DELETE", url: server.url()))
        #expect(deleted.body == [UInt8(ascii: "x")])
        #expect(server.requests.last?.hasPrefix("DELETE ") == true)
    }

    @Test func onlyTheFinalAnswersHeaderCounts() async throws {
        let server = try await RawServer { _ in
            .say(
                "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\nX-Late:  two \r\nx-late: three\r\nX-Folded: a\r\n b\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Trailer: 1\r\n\r\n")
        }
        let response = try await client().send(HTTPRequest(url: server.url()))
        #expect(response.header("x-early") == nil && response.header("x-trailer") == nil)
        #expect(response.headers.filter { $0.name == "x-late" }.map(\.value) == ["two", "three"])
        #expect(response.header("x-folded") == "a b")
        #expect(response.body == Array("hi".utf8))
    }

    @Test func doesNotFollowRedirects() async throws {
        let server = try await RawServer { _ in
            .say("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n")
        }
        let response = try await client().send(HTTPRequest(url: server.url()))
        #expect(response.status == 302 && response.header("location") == "/other")
        #expect(server.requests.count == 1)
    }

    @Test func undoesCompression() async throws {
        let server = try await RawServer { _ in .bytes(gzipAnswer(smallGzip)) }
        let response = try await client().send(HTTPRequest(url: server.url()))
        #expect(String(decoding: response.body, as: UTF8.self) == #"{"data":[1,2,3]}"#)
    }

    @Test func manyAtOnceOverFewConnections() async throws {
        let server = try await RawServer { request in
            .say(ok(String(request.split(separator: " ")[1])))
        }
        let client = client { $0.maximumConnectionsPerHost = 4 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let response = try await client.send(
                        HTTPRequest(url: server.url("/\(number)")))
                    #expect(String(decoding: response.body, as: UTF8.self) == "/\(number)")
                }
            }
            try await group.waitForAll()
        }
        #expect(server.connections <= 4)
    }

    @Test func speaksOverAUnixSocket() async throws {
        let path = "/tmp/curlhttp-\(UUID().uuidString.prefix(8)).sock"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let server = try await RawServer(unixSocket: path) { _ in .say(ok("local")) }
        let client = CurlClient(unixSocket: path)
        let response = try await client.send(HTTPRequest(url: "http://zohosyncd/v1/status"))
        #expect(response.body == Array("local".utf8))
        try await server.close()
        try? FileManager.default.removeItem(atPath: path)
        await client.close()
        let other = CurlClient(unixSocket: path)
        let gone = await failure { try await other.send(HTTPRequest(url: "http://zohosyncd/")) }
        #expect(gone?.kind == .unreachable)
    }
}
