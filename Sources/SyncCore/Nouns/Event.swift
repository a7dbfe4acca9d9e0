/// Something the daemon tells: one journal entry, one line of the events feed.
public struct Event: Sendable {
    /// The closed list of event names, as the journal and the events feed show them.
    public enum Name: String, CaseIterable, Sendable {
        case started, ready, reloaded, stopping
        case startFailed = "start_failed"
        case configInvalid = "config_invalid"
        case configChanged = "config_changed"
        case secretsRevealed = "secrets_revealed"
        case requestRefused = "request_refused"
        case tokenRefreshed = "token_refreshed"
        case tokenRefreshFailed = "token_refresh_failed"
        case reauthorizationRequired = "reauthorization_required"
        case refreshTokenReplaced = "refresh_token_replaced"
        case syncStarted = "sync_started"
        case syncFinished = "sync_finished"
        case syncFailed = "sync_failed"
        case streamSkipped = "stream_skipped"
        case rateLimited = "rate_limited"
        case budgetLow = "budget_low"
        case schemaChanged = "schema_changed"
        case deletionGuard = "deletion_guard"
        /// Anything else worth a line; has no catalogue entry.
        case notice
    }

    /// The closed list of journal fields beside MESSAGE and PRIORITY.
    public enum Field: String, CaseIterable, Sendable {
        case module = "ZOHO_MODULE"
        case stream = "ZOHO_STREAM"
        case runID = "ZOHO_RUN_ID"
        case records = "ZOHO_RECORDS"
        case upserted = "ZOHO_UPSERTED"
        case deleted = "ZOHO_DELETED"
        case apiCalls = "ZOHO_API_CALLS"
        case durationMicroseconds = "ZOHO_DURATION_USEC"
        case errorCode = "ZOHO_ERROR_CODE"
        case peerUID = "PEER_UID"
        case peerGID = "PEER_GID"
        case peerPID = "PEER_PID"
        case configKeys = "CONFIG_KEYS"
    }

    /// How much it matters, as syslog(3) ranks it.
    public enum Level: Int, Comparable, Sendable {
        case error = 3
        case warning = 4
        case notice = 5
        case info = 6
        case debug = 7

        /// More urgent is greater.
        public static func < (left: Level, right: Level) -> Bool { left.rawValue > right.rawValue }
    }

    /// Where in the program it is told, for the journal's `CODE_FILE`, `CODE_LINE` and `CODE_FUNC`.
    public struct Origin: Hashable, Sendable {
        /// Room and file: `SyncEngine/ModuleRunner.swift`.
        public let file: String
        /// The line.
        public let line: UInt
        /// The function.
        public let function: String
    }

    /// What it is.
    public let name: Name
    /// How much it matters.
    public let level: Level
    /// A sentence without a full stop; never a secret.
    public let message: String
    /// What it is about.
    public let fields: [(field: Field, value: String)]
    /// Where it is told.
    public let origin: Origin

    /// An event, told by the line that makes it.
    public init(
        _ name: Name, _ level: Level = .info, _ message: String,
        _ fields: [(field: Field, value: String)] = [],
        file: String = #fileID, line: UInt = #line, function: String = #function
    ) {
        self.init(
            name, level, message, fields,
            origin: Origin(file: file, line: line, function: function))
    }

    private init(
        _ name: Name, _ level: Level, _ message: String,
        _ fields: [(field: Field, value: String)], origin: Origin
    ) {
        self.name = name
        self.level = level
        self.message = message
        self.fields = fields
        self.origin = origin
    }

    /// The same event, told at another level.
    public func told(at level: Level) -> Event {
        Event(name, level, message, fields, origin: origin)
    }

    /// The value of a field; nil where it has none.
    public subscript(field: Field) -> String? { fields.first { $0.field == field }?.value }
}

/// Where events go: the journal, the events feed, a test.
public protocol EventSink: Sendable {
    /// Takes an event. Does not block and does not fail.
    func emit(_ event: Event)
}
