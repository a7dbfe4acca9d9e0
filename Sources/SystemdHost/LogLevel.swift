import Logging
import SyncCore

extension Event.Level {
    /// The levels from the most to the least urgent.
    public static let all: [Event.Level] = [.error, .warning, .notice, .info, .debug]

    /// The level as `--log-level` takes it and as a plain line shows it.
    public var name: String {
        switch self {
        case .error: "error"
        case .warning: "warning"
        case .notice: "notice"
        case .info: "info"
        case .debug: "debug"
        }
    }

    /// The level of a name; nil for any other word.
    public init?(named name: String) {
        guard let level = Self.all.first(where: { $0.name == name }) else { return nil }
        self = level
    }

    /// The level in swift-log's terms.
    public var loggerLevel: Logger.Level {
        switch self {
        case .error: .error
        case .warning: .warning
        case .notice: .notice
        case .info: .info
        case .debug: .debug
        }
    }
}

extension Logger.Level {
    /// The level as syslog(3) numbers it.
    var syslogPriority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
