import SyncCore

/// Puts the rows of several field slices together by id.
///
/// The slices are read one after the other, so a row may change or vanish in between. A row counts
/// only when every slice has it with the same time of modification; the others are named, so that
/// they can be asked for by id.
struct SliceMerge {
    /// The complete rows in the first slice's order.
    let rows: RowBatch
    /// The rows of the first slice that another one lacks or has in another version.
    let incomplete: [String]

    init(_ slices: [RowBatch]) {
        guard let first = slices.first, slices.count > 1 else {
            rows = slices.first ?? RowBatch(columnCount: 1)
            incomplete = []
            return
        }
        let indexes = slices.dropFirst().map { slice in
            Dictionary(
                (0..<slice.rowCount).map { (slice.id(row: $0), $0) }, uniquingKeysWith: { $1 })
        }
        var arena: [UInt8] = []
        var bases: [Int] = []
        for slice in slices {
            bases.append(arena.count)
            arena.append(contentsOf: slice.arena)
        }
        var merged = RowBatch(columnCount: first.columnCount, arena: arena)
        merged.reserve(rows: first.rowCount)
        var incomplete: [String] = []
        for row in 0..<first.rowCount {
            let id = first.id(row: row)
            let others = zip(slices.dropFirst(), indexes).map { slice, index in
                index[id].flatMap { slice.modified[$0] == first.modified[row] ? $0 : nil }
            }
            guard !others.contains(nil) else {
                incomplete.append(id)
                continue
            }
            merged.appendRow(modified: first.modified[row])
            let target = merged.rowCount - 1
            for (index, source) in ([row] + others.compactMap { $0 }).enumerated() {
                if slices[index].partial.contains(source) { merged.partial.insert(target) }
                for column in 0..<first.columnCount {
                    let cell = slices[index][source, column]
                    guard cell.kind != .absent else { continue }
                    merged[target, column] = RowBatch.Cell(
                        cell.kind, start: Int(cell.start) + bases[index], length: Int(cell.length))
                }
            }
        }
        self.rows = merged
        self.incomplete = incomplete
    }
}
