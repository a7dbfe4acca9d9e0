extension ZohoSimulator {
    /// What was asked so far.
    public struct Statistics: Sendable, Equatable {
        /// API calls (token requests not among them).
        public internal(set) var calls = 0
        /// API calls by pattern: `/crm/v8/{module}`.
        public internal(set) var perPath: [String: Int] = [:]
        /// Calls by module.
        public internal(set) var perModule: [String: Int] = [:]
        /// Answers by status.
        public internal(set) var perStatus: [Int: Int] = [:]
        /// Access tokens given out.
        public internal(set) var tokenRefreshes = 0
        /// Requests to the token endpoint, refused ones included.
        public internal(set) var tokenRequests = 0
        /// Bytes of answer bodies.
        public internal(set) var bytes = 0
        /// Rows in lists.
        public internal(set) var rows = 0
        /// 304 answers.
        public internal(set) var notModified = 0
        /// Credits spent.
        public internal(set) var credits = 0
        /// The most API calls that were under way at once.
        public internal(set) var mostInFlight = 0
        /// The most sorted lists that were under way at once.
        public internal(set) var mostSortedInFlight = 0

        /// Nothing yet.
        public init() {}
    }

    /// One request as the log keeps it. Tokens and secrets are not in it.
    public struct LoggedRequest: Sendable {
        /// Counts from 1 over the simulator's life.
        public let index: Int
        /// The simulator's time, in seconds since 1970.
        public let time: Int64
        /// The method.
        public let method: String
        /// The path.
        public let path: String
        /// The query as sent; of the token endpoint nothing.
        public let query: String
        /// Headers that matter, lower-cased names.
        public let headers: [String: String]
        /// The status of the answer; 0 where the connection was dropped.
        public internal(set) var status: Int
    }

    /// Something a correct client never does.
    public struct Violation: Sendable, CustomStringConvertible {
        /// The request's number in the log.
        public let requestIndex: Int
        /// `GET /crm/v8/Leads?…`.
        public let request: String
        /// What is wrong with it.
        public let text: String

        /// For test failures.
        public var description: String { "\(text) (request \(requestIndex): \(request))" }
    }

    /// One live record, whole, for comparing with a database.
    public struct TruthRecord: Sendable {
        /// Zoho's id.
        public let id: String
        /// When it was made, in seconds since 1970.
        public let createdTime: Int64
        /// When it last changed, in seconds since 1970.
        public let modifiedTime: Int64
        /// A converted lead.
        public let isConverted: Bool
        /// Every field; instants are UTC: `2026-05-01T06:30:00Z`. Rich text is whole.
        public let fields: [String: SimulatorValue]

        /// When it last changed: `2026-05-01T06:30:00Z`.
        public var modifiedTimeUTC: String { CivilTime.utc(modifiedTime) }
    }

    /// One JSON value.
    public typealias Value = SimulatorValue
    /// A fault as data.
    public typealias Fault = SimulatorFault
    /// One field of a module.
    public typealias FieldDefinition = SimulatorField
    /// One module.
    public typealias ModuleDefinition = SimulatorModule
}
