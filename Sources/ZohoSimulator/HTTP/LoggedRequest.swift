extension ZohoSimulator {
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
}
