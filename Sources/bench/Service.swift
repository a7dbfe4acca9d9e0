import Glibc

/// The daemon as a service with an up-to-date database.
struct Service {
    let daemon: ChildProcess
    private let workshop: Workshop

    /// Milliseconds from the start of the program to `READY=1`.
    static func measureStart(_ workshop: Workshop) throws -> Double {
        let clock = ContinuousClock()
        let notifications = try NotifySocket(path: workshop.path("notify"))
        let start = clock.now
        let service = try Service(workshop, notifications)
        let milliseconds = (clock.now - start).inSeconds * 1_000
        try service.stop()
        return milliseconds
    }

    /// How quiet the service is when there is nothing to do.
    struct Idle {
        var seconds: Int
        var residentMiB: Double
        var cpuSeconds: Double
        var wakeUps: Int
        /// Those of a program that sleeps all the time: libdispatch, on which Swift's concurrency
        /// stands on Linux, looks after its threads once a second whatever the program does.
        var emptyWakeUps: Int

        var wakeUpsPerMinute: Double { Double(wakeUps) * 60 / Double(seconds) }
        var emptyWakeUpsPerMinute: Double { Double(emptyWakeUps) * 60 / Double(seconds) }
    }

    static func watchIdle(_ workshop: Workshop, seconds: Int) throws -> Idle {
        let service = try Service(
            workshop, try NotifySocket(path: workshop.path("notify")))
        // What a start leaves to do is not idling.
        sleep(3)
        let before = try ProcessFigures(pid: service.daemon.pid)
        // The empty program is this one.
        let ownBefore = try ProcessFigures(pid: getpid())
        sleep(UInt32(seconds))
        let after = try ProcessFigures(pid: service.daemon.pid)
        let ownAfter = try ProcessFigures(pid: getpid())
        try service.stop()
        return Idle(
            seconds: seconds, residentMiB: Double(after.residentKiB) / 1024,
            cpuSeconds: after.cpuSeconds - before.cpuSeconds,
            wakeUps: after.wakeUps(since: before),
            emptyWakeUps: ownAfter.wakeUps(since: ownBefore))
    }

    /// Starts the service as its unit does, watchdog included, and returns when it is ready.
    init(_ workshop: Workshop, _ notifications: NotifySocket) throws {
        self.workshop = workshop
        daemon = try workshop.start(
            "zohosyncd",
            ["--config", workshop.path("config.json"), "--socket", workshop.path("control.sock")],
            environment: ["NOTIFY_SOCKET": notifications.path, "WATCHDOG_USEC": "90000000"])
        guard try notifications.wait(for: "READY=1") else {
            throw BenchError("zohosyncd is not ready:\n\(workshop.read("zohosyncd.log") ?? "")")
        }
    }

    func stop() throws {
        daemon.end()
        let cost = try daemon.wait()
        guard cost.status == 0 else {
            throw BenchError(
                "zohosyncd has not ended well:\n\(workshop.read("zohosyncd.log") ?? "")")
        }
    }
}

/// The socket on which a service manager is told things (sd_notify(3)).
final class NotifySocket {
    let path: String
    private let descriptor: Int32

    init(path: String) throws {
        self.path = path
        unlink(path)
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        let bound = try withUnixAddress(path) { bind(descriptor, $0, $1) }
        guard bound == 0 else {
            throw BenchError("cannot bind \(path): \(String(cString: strerror(errno)))")
        }
        // A daemon that says nothing is a failure, not a reason to wait for ever.
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// Waits for a message with this line; false when none comes.
    func wait(for line: String) throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count == -1, errno == EINTR { continue }
            guard count > 0 else { return false }
            let message = String(decoding: buffer[..<count], as: UTF8.self)
            if message.split(separator: "\n").contains(Substring(line)) { return true }
        }
    }
}
