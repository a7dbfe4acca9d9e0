/// Decides which refusals are written down at once and which are counted, so that nobody who is
/// refused can fill the database or the journal.
///
/// The first one of a caller, reason and operation is written at once: what was not allowed must not
/// hide behind something harmless that was not allowed either. The following are counted until a minute
/// is over, then written as one line; who goes on is counted by the hour.
public struct RefusalTally: Sendable {
    /// Seconds in which refusals are counted at first …
    public static let firstWindow: Int64 = 60
    /// … and for as long as the caller goes on.
    public static let nextWindow: Int64 = 3600
    /// Callers, reasons and operations that are told apart at once; what is beyond is counted
    /// together.
    public static let capacity = 256

    /// What is to be written.
    public struct Line: Hashable, Sendable {
        /// The refusal, or the last one of those that were counted.
        public let refusal: Refusal
        /// For how many it stands.
        public let repeats: Int
        /// Whether one like it was written before.
        public let isSummary: Bool
    }

    private enum Key: Hashable {
        case one(uid: UInt32?, Refusal.Reason, operation: String?)
        case others
    }

    private struct Window {
        var opened: UTCInstant
        var length: Int64
        var count: Int
        var latest: Refusal
        /// Lines that are due together come in the order of their first refusal.
        let order: Int

        func isOver(at now: UTCInstant) -> Bool {
            // A clock that was set back must not keep it open.
            now >= opened + length || now < opened
        }
    }

    private var windows: [Key: Window] = [:]
    private var windowCount = 0

    /// Nothing has been refused yet.
    public init() {}

    /// When the first of the windows that are open ends; nil where none is.
    public var nextEnd: UTCInstant? { windows.values.map { $0.opened + $0.length }.min() }

    /// Takes a refusal; answers with what is to be written now.
    public mutating func take(_ refusal: Refusal, now: UTCInstant) -> [Line] {
        let lines = close(now: now)
        var key = Key.one(
            uid: refusal.caller?.uid, refusal.reason, operation: refusal.operation)
        if windows[key] == nil, windows.count >= Self.capacity { key = .others }
        guard windows[key] == nil else {
            windows[key]?.count += 1
            windows[key]?.latest = refusal
            return lines
        }
        windowCount += 1
        windows[key] = Window(
            opened: now, length: Self.firstWindow, count: 0, latest: refusal, order: windowCount)
        return lines + [Line(refusal: refusal, repeats: 1, isSummary: false)]
    }

    /// Ends the windows whose time is over; answers with what was counted in them.
    public mutating func close(now: UTCInstant) -> [Line] {
        end { $0.isOver(at: now) }.map { key, line in
            windows[key]?.opened = now
            windows[key]?.length = Self.nextWindow
            windows[key]?.count = 0
            return line
        }
    }

    /// Ends all windows: the daemon stops.
    public mutating func closeAll() -> [Line] {
        let lines = end { _ in true }.map(\.1)
        windows = [:]
        return lines
    }

    private mutating func end(_ isOver: (Window) -> Bool) -> [(Key, Line)] {
        let over = windows.filter { isOver($0.value) }.sorted { $0.value.order < $1.value.order }
        for (key, window) in over where window.count == 0 { windows[key] = nil }
        return over.filter { $0.value.count > 0 }.map { key, window in
            (key, Line(refusal: shown(key, window), repeats: window.count, isSummary: true))
        }
    }

    private func shown(_ key: Key, _ window: Window) -> Refusal {
        guard case .others = key else { return window.latest }
        // Counted together, they are nobody's alone.
        return Refusal(
            caller: nil, reason: window.latest.reason, detail: window.latest.detail,
            code: window.latest.code, request: window.latest.request)
    }
}
