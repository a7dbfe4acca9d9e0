import Glibc

/// A client of the control socket, spoken to byte by byte.
final class UnixClient {
    private let descriptor: Int32
    private let nonBlocking = Int32(MSG_DONTWAIT)

    init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let connected = try withUnixAddress(path) { connect(descriptor, $0, $1) }
        guard connected == 0 else {
            throw BenchError("cannot connect to \(path): \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(descriptor) }

    /// Sends what the other side takes at once; false where it has gone.
    @discardableResult
    func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let sent = Glibc.send(
            descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | nonBlocking)
        return sent >= 0 || errno == EAGAIN
    }

    /// Whether the other side has gone; what it sent is thrown away.
    var isOver: Bool {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = recv(descriptor, &bytes, bytes.count, nonBlocking)
        return count == 0 || (count < 0 && errno != EAGAIN)
    }

    /// Whether the other side has gone, without reading anything.
    var hasPeerLeft: Bool {
        var state = pollfd(fd: descriptor, events: 0, revents: 0)
        return poll(&state, 1, 0) > 0
    }

    /// Everything until the other side has gone.
    func readToEnd() -> String {
        var all: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &bytes, bytes.count, 0)
            guard count > 0 else { return String(decoding: all, as: UTF8.self) }
            all += bytes[..<count]
        }
    }

    /// One request on a connection of its own; the whole answer.
    static func ask(
        _ path: String, _ method: String, _ target: String, _ body: String = ""
    ) throws -> String {
        let client = try UnixClient(path: path)
        client.send(
            "\(method) /api/settings/integrations/zoho\(target) HTTP/1.1\r\nHost: localhost\r\n"
                + "Connection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        return client.readToEnd()
    }
}
