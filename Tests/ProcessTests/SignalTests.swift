import Foundation
import Glibc
import Testing
import ZohoSimulator

/// Signals at any time, and what the service manager is told.
struct SignalTests {
    @Test func aBrokenFile_IsToldAndReloadsAllTheSame() async throws {
        try await withWorkbench { bench in
            let manager = try NotifySocket(bench.folder + "/notify.sock")
            defer { manager.close() }
            let daemon = try await bench.daemon(environment: ["NOTIFY_SOCKET": manager.address])
            try await manager.message("READY=1")
            try await daemon.line(" sync_finished ")
            let good = bench.configText
            try bench.write("{ nonsense")
            try await daemon.line(" config_invalid ")
            daemon.signal(SIGHUP)
            try await manager.message("RELOADING=1", count: 2)
            let answer = try await manager.message("READY=1", count: 3)
            #expect(answer.contains { $0.hasPrefix("STATUS=") && $0.contains("config") })
            // The old settings stay in force.
            #expect(try await bench.client.sync().status == 200)
            try bench.write(good)
            try await daemon.line(" reloaded ")
            #expect(try await daemon.stop() == .exited(0))
        }
    }

    @Test func itsOwnWriteBack_IsNoReload() async throws {
        try await withWorkbench { bench in
            let manager = try NotifySocket(bench.folder + "/notify.sock")
            defer { manager.close() }
            let daemon = try await bench.daemon(environment: ["NOTIFY_SOCKET": manager.address])
            for _ in 0..<3 { #expect(try await bench.client.sync().status == 200) }
            #expect(try await daemon.stop() == .exited(0))
            try await manager.message("STOPPING=1")
            #expect(!manager.messages.contains { $0.hasPrefix("RELOADING") })
        }
    }

    @Test func atAnyMomentOfTheStart_SIGTERMEndsIt() async throws {
        try await withWorkbench { bench in
            for (number, moment) in [nil, " started ", " started ", " ready "].enumerated() {
                let manager = try NotifySocket(bench.folder + "/notify-\(number)")
                defer { manager.close() }
                let daemon = try bench.startDaemon(environment: ["NOTIFY_SOCKET": manager.address])
                if let moment { try await daemon.line(moment) }
                let begin = ContinuousClock.now
                let end = try await daemon.stop()
                // Before it has anything to finish it simply ends; systemd takes both for success.
                #expect(end == .exited(0) || end == .killed(by: SIGTERM))
                #expect(ContinuousClock.now - begin < .seconds(8))
                let order = manager.messages.compactMap { message in
                    ["READY=1", "STOPPING=1"].first { message.hasPrefix($0) }
                }
                #expect([[], ["READY=1", "STOPPING=1"]].contains(order), "\(order)")
            }
            try await bench.syncOnce()
            try bench.expectTruth()
        }
    }

    @Test func whatComesWhileItEnds_ChangesNothing() async throws {
        try await withWorkbench { bench in
            let manager = try NotifySocket(bench.folder + "/notify.sock")
            defer { manager.close() }
            let call = bench.holdContacts(then: .hang)
            let daemon = try await bench.daemon(environment: ["NOTIFY_SOCKET": manager.address])
            try await call.reached()
            call.open()
            daemon.signal(SIGHUP)
            daemon.signal(SIGTERM)
            try await manager.message("STOPPING=1")
            daemon.signal(SIGHUP)
            daemon.signal(SIGTERM)
            daemon.signal(SIGINT)
            let begin = ContinuousClock.now
            #expect(try await daemon.end() == .exited(0))
            #expect(ContinuousClock.now - begin < .seconds(10))
            let order = manager.messages.compactMap { message in
                ["READY=1", "RELOADING=1", "STOPPING=1"].first { message.hasPrefix($0) }
            }
            #expect(order.last == "STOPPING=1" && order.count { $0 == "STOPPING=1" } == 1)
        }
    }

    @Test func anIdleDaemon_EndsAtOnce_WhoeverIsConnected() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon()
            try await daemon.line(" sync_finished ")
            let silent = try RawConnection(bench.socket)
            let half = try RawConnection(bench.socket)
            try half.send("GET /metrics HTTP/1.1\r\n")
            let feed = try RawConnection(bench.socket)
            try feed.send("GET \(Client.base)/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            _ = try await bench.client.get("status")
            let begin = ContinuousClock.now
            #expect(try await daemon.stop() == .exited(0))
            #expect(ContinuousClock.now - begin < .seconds(2))
            #expect(try await silent.answer() == "")
            #expect(try await half.answer().hasPrefix("HTTP/1.1 503 "))
            // The feed ends as its protocol has it.
            let events = try await feed.answer()
            #expect(events.contains(#""stopping""#) && events.hasSuffix("\r\n0\r\n\r\n"))
        }
    }

    /// libdispatch would set them itself, and complain to syslog where it may not.
    @Test func theThreadsKeepTheirNiceValue() async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon()
            try await daemon.line(" sync_finished ")
            errno = 0
            let processes = __priority_which_t(PRIO_PROCESS.rawValue)
            let own = getpriority(processes, 0)
            let threads = try FileManager.default.contentsOfDirectory(
                atPath: "/proc/\(daemon.pid)/task")
            #expect(threads.count > 3)
            for thread in threads {
                // A thread that has just ended has no nice value.
                let value = getpriority(processes, id_t(thread) ?? 0)
                #expect(value == own || errno == ESRCH, "thread \(thread)")
            }
        }
    }
}
