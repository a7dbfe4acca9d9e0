import Testing

@testable import ControlServer

/// Requests that two readers could understand in two ways: what is answered, over a real socket.
/// Nothing hangs, nothing crashes, and no second request is made of the rest.
@Suite struct SmugglingTests {
    /// Behind each request stands one that would be answered with 405, if it were taken for one.
    private static let smuggled = "DELETE \(base) HTTP/1.1\r\nHost: localhost\r\n\r\n"

    /// Statuses of all answers, in their order.
    private func statuses(_ request: String) async throws -> [Int] {
        let service = ScriptedService()
        var answers = ""
        try await withServer(service) { path, _ in
            let client = try RawClient(path: path)
            await client.send(request)
            client.endSending()
            answers = await client.read()
        }
        return answers.matches(of: #/HTTP/1\.1 (\d{3}) /#).compactMap { Int($0.1) }
    }

    private static let host = "Host: localhost\r\n"
    private static let post = "POST \(base)/test HTTP/1.1\r\n\(host)"

    @Test(arguments: [
        ("both lengths", post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        (
            "both, reversed",
            post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"
        ),
        ("two lengths", post + "Content-Length: 0\r\nContent-Length: 60\r\n\r\n"),
        ("a list of lengths", post + "Content-Length: 0, 60\r\n\r\n"),
        ("a negative length", post + "Content-Length: -1\r\n\r\n"),
        ("a signed length", post + "Content-Length: +0\r\n\r\n"),
        ("a length in hex", post + "Content-Length: 0x0\r\n\r\n"),
        ("an endless length", post + "Content-Length: 99999999999999999999\r\n\r\n"),
        ("a length of 2^64", post + "Content-Length: 18446744073709551616\r\n\r\n"),
        ("a folded field", post + "X: a\r\n Transfer-Encoding: chunked\r\n\r\n"),
        ("a space before the colon", post + "Content-Length : 60\r\n\r\n"),
        ("a field without a name", post + ": x\r\n\r\n"),
        ("a zero byte", post + "X: a\u{0}b\r\n\r\n"),
        ("bare line feeds", "POST \(base)/test HTTP/1.1\nHost: localhost\n\n"),
        ("a bare carriage return", post + "X: a\rContent-Length: 60\r\n\r\n"),
        ("another coding", post + "Transfer-Encoding: gzip\r\n\r\n"),
        ("a coding before it", post + "Transfer-Encoding: chunked, identity\r\n\r\n"),
        ("a coding under the chunks", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        ("a misspelt coding", post + "Transfer-Encoding: xchunked\r\n\r\n"),
        ("a huge chunk", post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n"),
        ("a negative chunk", post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n"),
        ("a chunk without its end", post + "Transfer-Encoding: chunked\r\n\r\n1\r\n{x"),
        ("a line feed after a chunk", post + "Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n"),
        ("HTTP/2 by surprise", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        ("HTTP/0.9", "GET /\r\n"),
    ])
    func isRefused(name: String, request: String) async throws {
        let statuses = try await statuses(request + Self.smuggled)
        #expect(statuses.last == 400, "\(name): \(statuses)")
        #expect(!statuses.contains(405), "\(name): \(statuses)")
    }

    @Test(arguments: [
        ("chunk extensions", post + "Transfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0;c\r\n\r\n"),
        ("a trailer", post + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX: y\r\n\r\n"),
        ("any letter case", post + "transfer-encoding: CHUNKED\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
        ("empty lines before it", "\r\n\r\n" + post + "\r\n"),
    ])
    func isUnderstood_AndTheNextOneToo(name: String, request: String) async throws {
        #expect(try await statuses(request + Self.smuggled) == [200, 405], "\(name)")
    }

    /// A trailer is no header: what it says about the caller or the host counts nothing.
    @Test func aTrailer_IsNoHeader() async throws {
        let request =
            "POST \(base)/test HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
            + "Host: localhost\r\n\r\n"
        #expect(try await statuses(request) == [400])
    }

    @Test func aChunkExtensionWithoutEnd_IsCutOff() async throws {
        var limits = Limits()
        limits.requestTime = .milliseconds(200)
        limits.lingerTime = .milliseconds(50)
        try await withServer(limits: limits) { path, _ in
            let client = try RawClient(path: path)
            let extensions = String(repeating: "x", count: 4 << 20)
            await client.send(Self.post + "Transfer-Encoding: chunked\r\n\r\n2;" + extensions)
            #expect(await client.read().hasPrefix("HTTP/1.1 4"))
        }
    }
}
