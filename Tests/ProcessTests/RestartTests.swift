import Foundation
import SyncCore
import Testing
import ZohoSimulator

/// A socket unit's socket, and daemons that come and go behind it.
struct RestartTests {
    /// Orders and questions go on while the service is restarted again and again: none of them is
    /// refused, reset or left without an answer.
    @Test func noRequestIsLost() async throws {
        let restarts = 20
        let clients = 6
        try await withWorkbench { bench in
            let socket = try ListeningSocket(bench.socket)
            let isOver = Watched(false)
            let answers = Watched<[String]>([])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<clients {
                    group.addTask {
                        let order = client % 2 == 0
                        while !isOver.value {
                            let answer = try await exchange(
                                bench.socket,
                                order
                                    ? request("POST", "/modules/crm/sync")
                                    : request("GET", "/status"))
                            if let answer { answers.change { $0.append(answer) } }
                        }
                    }
                }
                for round in 1...restarts {
                    // The first ones call before there is any daemon.
                    let daemon = try bench.startDaemon(listener: socket.descriptor)
                    try await daemon.line(" ready ")
                    _ = try await answers.wait(for: "answers") {
                        $0.count >= round * 50 ? true : nil
                    }
                    #expect(try await daemon.stop() == .exited(0))
                }
                let last = try await bench.daemon(listener: socket.descriptor)
                isOver.change { $0 = true }
                try await group.waitForAll()
                #expect(try await last.stop() == .exited(0))
            }
            let all = answers.value
            #expect(all.count >= restarts * 50)
            let known = ["HTTP/1.1 200 ", "HTTP/1.1 202 ", "HTTP/1.1 503 "]
            for answer in all where !known.contains(where: answer.hasPrefix) {
                Issue.record("an answer was \(answer.prefix(300))")
            }
            for answer in all where answer.hasPrefix("HTTP/1.1 503 ") {
                #expect(answer.contains("Retry-After: 1\r\n"))
            }
            // The socket belongs to the unit: it is still there.
            #expect(FileManager.default.fileExists(atPath: bench.socket))
        }
    }

    @Test func whoComesBetweenTwoDaemons_IsHeard() async throws {
        try await withWorkbench { bench in
            let socket = try ListeningSocket(bench.socket)
            for _ in 0..<3 {
                let daemon = try await bench.daemon(listener: socket.descriptor)
                #expect(try await daemon.stop() == .exited(0))
                let waiting = try RawConnection(bench.socket)
                try waiting.send(request("GET", "/status"))
                let next = try await bench.daemon(listener: socket.descriptor)
                #expect(try await waiting.answer().hasPrefix("HTTP/1.1 200 "))
                #expect(try await next.stop() == .exited(0))
            }
        }
    }

    @Test func aKilledDaemon_LeavesTheQueueToTheNextOne() async throws {
        try await withWorkbench { bench in
            let socket = try ListeningSocket(bench.socket)
            let daemon = try await bench.daemon(listener: socket.descriptor)
            daemon.signal(SIGSTOP)
            let waiting = try RawConnection(bench.socket)
            try waiting.send(request("GET", "/status"))
            await daemon.destroy()
            _ = try await bench.daemon(listener: socket.descriptor)
            #expect(try await waiting.answer().hasPrefix("HTTP/1.1 200 "))
        }
    }

    /// Left in the queue, they would have systemd start the daemon again and again.
    @Test func aDaemonThatCannotStart_TurnsAwayWhoWaits() async throws {
        try await withWorkbench { bench in
            try bench.write("{\"enabled\": 1}")
            let socket = try ListeningSocket(bench.socket)
            let waiting = try [RawConnection(bench.socket), RawConnection(bench.socket)]
            try waiting[0].send(request("GET", "/status"))
            let client = try bench.start(
                "zohosync", ["status"], environment: ["ZOHOSYNCD_SOCKET": bench.socket])
            // Its question may come a moment after the daemon's end: somebody else has to be there.
            let daemon = try bench.startDaemon(listener: socket.descriptor)
            #expect(try await daemon.end() == .exited(78))
            let answer = try await waiting[0].answer()
            #expect(answer.hasPrefix("HTTP/1.1 503 "))
            #expect(answer.contains("\"code\":\"cannot_start\"") && answer.contains("journalctl"))
            #expect(try await waiting[1].answer().hasPrefix("HTTP/1.1 503 "))
            if !client.hasEnded {
                let again = try bench.startDaemon(listener: socket.descriptor)
                #expect(try await again.end() == .exited(78))
            }
            #expect(try await client.end() == .exited(1))
            #expect(client.lines.contains { $0.contains("cannot start") })
        }
    }

    /// Without a socket unit the daemon refuses orders while it ends; the client tries again.
    @Test func theClientWaitsForTheNextDaemon() async throws {
        try await withWorkbench { bench in
            let call = bench.holdContacts(then: .hang)
            let daemon = try await bench.daemon()
            try await call.reached()
            call.open()
            daemon.signal(SIGTERM)
            try await daemon.line(" stopping ")
            #expect(try await bench.client.post("modules/crm/sync").code == "shutting_down")
            let client = try bench.start(
                "zohosync", ["sync", "crm", "--no-wait"],
                environment: ["ZOHOSYNCD_SOCKET": bench.socket])
            #expect(try await daemon.end() == .exited(0))
            #expect(!client.hasEnded)
            bench.simulator.clearFaults()
            bench.simulator.setBeforeRequest(nil)
            _ = try await bench.daemon()
            #expect(try await client.end() == .exited(0), "\(client.lines)")
            #expect(client.output.contains("run"))
        }
    }

    private func request(_ method: String, _ path: String) -> String {
        "\(method) \(Client.base)\(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    }
}
