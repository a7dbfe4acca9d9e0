import Dispatch
import Glibc
import Synchronization

/// Clients that keep connections busy and get nowhere, until they are told to end. Whom the daemon
/// gives up comes again.
final class SlowClients: Sendable {
    /// Ways to be slow.
    private enum Way: CaseIterable {
        case silent, dribblesHeader, dribblesBody, neverReads, followsEvents
    }

    private static let head =
        " /api/settings/integrations/zoho/status HTTP/1.1\r\nHost: localhost\r\n"
    /// Clients of a thread.
    private static let perThread = 100

    private let threads = DispatchGroup()
    private let isOver = Atomic(false)
    private let connects = Atomic(0)

    /// How often one has connected.
    var connections: Int { connects.load(ordering: .relaxed) }

    init(path: String, count: Int) {
        for start in stride(from: 0, to: count, by: Self.perThread) {
            let mine = min(Self.perThread, count - start)
            DispatchQueue(label: "slow clients").async(group: threads) { [self] in
                keep(mine, at: path)
            }
        }
    }

    func end() {
        isOver.store(true, ordering: .relaxed)
        threads.wait()
    }

    private func keep(_ count: Int, at path: String) {
        let ways = Way.allCases
        var clients = [UnixClient?](repeating: nil, count: count)
        while !isOver.load(ordering: .relaxed) {
            for index in clients.indices {
                let way = ways[index % ways.count]
                if let client = clients[index], goOn(client, way) { continue }
                clients[index] = try? UnixClient(path: path)
                if let client = clients[index] { begin(client, way) }
            }
            usleep(250_000)
        }
    }

    private func begin(_ client: UnixClient, _ way: Way) {
        connects.add(1, ordering: .relaxed)
        switch way {
        case .silent: break
        case .dribblesHeader: client.send("GET" + Self.head + "X: ")
        case .dribblesBody: client.send("POST" + Self.head + "Content-Length: 1000\r\n\r\n{")
        case .neverReads:
            client.send(String(repeating: "GET" + Self.head + "\r\n", count: 200))
        case .followsEvents:
            client.send("GET" + Self.head.replacing("/status", with: "/events") + "\r\n")
        }
    }

    /// Whether the connection still stands.
    private func goOn(_ client: UnixClient, _ way: Way) -> Bool {
        switch way {
        case .silent, .followsEvents: !client.isOver
        case .dribblesHeader, .dribblesBody: client.send(" ") && !client.isOver
        case .neverReads: !client.hasPeerLeft
        }
    }
}
