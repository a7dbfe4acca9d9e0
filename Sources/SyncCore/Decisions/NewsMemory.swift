/// Decides whether a notice is news: what was told lately is not told again at every sync, but only
/// to those who follow the details.
public struct NewsMemory: Sendable {
    /// Seconds for which the state of things counts as told.
    public static let lifetime: Int64 = 24 * 3600
    /// Seconds for which a limit that was hit counts as told: it matters how often that happens, but
    /// a burst is one line.
    public static let limitLifetime: Int64 = 3600
    /// Notices that are remembered; what is beyond is told again.
    public static let capacity = 1_000

    private struct Notice: Hashable {
        let name: Event.Name
        let module: String?
        let stream: String?
        let message: String
    }

    private var told: [Notice: UTCInstant] = [:]

    /// Nothing has been told yet.
    public init() {}

    /// How loudly an event is told now.
    public mutating func level(of event: Event, now: UTCInstant) -> Event.Level {
        guard Self.canRepeat(event) else { return event.level }
        let notice = Notice(
            name: event.name, module: event[.module], stream: event[.stream],
            // The guard's has figures that change from sync to sync.
            message: event.name == .deletionGuard ? "" : event.message)
        let lifetime = event.name == .rateLimited ? Self.limitLifetime : Self.lifetime
        // A clock that was set back must not silence it.
        if let at = told[notice], at <= now, now - at < lifetime { return .debug }
        if told.count >= Self.capacity { forgetOldest(now: now) }
        told[notice] = now
        return event.level
    }

    /// What is told for the state of things, and so may be told again and again. What tells of a
    /// deed, such as a sync or a change of the configuration, is told every time.
    private static func canRepeat(_ event: Event) -> Bool {
        guard event.level > .debug else { return false }
        return switch event.name {
        case .notice, .rateLimited, .deletionGuard: true
        case .started, .startFailed, .ready, .reloaded, .stopping, .configInvalid, .configChanged,
            .secretsRevealed, .requestRefused, .tokenRefreshed, .tokenRefreshFailed,
            .reauthorizationRequired, .refreshTokenReplaced, .syncStarted, .syncFinished,
            .syncFailed, .streamSkipped, .budgetLow, .schemaChanged:
            false
        }
    }

    private mutating func forgetOldest(now: UTCInstant) {
        told = told.filter { now - $0.value < Self.lifetime }
        guard told.count >= Self.capacity,
            let oldest = told.min(by: { $0.value < $1.value })?.key
        else { return }
        told[oldest] = nil
    }
}
