import Foundation
import GRDB
import Glibc
import SyncCore
import TestSupport
import Testing
import ZohoSimulator

/// Starting, reloading, stopping: the daemon as the service manager sees it.
struct LifeTests {
    @Test(arguments: [false, true])
    func theServiceManagerIsTold(isAbstract: Bool) async throws {
        try await withWorkbench { bench in
            let manager = try NotifySocket(
                isAbstract ? "@\(bench.folder)/notify" : bench.folder + "/notify.sock")
            defer { manager.close() }
            let daemon = try await bench.daemon(environment: ["NOTIFY_SOCKET": manager.address])
            let ready = try await manager.message("READY=1")
            #expect(ready.contains { $0.hasPrefix("STATUS=") })
            // Ready means that the socket answers.
            #expect(try await bench.client.get("status").status == 200)
            try await manager.message("STATUS=1 module, next Zoho CRM in ")
            #expect(!manager.messages.contains { $0.contains("WATCHDOG") })

            daemon.signal(SIGHUP)
            let reloading = try await manager.message("RELOADING=1")
            #expect(reloading.contains { $0.hasPrefix("MONOTONIC_USEC=") })
            try await manager.message("READY=1", count: 2)
            #expect(try await daemon.stop() == .exited(0))
            try await manager.message("STOPPING=1")
            let order = manager.messages.compactMap { message in
                ["READY=1", "RELOADING=1", "STOPPING=1"].first { message.hasPrefix($0) }
            }
            #expect(order == ["READY=1", "RELOADING=1", "READY=1", "STOPPING=1"])
        }
    }

