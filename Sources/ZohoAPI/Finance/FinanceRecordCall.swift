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
