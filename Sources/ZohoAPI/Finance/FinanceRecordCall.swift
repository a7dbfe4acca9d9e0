/// How a single record is read, and what that adds to its list row.
struct FinanceRecordCall: Sendable {
    /// A call that answers for many records.
    struct Bulk: Sendable {
        /// The path behind the product's base.
        let path: String
        /// The parameter that takes the ids, separated by commas.
        let parameter: String
        /// The keys under which the array may come.
        let keys: [String]
        /// Ids that one call takes.
        let limit: Int
    }

    /// The path of the collection that the id is appended to; nil: the list's own path.
    let path: String?
    /// The keys under which the record may come. They are not the list's without its `s`.
    let keys: [String]
    /// Whether lists leave something out, so that each changed record has to be read.
    let isDetail: Bool
    /// The arrays that become child tables.
    let children: [FinanceChild]
    /// The call for many records at once, where there is one.
    let bulk: Bulk?
    /// Fields that only repeat one of the list under another name.
    let repeated: Set<String>

    /// The list tells everything; a single record is asked for only to see whether it exists.
    static func lookup(_ keys: String..., at path: String? = nil) -> FinanceRecordCall {
        FinanceRecordCall(
            path: path, keys: keys, isDetail: false, children: [], bulk: nil, repeated: [])
    }

    /// The list leaves something out.
    static func detail(
        _ keys: String..., at path: String? = nil, children: [FinanceChild] = [],
        bulk: Bulk? = nil, repeated: Set<String> = []
    ) -> FinanceRecordCall {
        FinanceRecordCall(
            path: path, keys: keys, isDetail: true, children: children, bulk: bulk,
            repeated: repeated)
    }
}

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
