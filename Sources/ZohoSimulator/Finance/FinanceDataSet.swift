/// What Books, Inventory and Invoice hold at the start.
public enum FinanceDataSet: Sendable, Equatable {
    /// No rows at all.
    case empty
    /// Every stream has a handful to a few hundred rows.
    case demo
    /// The demo with so many rows in each of the great streams: documents, payments, contacts,
    /// items, transactions.
    case bulk(rows: Int)
    /// Only these streams have rows, `books/invoices` so many.
    case counts([String: Int])
}
