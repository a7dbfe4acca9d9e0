/// Who fills which column of a stream's table.
///
/// A record is told twice, by its list row and by its detail, and not always in the same words. So
/// that the two never write one column by turns:
/// - a list row fills the columns of its keys, and every key that a list row ever had is noted in
///   `StreamSchema.fields`;
/// - a detail fills the columns of the keys that are not noted there;
/// - what lists are known to leave empty or to tell in part (`partlyListed`, custom fields, the
///   arrays that are child tables) belongs to the detail alone, where the stream has one.
///
/// A stream without details has all its columns from lists.
struct FinanceOwnership {
    /// `""` in lists and full in details (recorded answers: `documents`), or lists' own shorter form.
    private static let partlyListed: Set<String> = [
        "documents", "tags", "billing_address", "shipping_address",
    ]

    private let idField: String
    private let hasDetail: Bool
    private let listed: Set<String>
    /// What belongs to neither: arrays with a table of their own, and repetitions.
    private let children: Set<String>
    private let repeated: Set<String>

    /// The ownership in a stream.
    /// - Parameter listed: the keys that list rows had so far.
    init(_ stream: FinanceStream, listed: [String]) {
        idField = stream.idField
        hasDetail = stream.detail != nil
        self.listed = Set(listed)
        children = Set(stream.children.flatMap(\.keys))
        repeated = stream.record?.repeated ?? []
    }

    /// Whether custom fields are filled from lists.
    var hasCustomFieldsInLists: Bool { !hasDetail }

    /// Whether a key of a list row fills a column.
    func isOfList(_ key: String) -> Bool {
        !hasDetail || !(Self.partlyListed.contains(key) || children.contains(key))
    }

    /// Whether a key of a detail fills a column.
    func isOfDetail(_ key: String) -> Bool {
        guard hasDetail, key != idField, !children.contains(key) else { return false }
        return Self.partlyListed.contains(key) || !(listed.contains(key) || repeated.contains(key))
    }
}
