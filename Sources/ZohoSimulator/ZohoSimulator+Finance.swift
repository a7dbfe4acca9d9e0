import Synchronization

/// Books, Inventory and Invoice: what they hold and how they behave, between any two requests.
///
/// A stream is named by its path: `invoices`, `settings/taxes`, `creditnotes/refunds`; but
/// `debitnotes` (customer debit notes), `timeentries` and `projects/tasks`.
extension ZohoSimulator {
    // MARK: Records

    /// Makes a record at the clock's now and gives its id; an empty text when there is no such
    /// stream. Id, times, business date, `status` and `line_items` may be among the fields;
    /// fields that the stream does not know are sent as they are.
    @discardableResult
    public func create(
        product: FinanceProduct, stream: String, _ fields: [String: Value] = [:]
    ) -> String {
        let now = clock.seconds
        let key = FinanceKey(product: product, stream: stream)
        return core.state.withLock { state in
            state.createFinance(key, fields, now: now).map(String.init) ?? ""
        }
    }

    /// Changes header fields, or lines as `line_items`; the time of change becomes now.
    @discardableResult
    public func update(
        product: FinanceProduct, stream: String, id: String, _ fields: [String: Value]
    ) -> Bool {
        change(product, stream, id) { $0.updateFinance($1, $2, fields, now: $3) }
    }

    /// Replaces the lines of a document; the time of change becomes now.
    @discardableResult
    public func replaceLines(
        product: FinanceProduct, stream: String, id: String, _ lines: [Value]
    ) -> Bool {
        update(product: product, stream: stream, id: id, ["line_items": .array(lines)])
    }

    /// Changes persons or addresses of a contact: whether its time moves is a switch.
    @discardableResult
    public func changeChildren(
        product: FinanceProduct, stream: String, id: String, _ fields: [String: Value]
    ) -> Bool {
        let moves = configuration.switches.childEditsBumpModified
        return change(product, stream, id) {
            $0.updateFinance($1, $2, fields, now: $3, movesModifiedTime: moves)
        }
    }

    /// Changes a derived figure (`balance`, `stock_on_hand`); the time of change stays.
    @discardableResult
    public func changeBalance(
        product: FinanceProduct, stream: String, id: String, field: String, value: Value
    ) -> Bool {
        change(product, stream, id) {
            $0.updateFinance($1, $2, [field: value], now: $3, movesModifiedTime: false)
        }
    }

    /// Deletes for good; no list tells. Users remain as deleted ones.
    @discardableResult
    public func delete(product: FinanceProduct, stream: String, id: String) -> Bool {
        change(product, stream, id) { state, key, id, _ in state.deleteFinance(key, id) }
    }

    /// Voids a document: it stays, with a new time of change.
    @discardableResult
    public func void(product: FinanceProduct, stream: String, id: String) -> Bool {
        update(product: product, stream: stream, id: id, ["status": "void"])
    }

    /// Makes a record active or inactive.
    @discardableResult
    public func setActive(
        product: FinanceProduct, stream: String, id: String, _ isActive: Bool
    ) -> Bool {
        update(
            product: product, stream: stream, id: id,
            ["status": isActive ? "active" : "inactive"])
    }

    /// Merges a contact into another: the first id ends, documents name the second.
    @discardableResult
    public func mergeContact(product: FinanceProduct, id: String, into survivor: String) -> Bool {
        guard let survivor = Int64(survivor) else { return false }
        return change(product, "contacts", id) { state, key, id, now in
            state.mergeContacts(key.product, id, into: survivor, now: now)
        }
    }

    /// Adds records over the past days, cheaply; what they hold follows from their number.
    /// Seed contacts, items and accounts before the documents that name them.
    public func seed(product: FinanceProduct, stream: String, count: Int, days: Int = 730) {
        let now = clock.seconds
        let key = FinanceKey(product: product, stream: stream)
        core.state.withLock { $0.seedFinance(key, count, days: days, now: now) }
    }

    // MARK: Truth

    /// Every record there is, as detail and as row of a list.
    public func truth(product: FinanceProduct, stream: String) -> [FinanceTruth] {
        core.state.withLock { $0.financeTruth(FinanceKey(product: product, stream: stream)) }
    }

    /// The ids of every record there is, ascending.
    public func recordIDs(product: FinanceProduct, stream: String) -> [String] {
        core.state.withLock { state in
            let key = FinanceKey(product: product, stream: stream)
            return (state.finance.tables[key]?.records ?? []).filter { $0.status != "deleted" }
                .map { String($0.id) }
        }
    }

    /// How many records all streams of a product hold.
    public func recordCount(of product: FinanceProduct) -> Int {
        core.state.withLock { state in
            state.finance.tables.filter { $0.key.product == product }
                .reduce(0) { $0 + $1.value.records.count }
        }
    }

    /// The names of a product's streams.
    public func streams(of product: FinanceProduct) -> [String] {
        FinanceCatalogue.streams(of: product).map(\.name)
    }

    // MARK: Behaviour

    /// Changes what a stream does with `last_modified_time`.
    public func setFilter(
        product: FinanceProduct, stream: String, _ filter: FinanceModifiedFilter
    ) {
        let key = FinanceKey(product: product, stream: stream)
        core.state.withLock { $0.finance.filters[key] = filter }
    }

    /// Changes which `sort_column` a stream obeys; others leave its default order.
    public func setSortColumns(product: FinanceProduct, stream: String, _ columns: Set<String>) {
        let key = FinanceKey(product: product, stream: stream)
        core.state.withLock { $0.finance.sortColumns[key] = columns }
    }

    /// Takes a feature away: the path answers 404 with code 5. Or gives it back.
    public func setUnavailable(
        product: FinanceProduct, stream: String, _ isUnavailable: Bool = true
    ) {
        let key = FinanceKey(product: product, stream: stream)
        core.state.withLock { state in
            if isUnavailable {
                state.finance.unavailable.insert(key)
            } else {
                state.finance.unavailable.remove(key)
            }
        }
    }

    /// Calls that other programs of the organisation made today.
    public func spendQuota(_ calls: Int, product: FinanceProduct = .books) {
        let exact = clock.exactSeconds
        core.state.withLock { $0.spendFinanceQuota(calls, product, exactNow: exact) }
    }

    private func change(
        _ product: FinanceProduct, _ stream: String, _ idText: String,
        _ body: @Sendable (inout SimulatorState, FinanceKey, Int64, Instant) -> Bool
    ) -> Bool {
        guard let id = Int64(idText) else { return false }
        let now = clock.seconds
        let key = FinanceKey(product: product, stream: stream)
        return core.state.withLock { body(&$0, key, id, now) }
    }
}

extension SimulatorState {
    mutating func spendFinanceQuota(_ calls: Int, _ product: FinanceProduct, exactNow: Double) {
        guard let organization = configuration.financeOrganizations.first else { return }
        let limits = FinanceLimits(
            product: product, connection: 0, configuration: configuration,
            organization: organization, zone: finance.world(product).zone, now: exactNow)
        limits.spend(calls, &self)
    }
}
