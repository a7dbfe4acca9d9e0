/// What a list is asked for, as the stream understands it. Unknown parameters are not looked at.
struct FinanceListQuery {
    let stream: FinanceStream
    private(set) var page = 1
    private(set) var perPage: Int
    /// What `page_context` says was applied.
    private(set) var appliedFilter: String
    private(set) var sortColumn: String
    private(set) var ascending: Bool
    private var filterValue: String?
    private var modified: Instant?
    private let exclusive: Bool
    private var status: String?
    private var days: [(isDue: Bool, matches: @Sendable (Int) -> Bool)] = []
    private(set) var key: String

    init(
        _ query: Query, _ stream: FinanceStream, _ switches: ZohoSimulator.Switches
    ) throws(FinanceRefusal) {
        self.stream = stream
        let prefix = stream.filterPrefix ?? "Status"
        appliedFilter = "\(prefix).\(stream.hidesInactive ? "Active" : "All")"
        sortColumn = stream.defaultSort.column
        ascending = stream.defaultSort.ascending
        exclusive = switches.lastModifiedExclusive && !stream.isAlwaysInclusive
        perPage = stream.defaultPageSize
        key = ""
        try readPage(query, switches)
        try readFilter(query)
        try readModified(query, switches)
        try readDays(query)
        readSort(query)
        if stream.filterPrefix == "Status" { status = query["status"]?.lowercased() }
        let known = ["filter_by", "last_modified_time", "status", "sort_column", "sort_order"]
        key = query.items.filter { known.contains($0.name) || $0.name.contains("date") }
            .map { "\($0.name)=\($0.value)" }.sorted().joined(separator: "&")
        // What the stream makes of them may have been changed since.
        key += " \(stream.modifiedFilter) \(appliedFilter) \(sortColumn) \(ascending)"
    }

    // MARK: Reading

    private mutating func readPage(
        _ query: Query, _ switches: ZohoSimulator.Switches
    ) throws(FinanceRefusal) {
        guard stream.isPaged else { return }
        if let text = query["page"] {
            guard let number = Int(text), number >= 1 else {
                throw .invalid("page", violation: "page=\(text): pages count from 1")
            }
            page = number
        }
        let greatest = switches.financePageSize
        if let text = query["per_page"] {
            guard let number = Int(text), number >= 1 else {
                throw .invalid("per_page", violation: "per_page=\(text)")
            }
            perPage = min(number, greatest, 200)
        } else if greatest < 200 {
            perPage = min(perPage, greatest)
        }
    }

    private mutating func readFilter(_ query: Query) throws(FinanceRefusal) {
        if stream.name == "debitnotes" {
            appliedFilter = "Type.DebitNote"
            return
        }
        guard let prefix = stream.filterPrefix else { return }
        if let text = query["filter_by"], text.hasPrefix(prefix + ".") { appliedFilter = text }
        let value = appliedFilter.dropFirst(prefix.count + 1)
        let plain = value.lowercased()
        let known =
            Set(stream.statuses).map { $0.replacing("_", with: "") }
            + ["all", "active", "inactive", "deleted", "unpaid", "overdue"]
            + (Self.furtherValues[prefix] ?? [])
        guard known.contains(plain) else { throw .invalid("filter_by") }
        filterValue = plain
    }

    private mutating func readModified(
        _ query: Query, _ switches: ZohoSimulator.Switches
    ) throws(FinanceRefusal) {
        guard stream.modifiedFilter != .ignored, let text = query["last_modified_time"] else {
            return
        }
        guard stream.modifiedFilter != .refused else { throw .invalid("last_modified_time") }
        guard let instant = FinanceTime.read(text, acceptsZulu: !switches.refusesZuluFilters)
        else {
            let violation =
                text.contains(" ") ? "a plus sign arrived as a blank in last_modified_time" : nil
            throw .invalid("last_modified_time", violation: violation)
        }
        modified = instant
    }

    private mutating func readSort(_ query: Query) {
        if let column = query["sort_column"], stream.sortColumns.contains(column) {
            sortColumn = column
        }
        switch query["sort_order"] {
        case "A" where !stream.ignoresAscending: ascending = true
        case "D": ascending = false
        default: break
        }
    }

    private mutating func readDays(_ query: Query) throws(FinanceRefusal) {
        var names: [(String, @Sendable (Int, Int) -> Bool)] = []
        switch stream.dateFilter {
        case .none: break
        case .exact: names = [("date", { $0 == $1 })]
        case .startAndEnd: names = [("date_start", { $0 >= $1 }), ("date_end", { $0 <= $1 })]
        case .fromAndTo: names = [("from_date", { $0 >= $1 }), ("to_date", { $0 <= $1 })]
        case .full: names = Self.fullNames("date")
        }
        for (name, compare) in names { try readDay(query, name, isDue: false, compare) }
        guard stream.filtersDueDate else { return }
        for (name, compare) in Self.fullNames("due_date") {
            try readDay(query, name, isDue: true, compare)
        }
    }

    private mutating func readDay(
        _ query: Query, _ name: String, isDue: Bool,
        _ compare: @escaping @Sendable (Int, Int) -> Bool
    ) throws(FinanceRefusal) {
        guard let text = query[name] else { return }
        guard let day = FinanceText.days(text) else { throw .invalid(name) }
        days.append((isDue, { compare($0, day) }))
    }

    private static func fullNames(_ name: String) -> [(String, @Sendable (Int, Int) -> Bool)] {
        [
            (name, { $0 == $1 }), (name + "_start", { $0 >= $1 }), (name + "_end", { $0 <= $1 }),
            (name + "_before", { $0 < $1 }), (name + "_after", { $0 > $1 }),
        ]
    }

    private static let accountTypes = ["asset", "liability", "equity", "income", "expense", "cash"]

    /// Documented values that are no status of a row.
    private static let furtherValues = [
        "AccountType": accountTypes, "PaymentMode": ["cash", "check", "banktransfer"],
        "Status": ["duplicate", "crm", "portalenabled", "portaldisabled", "creditlimitexceed"],
    ]

    // MARK: Matching

    func matches(_ record: FinanceRecord, _ renderer: FinanceRenderer) -> Bool {
        if let modified {
            switch stream.modifiedFilter {
            case .equality where record.modified != modified: return false
            case .honoured where record.modified < modified: return false
            case .honoured where exclusive && record.modified == modified: return false
            default: break
            }
        }
        if let status, record.status != status { return false }
        if let filterValue, !matches(filterValue, record, renderer) { return false }
        if filterValue == nil, record.status == "deleted" { return false }
        return days.allSatisfy { condition in
            condition.matches(
                condition.isDue
                    ? renderer.value("due_date", of: record)?.text.flatMap(FinanceText.days)
                        ?? record.day
                    : record.day)
        }
    }

    private func matches(
        _ filter: String, _ record: FinanceRecord, _ renderer: FinanceRenderer
    ) -> Bool {
        switch filter {
        case "all": return record.status != "deleted"
        case "unpaid":
            return !["paid", "void", "draft"].contains(record.status)
        case _ where stream.filterPrefix == "AccountType" && Self.accountTypes.contains(filter):
            return record.status == "active"
                && renderer.value("account_type", of: record)?.text == filter
        case _ where stream.filterPrefix == "PaymentMode":
            let mode = renderer.value("payment_mode", of: record)?.text ?? ""
            return mode.lowercased().replacing(" ", with: "") == filter
        default: return record.status.replacing("_", with: "") == filter
        }
    }
}