    @Test func theWatchdogIsFed() async throws {
        try await withWorkbench { bench in
            let manager = try NotifySocket(bench.folder + "/notify.sock")
            defer { manager.close() }
            _ = try await bench.daemon(environment: [
                "NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": "600000",
            ])
            try await manager.message("WATCHDOG=1", count: 3)
        }
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func aSignalEndsItWithSuccess(signal: Int32) async throws {
        try await withWorkbench { bench in
            let daemon = try await bench.daemon()
            try await daemon.line(" sync_finished ")
            daemon.signal(signal)
            #expect(try await daemon.end() == .exited(0))
            #expect(!FileManager.default.fileExists(atPath: bench.socket))
            try bench.expectTruth()
        }
    }

    /// A sync that hangs or trickles must not hold up the machine's shutdown.
    @Test(arguments: [ZohoSimulator.Fault.Kind.slow(bytesPerSecond: 200), .hang])
    func aSignalInTheMiddleOfASync_EndsItInTime(_ kind: ZohoSimulator.Fault.Kind) async throws {
        try await withWorkbench { bench in
            let hit = Watched(false)
            bench.simulator.inject(.init(kind, module: "Contacts", times: nil))
            bench.simulator.setBeforeRequest { _, path in
                if path.hasPrefix("/crm/v8/Contacts") { hit.change { $0 = true } }
            }
            let daemon = try await bench.daemon()
            _ = try await hit.wait(for: "the slow call") { $0 ? true : nil }
            _ = try await eventually("the leads") {
                try await bench.rows("crm_leads", "WHERE _deleted_at IS NULL") == 12 ? true : nil
            }
            let begin = ContinuousClock.now
            #expect(try await daemon.stop() == .exited(0))
            #expect(ContinuousClock.now - begin < .seconds(10))
            bench.simulator.clearFaults()
            bench.simulator.setBeforeRequest(nil)
            // How the run ended is kept, though it was cut off.
            let states = try bench.query {
                try String.fetchAll($0, sql: "SELECT state FROM zohosync_runs")
            }
            #expect(states == ["cancelled"] || states == ["partial"])
            // Nothing that was committed is lost or read again as a whole.
            #expect(try await bench.rows("crm_leads", "WHERE _deleted_at IS NULL") == 12)
            try await bench.syncOnce()
            try bench.expectTruth()
        }
    }

    @Test func aSignalEndsASingleRunInTime() async throws {
        try await withWorkbench { bench in
            let call = bench.holdContacts(then: .hang)
            let program = try bench.start("zohosyncd", ["--config", bench.config, "--once"])
            try await call.reached()
            call.open()
            _ = try await eventually("the leads") {
                try await bench.rows("crm_leads") == 12 ? true : nil
            }
            let begin = ContinuousClock.now
            program.signal(SIGTERM)
            #expect(try await program.end() == .exited(1))
            #expect(ContinuousClock.now - begin < .seconds(10))
            #expect(try await bench.rows("crm_leads") == 12)
        }
    }

    @Test func aSecondDaemonIsRefused() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            // The same database, another socket.
            let other = bench.folder + "/other.sock"
            let second = try bench.start(
                "zohosyncd", ["--config", bench.config, "--socket", other])
            #expect(try await second.end() == .exited(75))
            #expect(second.lines.contains { $0.contains("another zohosyncd already uses") })
            // The same socket, another database.
            let third = try bench.startDaemon(["--database", bench.folder + "/data/other.sqlite"])
            #expect(try await third.end() == .exited(75))
            #expect(third.lines.contains { $0.contains("another daemon is listening there") })
            #expect(try await bench.once().end == .exited(75))
            // The first one does not mind.
            #expect(try await bench.client.sync().status == 200)
        }
    }

    @Test func aKilledDaemonLeavesNothingInTheWay() async throws {
        try await withWorkbench { bench in
            let first = try await bench.daemon()
            await first.destroy()
            #expect(FileManager.default.fileExists(atPath: bench.socket))
            _ = try await bench.daemon()
            #expect(try await bench.client.get("status").status == 200)
        }
    }

    @Test func aFileThatIsNoDatabase_Is74() async throws {
        try await withWorkbench { bench in
            try Data(repeating: 0x41, count: 8192).write(to: URL(filePath: bench.database))
            let daemon = try bench.startDaemon()
            #expect(try await daemon.end() == .exited(74))
            #expect(daemon.lines.contains { $0.contains(bench.database) })
            #expect(try await bench.once().end == .exited(74))
            let kept = try Data(contentsOf: URL(filePath: bench.database))
            #expect(kept == Data(repeating: 0x41, count: 8192))
        }
    }

    @Test func aDatabaseInAMissingFolder_Is74() async throws {
        try await withWorkbench { bench in
            let (end, program) = try await bench.once(["--database", "/nonexistent/x/zoho.sqlite"])
            #expect(end == .exited(74))
            #expect(program.lines.contains { $0.contains("/nonexistent/x") })
        }
    }

    @Test func aSocketInAMissingFolder_IsRefused() async throws {
        try await withWorkbench { bench in
            let daemon = try bench.start(
                "zohosyncd", ["--config", bench.config, "--socket", "/nonexistent/x/y.sock"])
            #expect(try await daemon.end() == .exited(74))
        }
    }

    @Test(arguments: [["--nonsense"], ["--log-level", "loud"], ["surplus"], ["--config"]])
    func wrongUsage_Is64(_ arguments: [String]) async throws {
        try await withWorkbench(config: nil) { bench in
            let program = try bench.start("zohosyncd", arguments)
            #expect(try await program.end() == .exited(64))
        }
    }

    /// Such bytes would otherwise be replaced without a word, and name another file.
    @Test func aPathThatIsNotUTF8_Is64() async throws {
        try await withWorkbench { bench in
            let program = try bench.start("zohosyncd", ["--config", bench.folder + "/\u{FFFD}"])
            #expect(try await program.end() == .exited(64))
            #expect(program.lines.contains { $0.contains("--config is not UTF-8") })
        }
    }

    @Test func theSocketIsForItsOwnerAlone_WhereThereIsNoGroup() async throws {
        try await withWorkbench { bench in
            _ = try await bench.daemon()
            var status = stat()
            #expect(stat(bench.socket, &status) == 0)
            let group = getgrnam("zohosync") != nil
            #expect(status.st_mode & 0o777 == (group ? 0o660 : 0o600))
        }
    }
}
