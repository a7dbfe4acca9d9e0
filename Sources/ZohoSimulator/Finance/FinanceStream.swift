/// One list of a finance product, as the documents and the recordings describe it.
struct FinanceStream: Sendable {
    /// Which date parameters narrow the list.
    enum DateFilter: Sendable {
        case none
        /// `date` only.
        case exact
        /// `date_start` and `date_end` only.
        case startAndEnd
        /// `date`, `date_start`, `date_end`, `date_before`, `date_after`.
        case full
        /// `from_date` and `to_date`.
        case fromAndTo
    }

    /// What `page_context` says.
    enum PageContext: Sendable { case none, short, full, taxes, invoices }

    let name: String
    /// "Invoice" in "Invoice does not exist."
    let entity: String
    /// The path below the product; `{id}` stands for a parent's id.
    var path: [String]
    /// Other paths with the same rows.
    var aliases: [[String]] = []
    var listKey: String
    let idField: String
    var fields: [FinanceField] = []
    /// Rows tell when they were changed.
    var hasModified = true
    /// The key of the business date, where there is one.
    var dateField: String?
    var modifiedFilter = FinanceModifiedFilter.ignored
    /// `last_modified_time` means at or after, whatever the switch says.
    var isAlwaysInclusive = false
    var dateFilter = DateFilter.none
    /// `due_date` and its relatives narrow the list.
    var filtersDueDate = false
    var sortColumns: Set<String> = []
    var defaultSort = (column: "created_time", ascending: false)
    /// `sort_order=A` is not obeyed.
    var ignoresAscending = false
    /// `Status` in `Status.All`; nil where `filter_by` is unknown.
    var filterPrefix: String?
    /// Without `filter_by` inactive rows stay out.
    var hidesInactive = false
    var pageContext = PageContext.full
    /// `page` and `per_page` are known.
    var isPaged = true
    /// Rows in a page when `per_page` is absent.
    var defaultPageSize = 200
    var reportName: String
    /// The path of a detail without the id; nil where it is the list's.
    var detailPath: [String]?
    /// The key of the detail; nil where there is none.
    var detailKey: String?
    /// The module in a scope.
    var scope: String
    var statuses = ["active"]
    /// Records are only read one by one.
    var hasList = true
    /// The id is written as a number.
    var hasNumericID = false
    /// One row in three has no time of change.
    var blanksModified = false
    /// A stream whose records are the parents of these.
    var parent: String?
    /// The parameter that names the parent, where the path does not.
    var parentParameter: String?

    init(
        _ name: String, _ entity: String, id: String, detail: String?, scope: String,
        fields: [FinanceField]
    ) {
        self.name = name
        self.entity = entity
        self.path = name.split(separator: "/").map(String.init)
        self.listKey = name
        self.idField = id
        self.detailKey = detail
        self.scope = scope
        self.fields = fields
        reportName = FinanceText.title(name)
    }

    func with(_ change: (inout FinanceStream) -> Void) -> FinanceStream {
        var copy = self
        change(&copy)
        return copy
    }
}
