import SyncCore

/// One stream of Books, Inventory or Invoice, as data: where its list is, what the list may be able
/// to do, and what a record's own call adds. A new stream is a new entry in a catalogue.
struct FinanceStream: Sendable {
    /// What a list may be able to do, by Zoho's documentation or by what others have seen.
    struct Abilities: OptionSet, Sendable {
        let rawValue: Int

        /// `last_modified_time=` is documented or was seen to narrow the list.
        static let filter = Abilities(rawValue: 1)
        /// `sort_column=last_modified_time` is documented or was seen to be accepted.
        static let newestFirst = Abilities(rawValue: 2)
        /// `sort_column=created_time` is documented.
        static let createdOrder = Abilities(rawValue: 4)
        /// The list comes in numbered pages.
        static let pages = Abilities(rawValue: 8)
    }

    /// A range filter by date.
    struct Window: Sendable {
        /// The parameter that takes the first day.
        let parameter: String
        /// The field of the rows that is compared.
        let field: String

        /// The window that most documents have.
        static let date = Window(parameter: "date_start", field: "date")
    }

    /// The stream under whose records this one is listed.
    struct Parent: Sendable {
        /// The parent's name.
        let name: String
        /// The field that holds the parent's id.
        let field: String
    }

    /// The list's path behind the product's base; `{parent}` stands for the parent's id.
    let path: String
    /// Zoho's name: the last segment of the path, with the one before where that would clash.
    let name: String
    /// The keys under which the list may come; the first is the documented one.
    let keys: [String]
    /// The field that identifies a record.
    let idField: String
    /// The field that tells when a record was last modified, where rows have one.
    let modifiedField: String?
    /// The scope that reads it, without product and verb.
    let scope: String
    /// The `filter_by` that makes the stream what it is.
    let only: String?
    /// The `filter_by` that shows what the default hides.
    let show: String?
    /// What is worth trying.
    let abilities: Abilities
    /// How it can be asked for from a day on.
    let window: Window?
    /// How a single record is read; nil where none can be.
    let record: FinanceRecordCall?
    /// Whether the account's edition or settings may lack it.
    let isOptional: Bool
    /// Under whose records it is listed.
    let parent: Parent?

    /// A stream. Its name is the last segment of the path and its array has that name, unless said
    /// otherwise.
    init(
        _ path: String, name: String? = nil, keys: [String] = [], id: String, scope: String,
        modified: String? = "last_modified_time", only: String? = nil, show: String? = nil,
        abilities: Abilities = [.pages], window: Window? = nil, record: FinanceRecordCall? = nil,
        isOptional: Bool = false, parent: Parent? = nil
    ) {
        let segment = PathText.name(of: path)
        self.path = path
        self.name = name ?? segment
        self.keys = keys.isEmpty ? [segment] : keys
        idField = id
        modifiedField = modified
        self.scope = scope
        self.only = only
        self.show = show
        self.abilities = abilities
        self.window = window
        self.record = record
        self.isOptional = isOptional
        self.parent = parent
    }

    /// What the engine may try.
    var traits: ListTraits {
        ListTraits(
            hasFilter: abilities.contains(.filter),
            hasNewestFirst: abilities.contains(.newestFirst),
            hasWindow: window != nil, hasLookup: record != nil)
    }

    /// How a detail is read, where lists leave something out.
    var detail: StreamSchema.Detail? {
        guard let record, record.isDetail else { return nil }
        return StreamSchema.Detail(batch: record.bulk?.limit ?? 1)
    }

    /// The arrays that become child tables.
    var children: [FinanceChild] { record?.children ?? [] }
}
