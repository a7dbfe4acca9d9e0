import Dispatch
import Foundation
import Glibc
import TestSupport

/// The control socket as a socket unit holds it: it outlives the daemons that adopt it.
final class ListeningSocket: Sendable {
    let descriptor: Int32
    private let path: String

    init(_ path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError("socket") }
        guard withSocketAddress(path, { bind(descriptor, $0, $1) }) == 0,
            listen(descriptor, 4096) == 0
        else { throw SystemError("bind \(path)") }
    }

    deinit { close(descriptor) }
}

/// One request on a connection of its own, without any second try; the whole answer. Nil where the
/// machine was so busy that half a second, which a daemon that ends gives, nearly passed before the
/// request was sent.
func exchange(_ path: String, _ request: String) async throws -> String? {
    let begin = ContinuousClock.now
    let connection = try RawConnection(path)
    var isLate = false
    do {
        defer { isLate = ContinuousClock.now - begin > .milliseconds(300) }
        try connection.send(request)
    } catch  where isLate {
        return nil
    }
    do {
        let answer = try await connection.answer()
        return answer.isEmpty && isLate ? nil : answer
    } catch  where isLate {
        return nil
    }
}

/// A connection to the control socket, spoken to byte by byte.
final class RawConnection: Sendable {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError("socket") }
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let descriptor = descriptor
        guard withSocketAddress(path, { connect(descriptor, $0, $1) }) == 0 else {
            throw SystemError("connect")
        }
    }

    deinit { close(descriptor) }

    func send(_ text: String) throws {
        let bytes = Array(text.utf8)
        guard Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw SystemError("send")
        }
    }

    /// Everything until the other side ends.
    func answer() async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { [self] in
                var bytes: [UInt8] = []
                var chunk = [UInt8](repeating: 0, count: 65536)
                while true {
                    let count = recv(descriptor, &chunk, chunk.count, 0)
                    guard count >= 0 else {
                        return continuation.resume(throwing: SystemError("recv"))
                    }
                    guard count > 0 else { break }
                    bytes += chunk[..<count]
                }
                continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
            }
        }
    }
}
