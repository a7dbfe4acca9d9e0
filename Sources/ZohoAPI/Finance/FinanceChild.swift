/// An array of a record's detail that becomes a child table (interface, section 4).
struct FinanceChild: Sendable {
    /// Its name, which the child table has too.
    let name: String
    /// The keys under which the array may come.
    let keys: [String]

    static let lines = FinanceChild(name: "line_items", keys: ["line_items"])
    static let persons = FinanceChild(name: "contact_persons", keys: ["contact_persons"])
    /// What a payment or credit of a customer was applied to.
    static let invoices = FinanceChild(name: "invoices", keys: ["invoices", "invoices_credited"])
    /// What a payment or credit of a vendor was applied to.
    static let bills = FinanceChild(name: "bills", keys: ["bills", "bills_credited"])
}
