extension ZohoSimulator {
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
}
