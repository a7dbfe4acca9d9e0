extension ZohoSimulator {
    /// What the organisation holds at the start.
    public enum DataSet: Sendable {
        /// The standard modules without records.
        case empty
        /// A believable small company, about 1,500 records.
        case demo
        /// Every shape that hurts.
        case hurtful(seed: UInt64)
        /// One module `Leads` of many records, for measuring.
        case bulk(records: Int, fields: Int, seed: UInt64)
        /// Modules of the caller's own, without records.
        case custom([SimulatorModule])
    }
}
