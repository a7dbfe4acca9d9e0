/// The three finance products. They speak one dialect, but each has its own records here.
public enum FinanceProduct: String, Sendable, CaseIterable, Hashable {
    /// Zoho Books v3.
    case books
    /// Zoho Inventory v1.
    case inventory
    /// Zoho Invoice v3.
    case invoice

    /// The version in the path.
    var version: String { self == .inventory ? "v1" : "v3" }

    /// What scopes begin with.
    var scopePrefix: String {
        switch self {
        case .books: "ZohoBooks"
        case .inventory: "ZohoInventory"
        case .invoice: "ZohoInvoice"
        }
    }

    /// What every id of the product begins with: ids have 18 digits.
    var firstID: Int64 {
        switch self {
        case .books: 712_000_000_000_000_000
        case .inventory: 713_000_000_000_000_000
        case .invoice: 714_000_000_000_000_000
        }
    }
}
