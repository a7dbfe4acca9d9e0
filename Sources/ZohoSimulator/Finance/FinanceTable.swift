/// The records of one stream, ascending by id.
struct FinanceTable: Sendable {
    private(set) var records: [FinanceRecord] = []
    /// The number that the next record is made from.
    var nextNumber = 0
    /// Orders that lists asked for since the last change: every page of a walk needs the same.
    private var orders: [String: [Int32]] = [:]

    func place(_ id: Int64) -> Int? {
        let place = insertionPlace(id)
        return place < records.count && records[place].id == id ? place : nil
    }

    func record(_ id: Int64) -> FinanceRecord? { place(id).map { records[$0] } }

    mutating func insert(_ record: FinanceRecord) {
        orders = [:]
        nextNumber = max(nextNumber, record.number + 1)
        let place = insertionPlace(record.id)
        if place < records.count, records[place].id == record.id {
            records[place] = record
        } else {
            records.insert(record, at: place)
        }
    }

    mutating func reserve(_ count: Int) { records.reserveCapacity(records.count + count) }

    @discardableResult
    mutating func remove(_ id: Int64) -> Bool {
        guard let place = place(id) else { return false }
        orders = [:]
        records.remove(at: place)
        return true
    }

    @discardableResult
    mutating func change(_ id: Int64, _ body: (inout FinanceRecord) -> Void) -> Bool {
        guard let place = place(id) else { return false }
        orders = [:]
        body(&records[place])
        return true
    }

    /// The places of rows in an order, made once per change of the table.
    mutating func order(_ name: String, _ make: ([FinanceRecord]) -> [Int32]) -> [Int32] {
        if let known = orders[name] { return known }
        if orders.count > 8 { orders = [:] }
        let made = make(records)
        orders[name] = made
        return made
    }

    private func insertionPlace(_ id: Int64) -> Int {
        if let last = records.last, last.id < id { return records.count }
        var low = 0
        var high = records.count
        while low < high {
            let middle = (low + high) / 2
            if records[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
