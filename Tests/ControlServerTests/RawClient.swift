import Dispatch
import Glibc
import TestSupport

/// A Unix socket spoken to byte by byte. Blocking calls run on a queue of their own, so that the
/// server's tasks never wait for a test's thread; nothing blocks longer than a minute, which a
/// machine that is busy with all other tests may need.
final class RawClient: Sendable {
    private let descriptor: Int32
    private let queue = DispatchQueue(label: "raw client")

    init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(
            descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let result = withSocketAddress(path) { connect(descriptor, $0, $1) }
        guard result == 0 else { throw Refused(code: errno) }
    }

    struct Refused: Error { let code: Int32 }

    deinit { Glibc.close(descriptor) }

    /// Sends as much as the other side takes.
    @discardableResult
    func send(_ text: String) async -> Int {
        let bytes = Array(text.utf8)
        return await onQueue { descriptor in
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { break }
                sent += count
            }
            return sent
        }
    }

    /// Reads until the text has come, or until the end.
    func read(until marker: String? = nil) async -> String {
        await onQueue { descriptor in
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: marker == nil ? 65536 : 1)
            while true {
                let count = recv(descriptor, &chunk, chunk.count, 0)
                guard count > 0 else { break }
                bytes += chunk[..<count]
                if let marker, bytes.suffix(marker.utf8.count).elementsEqual(marker.utf8) { break }
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Whether the other side has gone, without reading anything.
    var hasPeerLeft: Bool {
        var state = pollfd(fd: descriptor, events: 0, revents: 0)
        return poll(&state, 1, 0) > 0
    }

    /// Ends this side; the other one may go on.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Leaves.
    func leave() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    private func onQueue<Value: Sendable>(
        _ work: @escaping @Sendable (Int32) -> Value
    ) async -> Value {
        let descriptor = descriptor
        return await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work(descriptor)) }
        }
    }
}
