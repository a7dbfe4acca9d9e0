/// What was asked of the finance products.
public struct FinanceStatistics: Sendable, Equatable {
    /// Calls, refused ones included.
    public internal(set) var calls = 0
    /// Pages of lists that passed the gate, by stream: `books/invoices`.
    public internal(set) var lists: [String: Int] = [:]
    /// Details that passed the gate, by stream.
    public internal(set) var details: [String: Int] = [:]
    /// 429 answers by code: 43, 44, 45, 1070.
    public internal(set) var refusals: [Int: Int] = [:]
    /// The most calls that were under way at once.
    public internal(set) var mostInFlight = 0

    /// Nothing yet.
    public init() {}
}
