import CurlHTTP
import SyncCore
import TestSupport
import Testing

private let large = ok(String(repeating: "0123456789abcdef", count: 1 << 18))

@Suite(.hangGuard)
struct StreamTests {
    @Test func theHeadComesBeforeTheBody() async throws {
        let server = try await RawServer { _ in
            .drip(
                ["HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 6\r\n\r\n", "one", "two"],
                milliseconds: 100)
        }
        let stream = try await client().stream(HTTPRequest(url: server.url()))
        #expect(stream.status == 200 && stream.header("x-a") == "b")
        // How many pieces they come in is the network's affair.
        var body = ""
        for try await piece in stream.body { body += String(decoding: piece, as: UTF8.self) }
        #expect(body == "onetwo")
    }

    @Test func aSlowReaderGetsEveryByte() async throws {
        let server = try await RawServer { _ in .say(large) }
        let stream = try await client().stream(HTTPRequest(url: server.url()))
        var count = 0
        for try await piece in stream.body {
            // A reader that is behind makes the transfer pause, again and again.
            if count % 3 == 0 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(piece.first == Array("0123456789abcdef".utf8)[count % 16])
            count += piece.count
        }
        #expect(count == 4 << 20)
    }

    @Test func leavingEarlyEndsTheTransfer() async throws {
        let server = try await RawServer { _ in .say(large) }
        let client = client()
        func readOnce() async throws -> Int {
            let stream = try await client.stream(HTTPRequest(url: server.url()))
            for try await piece in stream.body { return piece.count }
            return 0
        }
        #expect(try await readOnce() > 0)
        _ = try await eventually("the close") { server.closed == 1 ? true : nil }
        await client.close()
    }

    @Test func cancellingTheReaderEndsTheTransfer() async throws {
        let server = try await RawServer { _ in
            .say("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none")
        }
        let client = client()
        let task = Task {
            let stream = try await client.stream(HTTPRequest(url: server.url()))
            for try await _ in stream.body {}
        }
        _ = try await eventually("the requests") { server.requests.count == 1 ? true : nil }
        task.cancel()
        _ = await task.result
        _ = try await eventually("the close") { server.closed == 1 ? true : nil }
    }

    @Test func aBrokenStreamThrows() async throws {
        let server = try await RawServer { _ in
            .sayAndClose("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none")
        }
        let stream = try await client().stream(HTTPRequest(url: server.url()))
        let broken = await failure {
            for try await piece in stream.body { #expect(piece == Array("one".utf8)) }
        }
        #expect(broken?.kind == .interrupted)
    }

    @Test func aStreamThatNeverBegins() async throws {
        let server = try await RawServer { _ in .hang }
        let late = await failure {
            try await client().stream(
                HTTPRequest(url: server.url(), timeout: .milliseconds(80)))
        }
        #expect(late?.kind == .timeout)
    }

    @Test func theStreamKeepsItsClient() async throws {
        let server = try await RawServer { _ in .say(large) }
        let body = try await CurlClient().stream(HTTPRequest(url: server.url())).body
        var count = 0
        for try await piece in body { count += piece.count }
        #expect(count == 4 << 20)
    }
}
