/// The rows that a list query sees, in its order.
struct ListWalk {
    struct Window {
        let slots: [Int32]
        let hasMore: Bool
    }

    let table: ModuleTable
    let query: ListQuery
    let unstableTies: Bool

    /// One page. Offsets count over the rows as they are now: a row that moves between two pages
    /// shifts the others, which is the trap of page numbers and tokens.
    func window(offset: Int) -> Window {
        if let snapshot = query.token?.snapshot {
            let page = snapshot.dropFirst(offset).prefix(query.perPage)
            return Window(
                slots: page.compactMap { table.slot(of: $0) },
                hasMore: snapshot.count > offset + query.perPage)
        }
        if let range = plainRange {
            let count = range.count
            let start = min(offset, count)
            let end = min(start + query.perPage, count)
            let order = query.order == .modified ? table.byModified : table.byID
            let slots =
                query.ascending
                ? Array(order[range.lowerBound + start..<range.lowerBound + end])
                : Array(order[range.upperBound - end..<range.upperBound - start].reversed())
            return Window(slots: slots, hasMore: end < count)
        }
        let all = allSlots
        return Window(
            slots: Array(all.dropFirst(offset).prefix(query.perPage)),
            hasMore: all.count > offset + query.perPage)
    }

    var allIDs: [Int64] {
        allSlots.map { table.records[Int($0)].id }
    }

    /// The stretch of an index that is the answer, where no row in it has to be left out.
    private var plainRange: Range<Int>? {
        let hidesRows =
            switch query.converted {
            case .both: false
            case .no: table.convertedCount > 0
            case .yes: true
            }
        guard !hidesRows, query.ids == nil, !unstableTies else { return nil }
        switch (query.order, query.since) {
        case (.modified, let since):
            return (since.map(table.firstModified(from:)) ?? 0)..<table.count
        case (.id, nil): return 0..<table.count
        default: return nil
        }
    }

    private var allSlots: [Int32] {
        let records = table.records
        var slots: [Int32]
        switch query.order {
        case .id: slots = table.byID
        case .modified: slots = table.byModified
        case .created:
            slots = table.byID.sorted {
                (records[Int($0)].created, records[Int($0)].id)
                    < (records[Int($1)].created, records[Int($1)].id)
            }
        }
        let ids = query.ids.map(Set.init)
        slots.removeAll { slot in
            let record = records[Int(slot)]
            if let since = query.since, record.modified < since { return true }
            if let ids, !ids.contains(record.id) { return true }
            switch query.converted {
            case .both: return false
            case .no: return record.isConverted
            case .yes: return !record.isConverted
            }
        }
        if unstableTies, query.order == .modified { shuffleTies(&slots) }
        return query.ascending ? slots : slots.reversed()
    }

    /// Rows of one second in an order that depends on the fields asked for.
    private func shuffleTies(_ slots: inout [Int32]) {
        var salt: UInt64 = 14_695_981_039_346_656_037
        for byte in query.fields.joined(separator: ",").utf8 {
            salt = (salt ^ UInt64(byte)) &* 1_099_511_628_211
        }
        let keys = slots.map { slot in
            var random = SeededRandom(seed: salt ^ UInt64(bitPattern: table.records[Int(slot)].id))
            return (table.records[Int(slot)].modified, random.next(), slot)
        }
        slots = keys.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    }
}
