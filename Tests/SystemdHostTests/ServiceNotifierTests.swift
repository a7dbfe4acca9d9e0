import Glibc
import Synchronization
import TestSupport
import Testing

@testable import SystemdHost

/// What belongs to the environment is tested in processes of their own: others read it at any time,
/// and whoever changes it then takes it away under their hands (setenv(3)).
@Suite struct ServiceNotifierTests {
    @Test func speaksToARealSocket() async {
        await #expect(processExitsWith: .success) {
            let manager = try FakeManager()
            setenv("NOTIFY_SOCKET", manager.path, 1)
            let notifier = ServiceNotifier()
            notifier.ready("4 modules, next sync in 15 min")
            #expect(manager.receive() == "READY=1\nSTATUS=4 modules, next sync in 15 min")
            notifier.watchdog()
            #expect(manager.receive() == "WATCHDOG=1")
            notifier.stopping("finishing 2 syncs")
            #expect(manager.receive() == "STOPPING=1\nSTATUS=finishing 2 syncs")
        }
    }

    @Test func doesNothingWithoutAManager() async {
        await #expect(processExitsWith: .success) {
            unsetenv("NOTIFY_SOCKET")
            ServiceNotifier().ready("alone")
            setenv("NOTIFY_SOCKET", "/nowhere/at/all", 1)
            ServiceNotifier().ready("nobody listens")
        }
    }

    @Test func theWatchdogsIntervalComesFromTheEnvironment() async {
        await #expect(processExitsWith: .success) {
            unsetenv("WATCHDOG_USEC")
            #expect(ServiceNotifier.watchdogInterval == nil)
            setenv("WATCHDOG_USEC", "60000000", 1)
            setenv("WATCHDOG_PID", String(getpid()), 1)
            #expect(ServiceNotifier.watchdogInterval == .seconds(60))
            setenv("WATCHDOG_PID", "1", 1)
            #expect(ServiceNotifier.watchdogInterval == nil)
        }
    }

    @Test func aReloadCarriesTheMonotonicTime() throws {
        let (notifier, sent) = recorder()
        notifier.reloading()
        notifier.ready("reloaded")
        let lines = try #require(sent().first).split(separator: "\n")
        #expect(lines.count == 2 && lines[0] == "RELOADING=1")
        let stamp = try #require(UInt64(lines[1].dropFirst("MONOTONIC_USEC=".count)))
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        #expect(stamp > 0 && stamp <= UInt64(now.tv_sec + 1) * 1_000_000)
        #expect(sent().last == "READY=1\nSTATUS=reloaded")
    }

    @Test func timeIsAskedForInMicroseconds() {
        let (notifier, sent) = recorder()
        notifier.extendTimeout(by: .milliseconds(2500))
        notifier.extendTimeout(by: .zero)
        notifier.extendTimeout(by: .seconds(Int64.max))
        #expect(sent() == ["EXTEND_TIMEOUT_USEC=2500000"])
    }

    @Test func aStatusStaysOneShortLine() {
        #expect(ServiceNotifier.statusLine("a\nREADY=1\r\u{1b}[0m") == "STATUS=a READY=1  [0m")
        let long = ServiceNotifier.statusLine(String(repeating: "ü", count: 5000))
        #expect(long.hasSuffix("ü…"))
        #expect(long.utf8.count < 2048)
    }

    private func recorder() -> (ServiceNotifier, @Sendable () -> [String]) {
        let record = Record()
        let notifier = ServiceNotifier { message in record.messages.withLock { $0.append(message) }
        }
        return (notifier, { record.messages.withLock { $0 } })
    }

    private final class Record: Sendable {
        let messages = Mutex<[String]>([])
    }
}

/// The service manager's end of NOTIFY_SOCKET: a datagram socket in a folder of its own.
private final class FakeManager {
    let path: String
    private let folder: TemporaryFolder
    private let descriptor: CInt

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path + "/notify"
        descriptor = try boundSocket(at: path, type: SOCK_DGRAM)
    }

    deinit { close(descriptor) }

    func receive() -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
    }
}
