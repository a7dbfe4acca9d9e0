import CurlHTTP
import SyncCore
import TestSupport
import Testing

@Suite(.hangGuard)
struct FaultTests {
    @Test func aBombIsDefused() async throws {
        let server = try await RawServer { _ in .bytes(gzipAnswer(gzipBomb)) }
        let whole = try await client().send(HTTPRequest(url: server.url()))
        #expect(whole.body.count == 1 << 20)
        let client = client { $0.maximumBodyBytes = 100_000 }
        let refused = await failure { try await client.send(HTTPRequest(url: server.url())) }
        #expect(refused?.kind == .tooLarge)
        #expect(refused?.message == "the answer is larger than 100000 bytes")
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n12345678901",
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n12345678901",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n0\r\n\r\n",
    ])
    func aBodyOverTheLimit(answer: String) async throws {
        let server = try await RawServer { _ in .sayAndClose(answer) }
        let client = client { $0.maximumBodyBytes = 10 }
        let refused = await failure { try await client.send(HTTPRequest(url: server.url())) }
        #expect(refused?.kind == .tooLarge)
    }

    @Test func aHeaderOverTheLimit() async throws {
        let fields = (0..<200).map { "X-\($0): \(String(repeating: "a", count: 500))\r\n" }
        let server = try await RawServer { _ in .say(ok("", fields.joined())) }
        let refused = await failure { try await client().send(HTTPRequest(url: server.url())) }
        #expect(refused?.kind == .tooLarge)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ntoo short",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "",
        "this is not HTTP at all\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain",
    ])
    func anAnswerThatIsNone(answer: String) async throws {
        let server = try await RawServer { _ in .sayAndClose(answer) }
        let broken = await failure { try await client().send(HTTPRequest(url: server.url())) }
        #expect(broken?.kind == .interrupted, "\(broken as Any)")
    }

    @Test func aResetInTheMiddle() async throws {
        let server = try await RawServer { _ in
            .sayAndReset("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        }
        let broken = await failure { try await client().send(HTTPRequest(url: server.url())) }
        #expect(broken?.kind == .interrupted)
    }

    @Test func nobodyListens() async throws {
        let server = try await RawServer { _ in .hang }
        try await server.close()
        let refused = await failure {
            try await client().send(HTTPRequest(url: server.url("/?token=hidden")))
        }
        #expect(refused?.kind == .unreachable)
        #expect(refused?.message.contains("127.0.0.1") == true)
        #expect(refused?.message.contains("hidden") == false)
    }

    @Test func aHangEndsAtTheRequestsDeadline() async throws {
        let server = try await RawServer { _ in .hang }
        let late = await failure {
            try await client().send(
                HTTPRequest(url: server.url(), timeout: .milliseconds(80)))
        }
        #expect(late?.kind == .timeout)
        #expect(late?.message == "the exchange took longer than 0.08 seconds")
    }

    @Test func aHangEndsAtTheFirstBytesDeadline() async throws {
        let server = try await RawServer { _ in .hang }
        let client = client { $0.firstByteTimeout = .milliseconds(80) }
        let late = await failure { try await client.send(HTTPRequest(url: server.url())) }
        #expect(late?.kind == .timeout)
        #expect(late?.message == "no answer within 0.08 seconds")
    }

    @Test func theFirstBytesDeadlineEndsWithTheFirstByte() async throws {
        let server = try await RawServer { _ in
            .drip(["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", "h", "i"], milliseconds: 600)
        }
        // The whole takes longer than the deadline, which leaves a busy machine time to begin.
        let client = client { $0.firstByteTimeout = .milliseconds(1000) }
        let response = try await client.send(HTTPRequest(url: server.url()))
        #expect(response.body == Array("hi".utf8))
    }

    @Test func aTrickleIsGivenUp() async throws {
        let parts = ["HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"]
        let server = try await RawServer { _ in
            .drip(parts + Array(repeating: "x", count: 40), milliseconds: 200)
        }
        let client = client { $0.lowSpeed = .init(bytesPerSecond: 1000, seconds: 1) }
        let slow = await failure { try await client.send(HTTPRequest(url: server.url())) }
        #expect(slow?.kind == .timeout)
        #expect(slow?.message.contains("too slow") == true)
    }

    @Test(arguments: [
        "ftp://127.0.0.1/", "file:///etc/passwd", "127.0.0.1", "", "http://", "https:///x",
        "http://user:word@127.0.0.1/", "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y",
    ])
    func aRequestThatCannotBeSent(url: String) async throws {
        let refused = await failure { try await client().send(HTTPRequest(url: url)) }
        #expect(refused?.kind == .invalidRequest)
    }

    @Test func aHeaderThatWouldSmuggle() async throws {
        let server = try await RawServer { _ in .say(ok("")) }
        for header in [("X-A", "b\r\nX-C: d"), ("X A", "b"), ("", "b")] {
            let refused = await failure {
                try await client().send(HTTPRequest(url: server.url(), headers: [header]))
            }
            #expect(refused?.kind == .invalidRequest)
        }
        let refused = await failure {
            try await client().send(HTTPRequest(method: "GET /x", url: server.url()))
        }
        #expect(refused?.kind == .invalidRequest)
        #expect(server.requests.isEmpty)
    }
}
