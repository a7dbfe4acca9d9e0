extension ZohoSimulator {
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
}
