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

        /// Calls of Books, Inventory and Invoice, which none of the figures by path or module count.
        public internal(set) var finance = FinanceStatistics()

        /// Nothing yet.
        public init() {}
    }
}
