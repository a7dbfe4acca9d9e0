import Foundation
import Glibc
import TestSupport

/// The service manager's end of sd_notify(3): a datagram socket whose messages are events.
final class NotifySocket: Sendable {
    /// What to put into NOTIFY_SOCKET.
    let address: String
    private let descriptor: Int32
    private let received = Watched<[String]>([])

    /// A socket at a path, or at an abstract address where the name begins with `@`.
    init(_ address: String) throws {
        self.address = address
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError("socket") }
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(address.utf8)
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        guard bytes.count < MemoryLayout.size(ofValue: name.sun_path) else {
            throw SystemError("bind \(address)", ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let code = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard code == 0 else {
            Glibc.close(descriptor)
            throw SystemError("bind \(address)")
        }
        Thread.detachNewThread { self.follow() }
    }

    /// The messages so far.
    var messages: [String] { received.value }

    /// Waits for the `count`-th message that has a line.
    @discardableResult
    func message(
        _ line: String, count: Int = 1, within limit: Duration = .deadline
    ) async throws -> [String] {
        try await received.wait(for: "\(line) (\(count))", within: limit) { messages in
            let found = messages.map(lines(of:)).filter { $0.contains { $0.hasPrefix(line) } }
            return found.count >= count ? found[count - 1] : nil
        }
    }

    /// Ends the thread that reads.
    func close() {
        Glibc.shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private func follow() {
        var buffer = [UInt8](repeating: 0, count: 8192)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            let message = String(decoding: buffer[..<count], as: UTF8.self)
            received.change { $0.append(message) }
        }
        Glibc.close(descriptor)
    }
}

private func lines(of message: String) -> [String] {
    message.split(separator: "\n").map(String.init)
}
