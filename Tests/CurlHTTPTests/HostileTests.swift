import CurlHTTP
import SyncCore
import TestSupport
import Testing

/// Answers as an attacker would send them.
@Suite(.hangGuard)
struct HostileTests {
    /// Each layer is a thousand times the work of the one before, of which a limit on the body sees
    /// the last; zstd alone may ask for 128 MiB.
    @Test(arguments: [
        "Content-Encoding: gzip, gzip", "Content-Encoding: gzip\r\nContent-Encoding: gzip",
        "Content-Encoding: gzip,gzip,gzip,gzip,gzip", "Content-Encoding: br",
        "Content-Encoding: zstd", "Content-Encoding: deflate", "Content-Encoding: GZIP, deflate",
        "Content-Encoding: identity, gzip", "Content-Encoding: unknown",
        "Content-Encoding: gzip\r\n , gzip", "content-encoding:\tgzip ,\tgzip",
    ])
    func anotherPackingThanGzipOnce_IsRefused(field: String) async throws {
        let head = "HTTP/1.1 200 OK\r\n\(field)\r\nContent-Length: \(smallGzip.count)\r\n\r\n"
        let server = try await RawServer { _ in .bytes(Array(head.utf8) + smallGzip) }
        let refused = await failure { try await client().send(HTTPRequest(url: server.url())) }
        #expect(refused?.kind == .tooLarge)
        #expect(refused?.message == "the answer is packed in another way than by gzip, once")
    }

    @Test(arguments: ["gzip, chunked", "chunked, gzip", "gzip", "deflate, gzip, chunked"])
    func aPackedTransfer_IsRefused(coding: String) async throws {
        let server = try await RawServer { _ in
            .sayAndClose("HTTP/1.1 200 OK\r\nTransfer-Encoding: \(coding)\r\n\r\n0\r\n\r\n")
        }
        let refused = await failure { try await client().send(HTTPRequest(url: server.url())) }
        #expect(refused?.kind == .tooLarge || refused?.kind == .interrupted)
    }

    @Test(arguments: ["GZIP", " gzip\t"])
    func gzipOnce_IsTaken(coding: String) async throws {
        let head =
            "HTTP/1.1 200 OK\r\nContent-Encoding: \(coding)\r\n"
            + "Content-Length: \(smallGzip.count)\r\n\r\n"
        let server = try await RawServer { _ in .bytes(Array(head.utf8) + smallGzip) }
        let response = try await client().send(HTTPRequest(url: server.url()))
        #expect(String(decoding: response.body, as: UTF8.self) == #"{"data":[1,2,3]}"#)
    }

    /// What an interim answer names is forgotten here; libcurl must not undo it all the same.
    @Test func anInterimAnswersPacking_CountsNothing() async throws {
        let head =
            "HTTP/1.1 103 Early Hints\r\nContent-Encoding: gzip, gzip\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
            + "Content-Length: \(smallGzip.count)\r\n\r\n"
        let server = try await RawServer { _ in .bytes(Array(head.utf8) + smallGzip) }
        let response = try await client().send(HTTPRequest(url: server.url()))
        #expect(String(decoding: response.body, as: UTF8.self) == #"{"data":[1,2,3]}"#)
    }

    @Test func onlyGzip_IsAskedFor() async throws {
        let server = try await RawServer { _ in .say(ok("", "Content-Encoding: identity\r\n")) }
        _ = try await client().send(HTTPRequest(url: server.url()))
        #expect(server.requests.first?.contains("Accept-Encoding: gzip\r\n") == true)
    }

    /// Nothing honest has a tenth of it, and the whole of it fits into the service's memory.
    @Test func theBodysLimit_IsOneThatMemoryBears() async throws {
        #expect(CurlClient.Configuration().maximumBodyBytes == 32 << 20)
        let server = try await RawServer { _ in
            .sayAndClose("HTTP/1.1 200 OK\r\nContent-Length: \(1 << 30)\r\n\r\nx")
        }
        let refused = await failure { try await client().send(HTTPRequest(url: server.url())) }
        #expect(refused?.kind == .tooLarge)
    }

    /// Sizes that overflow, or are none.
    @Test(arguments: [
        "-5", "-9223372036854775808", "9223372036854775807", "18446744073709551617",
        "99999999999999999999999999", "5, 5", "0x5", "+5", "", "five",
    ])
    func anOddLength_DoesNotCrash(length: String) async throws {
        for more in ["", "Transfer-Encoding: chunked\r\n"] {
            let server = try await RawServer { _ in
                .sayAndClose(
                    "HTTP/1.1 200 OK\r\n\(more)Content-Length: \(length)\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
                )
            }
            do throws(HTTPFailure) {
                let response = try await client().send(HTTPRequest(url: server.url()))
                #expect(response.body.count <= 15)
            } catch {
                #expect([.interrupted, .tooLarge].contains(error.kind), "\(error)")
            }
        }
    }

