import Foundation
import Glibc

/// A blocking HTTP client of one connection: it sees the very bytes and keeps the connection.
final class LoopbackClient {
    struct Answer {
        var status = 0
        var headers: [String: String] = [:]
        var body: [UInt8] = []
        /// The connection ended before the announced length was there.
        var isCut = false

        var text: String { String(decoding: body, as: UTF8.self) }
        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
        }
        var code: String? { json["code"] as? String }
        var rows: [[String: Any]] { json["data"] as? [[String: Any]] ?? [] }
        var ids: [String] { rows.compactMap { $0["id"] as? String } }
        var info: [String: Any] { json["info"] as? [String: Any] ?? [:] }
        var nextToken: String? { info["next_page_token"] as? String }
    }

    private let port: Int
    private var descriptor: Int32 = -1
    var token: String?

    init(port: Int) { self.port = port }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func get(_ path: String, since: String? = nil, token: String? = nil) -> Answer {
        var headers: [String: String] = [:]
        if let since { headers["If-Modified-Since"] = since }
        if let token = token ?? self.token { headers["Authorization"] = "Zoho-oauthtoken \(token)" }
        return send("GET", path, headers)
    }

    func send(_ method: String, _ path: String, _ headers: [String: String], _ body: String = "")
        -> Answer
    {
        ask(method, path, headers, body)
        return receive()
    }

    /// Sends a request without waiting for its answer.
    func ask(_ method: String, _ path: String, _ headers: [String: String], _ body: String = "") {
        connectIfNeeded()
        var text = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        text += "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let bytes = Array(text.utf8)
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Gets an access token the usual way and keeps it.
    @discardableResult
    func refresh(_ refreshToken: String = "1000.example.refresh") -> Answer {
        let answer = post(
            "grant_type=refresh_token&client_id=1000.EXAMPLECLIENTID"
                + "&client_secret=example-client-secret&refresh_token=\(refreshToken)")
        token = answer.json["access_token"] as? String ?? token
        return answer
    }

    func post(_ form: String, to path: String = "/oauth/v2/token") -> Answer {
        send("POST", path, ["Content-Type": "application/x-www-form-urlencoded"], form)
    }

    private func receive() -> Answer {
        var received: [UInt8] = []
        var answer = Answer()
        while true {
            if let end = Self.headEnd(received) {
                parseHead(received[..<end], into: &answer)
                let length = Int(answer.headers["content-length"] ?? "0") ?? 0
                answer.body = Array(received[(end + 4)...])
                if answer.body.count >= length {
                    if answer.headers["connection"] == "close" { hangUp() }
                    return answer
                }
            }
            var part = [UInt8](repeating: 0, count: 65_536)
            let count = recv(descriptor, &part, part.count, 0)
            guard count > 0 else {
                hangUp()
                answer.isCut = true
                return answer
            }
            received += part[..<count]
        }
    }

    private func parseHead(_ bytes: ArraySlice<UInt8>, into answer: inout Answer) {
        let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        answer.status = Int(lines[0].split(separator: " ")[1]) ?? 0
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            answer.headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
    }

    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (0...bytes.count - 4).first { bytes[$0..<$0 + 4].elementsEqual([13, 10, 13, 10]) }
    }

    private func hangUp() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    private func connectIfNeeded() {
        guard descriptor < 0 else { return }
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
