import Dispatch
import Glibc
import Synchronization

/// How long a healthy client waits for the status while a sync runs: among healthy clients alone, and
/// with four times as many slow ones at the same socket.
struct Crowd {
    private let clients: Int
    private let alone: Asking
    private let crowded: Asking
    private let slowConnections: Int

    /// Rounds of each healthy client, and the pause between two: together longer than the daemon
    /// bears a slow client, so that many of them are given up and come again meanwhile.
    private static let rounds = 24
    private static let pause: UInt32 = 500_000

    static func measure(
        _ workshop: Workshop, _ simulator: Simulator, clients: Int
    ) async throws -> Crowd {
        try workshop.reset(simulator)
        let service = try Service(workshop, try NotifySocket(path: workshop.path("notify")))
        let socket = workshop.path("control.sock")
        let healthy = max(1, clients / 5)
        let syncs = Syncs(socket)
        let alone = try ask(socket, clients: healthy)
        let slow = SlowClients(path: socket, count: clients - healthy)
        // Until all of them have come, and those who never read are stuck.
        sleep(3)
        let crowded = try ask(socket, clients: healthy)
        slow.end()
        syncs.end()
        try service.stop()
        return Crowd(
            clients: clients, alone: alone, crowded: crowded, slowConnections: slow.connections)
    }

    var figures: [Figure] {
        [
            Figure(
                "status among \(clients) clients: p99", "crowd_status_p99_milliseconds", "ms",
                [crowded.percentile(99)], .atMost(50)),
            Figure(
                "status among \(clients) clients: median", "crowd_status_median_milliseconds",
                "ms", [crowded.percentile(50)]),
            Figure(
                "status, no slow client: p99", "status_p99_milliseconds", "ms",
                [alone.percentile(99)]),
            Figure(
                "status, no slow client: median", "status_median_milliseconds", "ms",
                [alone.percentile(50)]),
            Figure(
                "…asked while a sync ran", "crowd_sync_percent", "%", [crowded.syncPercent],
                .atLeast(80)),
            Figure(
                "…slow connections meanwhile", "crowd_slow_connections", "connections",
                [Double(slowConnections)]),
        ]
    }

    /// What the healthy clients have seen.
    struct Asking {
        var milliseconds: [Double] = []
        var syncing = 0

        var syncPercent: Double { 100 * Double(syncing) / Double(max(1, milliseconds.count)) }

        func percentile(_ percent: Int) -> Double {
            let sorted = milliseconds.sorted()
            guard !sorted.isEmpty else { return .nan }
            return sorted[min(sorted.count - 1, sorted.count * percent / 100)]
        }
    }

    /// Each client asks in a thread of its own, on a new connection each time.
    private static func ask(_ socket: String, clients: Int) throws -> Asking {
        let asking = Mutex(Asking())
        let failure = Mutex<String?>(nil)
        let threads = DispatchGroup()
        for number in 0..<clients {
            DispatchQueue(label: "healthy client").async(group: threads) {
                // Spread over the pause, as people are.
                usleep(UInt32(number) * pause / UInt32(clients))
                for _ in 0..<rounds {
                    let start = ContinuousClock.now
                    let answer = (try? UnixClient.ask(socket, "GET", "/status")) ?? ""
                    let time = (ContinuousClock.now - start).inSeconds * 1_000
                    guard answer.hasPrefix("HTTP/1.1 200 ") else {
                        return failure.withLock { $0 = String(answer.prefix(500)) }
                    }
                    asking.withLock { asking in
                        asking.milliseconds.append(time)
                        if answer.contains(#""state":"running""#) { asking.syncing += 1 }
                    }
                    usleep(pause)
                }
            }
        }
        threads.wait()
        if let answer = failure.withLock({ $0 }) {
            throw BenchError("a healthy client got no status: \(answer)")
        }
        return asking.withLock { $0 }
    }
}

/// Syncs everything over and over until it is told to end.
private final class Syncs: Sendable {
    private let thread = DispatchGroup()
    private let isOver = Atomic(false)

    init(_ socket: String) {
        DispatchQueue(label: "syncs").async(group: thread) { [self] in
            while !isOver.load(ordering: .relaxed) {
                let body = #"{"wait":true,"mode":"full"}"#
                if (try? UnixClient.ask(socket, "POST", "/modules/crm/sync", body)) == nil {
                    return
                }
            }
        }
    }

    func end() {
        isOver.store(true, ordering: .relaxed)
        thread.wait()
    }
}
