import ControlServer
import Glibc
import SyncCore
import Synchronization

/// The control server on a socket of its own, and a client that sends bytes and reads to the end.
final class Wire: Sendable {
    private static let one = Mutex<Wire?>(nil)

    private let address: [UInt8]

    /// The one of this process.
    static func shared() throws -> Wire {
        try one.withLock { wire in
            if let wire { return wire }
            let made = try Wire()
            wire = made
            return made
        }
    }

    /// Listens under a name that the kernel chooses, without a file (unix(7), autobind).
    private init() throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var anywhere = sockaddr()
        anywhere.sa_family = sa_family_t(AF_UNIX)
        let isBound =
            bind(descriptor, &anywhere, socklen_t(MemoryLayout<sa_family_t>.size)) == 0
        try demand(isBound && listen(descriptor, 128) == 0, "cannot listen")
        var name = [UInt8](repeating: 0, count: MemoryLayout<sockaddr_un>.size)
        var length = socklen_t(name.count)
        let isNamed = name.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) {
                getsockname(descriptor, $0.baseAddress, &length) == 0
            }
        }
        try demand(isNamed, "the socket has no name")
        address = Array(name.prefix(Int(length)))
        let server = ControlServer(
            service: SilentService(), access: .system(), sink: NoSink(), limits: Limits())
        // Whoever connects before the server has adopted the socket waits in its queue.
        Task {
            try await server.adopt(descriptor)
            await server.run()
        }
    }

    /// Sends bytes, says that this was all, and reads until the server hangs up.
    func exchange(_ bytes: [UInt8]) throws -> [UInt8] {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        try demand(descriptor >= 0, "no descriptor is left: connections stay open")
        defer { close(descriptor) }
        // An answer that takes longer is a hang; a machine that is busy with other tests takes long.
        var patience = timeval(tv_sec: 120, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let isConnected = address.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) {
                connect(descriptor, $0.baseAddress, socklen_t(bytes.count)) == 0
            }
        }
        try demand(isConnected, "cannot connect")
        // In two pieces, so that requests are cut anywhere.
        let cut = bytes.isEmpty ? 0 : Int(bytes[bytes.count / 2]) % bytes.count
        for piece in [bytes[..<cut], bytes[cut...]] where !piece.isEmpty {
            // The server may have had enough; what it said is what counts.
            _ = piece.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
        }
        shutdown(descriptor, Int32(SHUT_WR))
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            try demand(
                count >= 0 || errno == ECONNRESET, "no end after 120 s: \(answer.count) bytes")
            guard count > 0 else { return answer }
            answer += buffer[..<count]
        }
    }
}

/// Nobody listens to these events.
private struct NoSink: EventSink {
    func emit(_ event: Event) {}
}
