/// One sync of one module: how it was asked for and how it went.
public struct Run: Hashable, Sendable {
    /// What is read.
    public enum Mode: String, Sendable {
        /// Changes since the cursors.
        case incremental
        /// Every stream from the beginning, and a sweep for deletions that no feed reports.
        case full
    }

    /// Who asked.
    public enum Trigger: String, Sendable { case schedule, manual, startup, once }

    /// How far it is.
    public enum State: String, Sendable {
        case queued, running, succeeded, partial, failed, cancelled

        /// Whether nothing more will happen.
        public var isFinal: Bool { self != .queued && self != .running }
    }

    /// Unique and sortable by time of creation.
    public let id: String
    /// The module.
    public let module: Module
    /// What is read.
    public let mode: Mode
    /// Who asked.
    public let trigger: Trigger
    /// How far it is.
    public var state: State
    /// When it began.
    public var startedAt: UTCInstant?
    /// When it ended.
    public var finishedAt: UTCInstant?
    /// Its streams, in the order of their names.
    public var streams: [StreamResult]
    /// Calls that belong to no stream: metadata.
    public var moduleAPICalls: Int
    /// Why nothing could start, or what stopped the module.
    public var error: RunError?

    /// A run that has not begun.
    public init(id: String, module: Module, mode: Mode, trigger: Trigger) {
        self.id = id
        self.module = module
        self.mode = mode
        self.trigger = trigger
        self.state = .queued
        self.streams = []
        self.moduleAPICalls = 0
    }

    /// Rows that came from Zoho.
    public var recordsRead: Int { streams.reduce(0) { $0 + $1.recordsRead } }
    /// Rows that were written.
    public var upserted: Int { streams.reduce(0) { $0 + $1.upserted } }
    /// Rows that were marked deleted.
    public var deleted: Int { streams.reduce(0) { $0 + $1.deleted } }
    /// Calls to Zoho.
    public var apiCalls: Int { streams.reduce(moduleAPICalls) { $0 + $1.apiCalls } }
}

/// How one stream fared in a run.
public struct StreamResult: Hashable, Sendable {
    /// How it ended.
    public enum State: String, Sendable { case running, succeeded, skipped, failed, cancelled }

    /// The stream's table.
    public let table: String
    /// How it ended.
    public var state: State
    /// Why it was skipped.
    public var reason: String?
    /// Rows that came from Zoho.
    public var recordsRead = 0
    /// Rows that were written because they are new or differ.
    public var upserted = 0
    /// Rows that were marked deleted.
    public var deleted = 0
    /// Calls to Zoho.
    public var apiCalls = 0
    /// Why it failed.
    public var error: RunError?

    /// The result of a stream.
    public init(table: String, state: State = .running) {
        self.table = table
        self.state = state
    }
}

/// A failure as it is told and stored.
public struct RunError: Hashable, Sendable {
    /// The stable name.
    public let code: String
    /// What happened.
    public let message: String
    /// The next step.
    public let hint: String?

    /// An error read back from storage.
    public init(code: String, message: String, hint: String?) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// The tellable part of a failure.
    public init(_ failure: SyncFailure) {
        self.init(code: failure.code.rawValue, message: failure.message, hint: failure.hint)
    }
}

extension RunError: CustomStringConvertible {
    /// What happened, and the next step.
    public var description: String { hint.map { "\(message) (\($0))" } ?? message }
}
