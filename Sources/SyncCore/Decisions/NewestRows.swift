/// The newest rows that a walk has met, a page of them at most, each once.
///
/// They tell from where on an unchanged stream fits on one page.
struct NewestRows: Sendable {
    private let limit: Int
    private var rows: [(id: UInt64, modified: UTCInstant)] = []

    init(limit: Int) { self.limit = limit }

    var isEmpty: Bool { rows.isEmpty }

    /// Takes in rows in the order of their modification; a row that is met again moves to its end.
    mutating func note(_ ids: [UInt64], _ times: [UTCInstant?]) {
        let known = Set(ids)
        rows.removeAll { known.contains($0.id) }
        for case (let id, let modified?) in zip(ids, times) { rows.append((id, modified)) }
        rows.removeFirst(max(0, rows.count - limit))
    }

    /// The earliest second, not before `earliest`, from which on less than a page of rows lies.
    func start(notBefore earliest: UTCInstant) -> UTCInstant {
        guard rows.count >= limit, let oldest = rows.first?.modified, oldest >= earliest,
            let newest = rows.last?.modified
        else { return earliest }
        return rows.first { $0.modified > oldest }?.modified ?? newest + 1
    }
}

/// The ids of rows, as hashes (FNV-1a, 64 bits): to recognise rows, not to keep them apart for good.
func hashedIDs(_ rows: RowBatch) -> [UInt64] {
    (0..<rows.rowCount).map { row in
        let cell = rows[row, 0]
        var hash = FNV1a()
        hash.add(rows.arena[Int(cell.start)..<Int(cell.start + cell.length)])
        return hash.value
    }
}
