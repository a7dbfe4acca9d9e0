import Glibc
import SyncCore

extension UTCInstant {
    /// The wall clock's time.
    static var current: UTCInstant { UTCInstant(seconds: Int64(time(nil))) }
}

extension TimeSource {
    /// The machine's clocks: the wall clock to tell the time, the monotonic one to wait.
    static var system: TimeSource {
        TimeSource(now: { .current }, sleep: { try await Task.sleep(for: $0) })
    }
}
