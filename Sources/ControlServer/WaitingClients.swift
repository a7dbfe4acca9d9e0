public import ControlAPI
internal import Glibc
internal import SyncCore

/// The clients who wait at the listening socket of a service that cannot start.
///
/// Unanswered they would wait for ever, and systemd would start the service for them again at once,
/// over and over, until it gives up the socket too (systemd.socket(5)).
public enum WaitingClients {
    /// The most that are answered; a client that asks again at once must not keep us here.
    private static let limit = 1000
    /// A client that has connected is given so long to send its request: an answer that comes before
    /// the question looks like a fault of the network. In microseconds.
    private static let patience: suseconds_t = 100_000

    /// Gives everybody who waits this answer. The descriptor stays open.
    public static func turnAway(from listener: Int32, _ problem: Problem) {
        let body = problem.json.text + "\n"
        let head = [
            "HTTP/1.1 \(problem.status) \(problem.title)", "Content-Type: \(Reply.problemType)",
            "Content-Length: \(body.utf8.count)", "Connection: close", "", "",
        ]
        let answer = Array((head.joined(separator: "\r\n") + body).utf8)
        for _ in 0..<limit {
            var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 0) == 1 else { return }
            let client = accept(listener, nil, nil)
            guard client >= 0 else { return }
            defer { close(client) }
            var time = timeval(tv_sec: 0, tv_usec: patience)
            let size = socklen_t(MemoryLayout<timeval>.size)
            setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &time, size)
            setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &time, size)
            var request = [UInt8](repeating: 0, count: 65_536)
            _ = recv(client, &request, request.count, 0)
            _ = send(client, answer, answer.count, Int32(MSG_NOSIGNAL))
        }
    }
}
