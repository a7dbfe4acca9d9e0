/// Decides when a module's next sync is due.
///
/// `last_sync` is wall-clock time and survives restarts; the wait itself is handed to a monotonic
/// timer, so that a clock that is set while the daemon runs neither skips nor doubles a sync.
public enum Schedule {
    /// The wait at start: none when the module was never synced, is overdue, or claims to have been
    /// synced in the future.
    public static func waitAtStart(
        lastSync: UTCInstant?, interval: Duration, now: UTCInstant
    ) -> Duration {
        guard let lastSync, lastSync <= now else { return .zero }
        let due = lastSync + interval.components.seconds
        return due <= now ? .zero : .seconds(due - now)
    }

    /// The wait after a run has ended. A failed run is repeated sooner than the interval, with
    /// growing waits, so that a short fault does not cost a long interval nor a long fault the quota.
    public static func waitAfterRun(
        interval: Duration, failuresInARow: Int
    ) -> Duration {
        guard failuresInARow > 0 else { return interval }
        let wait = Duration.seconds(60 * (1 << min(failuresInARow - 1, 10)))
        return min(interval, wait)
    }
}