    @Test func interimAnswersWithoutEnd_AreGivenUp() async throws {
        let flood = String(
            repeating: "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n", count: 2000)
        let server = try await RawServer { _ in .say(flood + ok("late")) }
        let refused = await failure { try await client().send(HTTPRequest(url: server.url())) }
        #expect(refused?.kind == .tooLarge || refused?.kind == .interrupted)
    }

    @Test func headersWithoutEnd_AreGivenUp() async throws {
        let lines = String(repeating: "X-A: \(String(repeating: "a", count: 1000))\r\n", count: 70)
        let server = try await RawServer { _ in .say("HTTP/1.1 200 OK\r\n" + lines) }
        let refused = await failure { try await client().send(HTTPRequest(url: server.url())) }
        #expect(refused?.kind == .tooLarge)
    }

    /// One line that never ends.
    @Test func aLineWithoutEnd_IsGivenUp() async throws {
        let server = try await RawServer { _ in
            .say("HTTP/1.1 200 OK\r\nX-A: " + String(repeating: "a", count: 400_000))
        }
        let client = client { $0.firstByteTimeout = .seconds(5) }
        let refused = await failure {
            try await client.send(HTTPRequest(url: server.url(), timeout: .seconds(20)))
        }
        #expect(refused?.kind == .tooLarge || refused?.kind == .interrupted, "\(refused as Any)")
    }

    /// Values of an answer may end up in messages: they are one line.
    @Test(arguments: ["a\rX-B: b", "a\nX-B: b", "a\u{0}b", "a\u{1b}[31m", "a\r\n\r\nb"])
    func aField_IsOneLine(value: String) async throws {
        let server = try await RawServer { _ in
            .sayAndClose("HTTP/1.1 200 OK\r\nX-A: \(value)\r\nContent-Length: 0\r\n\r\n")
        }
        guard let response = try? await client().send(HTTPRequest(url: server.url())) else {
            return
        }
        for field in response.headers {
            #expect(!field.value.utf8.contains { [0x0A, 0x0D].contains($0) })
        }
    }

    @Test(arguments: ["a\r\nX-B: b", "a\nX-B: b", "a\u{0}", "a\u{7f}"])
    func aSecretThatBreaksOutOfItsField_IsNotSent(value: String) async throws {
        let server = try await RawServer { _ in .say(ok("")) }
        var request = HTTPRequest(url: server.url())
        request.authorization = Secret(value)
        let refused = await failure { try await client().send(request) }
        #expect(refused == HTTPFailure(.invalidRequest, "a header field has forbidden characters"))
        #expect(server.requests.isEmpty)
    }

    /// A redirect is an answer like any other: nobody goes where it points, with a token least of all.
    @Test(arguments: [
        "301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect",
    ])
    func aRedirectElsewhere_IsNotFollowed(status: String) async throws {
        let elsewhere = try await RawServer { _ in .say(ok("mine")) }
        let server = try await RawServer { _ in
            .say("HTTP/1.1 \(status)\r\nLocation: \(elsewhere.url())\r\nContent-Length: 0\r\n\r\n")
        }
        var request = HTTPRequest(method: "POST", url: server.url(), body: Array("a=b".utf8))
        request.authorization = Secret("Zoho-oauthtoken example")
        let response = try await client().send(request)
        #expect(response.status == Int(status.prefix(3)))
        #expect(server.requests.count == 1 && elsewhere.connections == 0)
        #expect(server.requests[0].contains("\r\nAuthorization: Zoho-oauthtoken example\r\n"))
        #expect(server.requests[0].hasSuffix("\r\n\r\na=b"))
    }

    /// The body is read where it lies: it has to be whole, also where the connection is slow to take
    /// it, and after the request has gone out of scope.
    @Test func aLargeBody_ArrivesWhole() async throws {
        let server = try await RawServer { _ in .say(ok("")) }
        let body = (0..<3_000_000).map { UInt8(ascii: "a") + UInt8($0 % 26) }
        let client = client()
        let sending = Task {
            [request = HTTPRequest(method: "POST", url: server.url(), body: body)] in
            try await client.send(request)
        }
        #expect(try await sending.value.status == 200)
        #expect(server.requests.first?.utf8.suffix(body.count).elementsEqual(body) == true)
    }
}
