/// One record of a finance product, whole, as a test compares it with what a client kept.
public struct FinanceTruth: Sendable {
    /// The id.
    public let id: String
    /// Seconds since 1970, whether the rows show it or not.
    public let createdTime: Int64
    /// Seconds since 1970, whether the rows show it or not.
    public let modifiedTime: Int64
    /// The status.
    public let status: String
    /// The object a detail holds.
    public let detail: SimulatorValue
    /// The row a list holds.
    public let row: SimulatorValue
}
