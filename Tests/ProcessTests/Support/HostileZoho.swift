import Dispatch
import Foundation
import Glibc
import Synchronization

/// A Zoho that hands out tokens as the real one does and answers everything else with the bytes that a
/// test wrote down, what no simulator of an honest Zoho would say included.
final class HostileZoho: Sendable {
    /// What every call but those for tokens gets: a header, a piece of body, how often it comes.
    struct Answer: Sendable {
        var head: String
        var piece: [UInt8] = []
        var times = 1
    }

    let port: UInt16
    private let descriptor: Int32
    private let answer: Answer
    private let token: String
    private let seen = Mutex<[String]>([])

    /// - Parameter token: The answer to a request for a token; nil for an ordinary one.
    init(_ answer: Answer, token: String? = nil) throws {
        self.answer = answer
        let body = token ?? #"{"access_token":"1000.example.access","expires_in":3600}"#
        self.token = "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw SystemError("bind") }
        self.descriptor = descriptor
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [self] in
            while true {
                let client = accept(descriptor, nil, nil)
                guard client >= 0 else { return }
                Thread.detachNewThread { self.serve(client) }
            }
        }
    }

    deinit { close(descriptor) }

    var url: String { "http://127.0.0.1:\(port)" }

    /// The heads of all requests.
    var requests: [String] { seen.withLock { $0 } }

    /// Ends it: the thread that accepts leaves.
    func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    private func serve(_ client: Int32) {
        defer { close(client) }
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = recv(client, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            text += String(decoding: buffer[..<count], as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { continue }
            let head = String(text[..<end.lowerBound])
            let isToken = head.contains("/oauth/v2/token")
            // The form of a token request comes behind its header.
            if isToken, !text[end.upperBound...].contains("grant_type") { continue }
            seen.withLock { $0.append(head) }
            text = ""
            guard !isToken else {
                send(Array(token.utf8), to: client)
                continue
            }
            guard send(Array(answer.head.utf8), to: client) else { return }
            for _ in 0..<answer.times where !send(answer.piece, to: client) { return }
            // Whoever wants more has to come again.
            return
        }
    }

    @discardableResult
    private func send(_ bytes: [UInt8], to client: Int32) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes {
                Glibc.send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }
}
