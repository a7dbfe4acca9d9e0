import CSystemd
import Glibc

/// Tells the service manager how the service is (sd_notify(3)).
///
/// Without NOTIFY_SOCKET, when nobody supervises the process, nothing happens. A message that
/// cannot be delivered is not an error either: there is nothing the service could do about it.
public struct ServiceNotifier: Sendable {
    private let send: @Sendable (String) -> Void

    /// A notifier for the service manager that started this process.
    public init() {
        self.init { message in _ = sd_notify(0, message) }
    }

    /// A notifier that hands its messages to a test.
    init(send: @escaping @Sendable (String) -> Void) { self.send = send }

    /// The service does its work (READY=1), or does it again after `reloading`.
    public func ready(_ status: String) {
        send("READY=1\n" + Self.statusLine(status))
    }

    /// One line for `systemctl status` (STATUS=).
    public func status(_ text: String) {
        send(Self.statusLine(text))
    }

    /// The service re-reads its configuration (RELOADING=1); `ready` must follow.
    public func reloading() {
        // The time stamp lets newer systemd (Type=notify-reload) tell this reload from an older
        // one; systemd 252 ignores it.
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let microseconds = UInt64(now.tv_sec) * 1_000_000 + UInt64(now.tv_nsec) / 1000
        send("RELOADING=1\nMONOTONIC_USEC=\(microseconds)")
    }

    /// The service ends (STOPPING=1).
    public func stopping(_ status: String) {
        send("STOPPING=1\n" + Self.statusLine(status))
    }

    /// The service is alive (WATCHDOG=1). To be sent within each `watchdogInterval`.
    public func watchdog() {
        send("WATCHDOG=1")
    }

    /// The start, the reload or the stop under way needs more time (EXTEND_TIMEOUT_USEC=).
    /// - Parameter duration: From now on.
    public func extendTimeout(by duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (microseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow, duration > .zero else { return }
        send("EXTEND_TIMEOUT_USEC=\(microseconds + attoseconds / 1_000_000_000_000)")
    }

    /// Whether a service manager listens (NOTIFY_SOCKET).
    public static var isSupervised: Bool { getenv("NOTIFY_SOCKET") != nil }

    /// How long the service may be silent before it is killed and started again (WatchdogSec=,
    /// sd_watchdog_enabled(3)); nil where no watchdog is set.
    public static var watchdogInterval: Duration? {
        var microseconds: UInt64 = 0
        guard sd_watchdog_enabled(0, &microseconds) > 0 else { return nil }
        return .microseconds(Int64(clamping: microseconds))
    }

    /// A line break would begin another assignment, and systemd drops messages over 4096 bytes.
    static func statusLine(_ text: String) -> String {
        var line = "STATUS="
        for character in text.unicodeScalars {
            if line.utf8.count > 2000 { return line + "…" }
            let isControl = character.properties.generalCategory == .control
            line.unicodeScalars.append(isControl ? " " : character)
        }
        return line
    }
}
