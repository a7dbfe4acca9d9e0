/// Names one stream of one product.
struct FinanceKey: Sendable, Hashable {
    let product: FinanceProduct
    let stream: String

    /// `books/invoices`: how faults and statistics name it.
    var text: String { "\(product.rawValue)/\(stream)" }
}
