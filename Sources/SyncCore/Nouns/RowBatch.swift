/// Rows on their way from Zoho's bytes to a statement's parameters.
///
/// Cells point into one arena, which is the answer's own bytes plus whatever had to be rewritten
/// (unescaped text, instants in UTC), so that a value is copied at most once before the database
/// takes it. Column 0 is always the record's id.
public struct RowBatch: Sendable {
    /// One value: what it is and where its bytes stand in the arena.
    public struct Cell: Sendable {
        /// How the bytes are to be understood.
        public enum Kind: UInt8, Sendable {
            /// The key was not in the answer: not readable, which is not the same as empty.
            case absent
            case null, `false`, `true`, number, text
        }

        /// How the bytes are to be understood.
        public let kind: Kind
        /// Where they start.
        public let start: UInt32
        /// How many there are.
        public let length: UInt32

        /// A cell of bytes in the arena.
        public init(_ kind: Kind, start: Int = 0, length: Int = 0) {
            self.kind = kind
            self.start = UInt32(truncatingIfNeeded: start)
            self.length = UInt32(truncatingIfNeeded: length)
        }
    }

    /// Cells of one batch, of 12 bytes each: 200 rows of 500 columns are a fortieth of it. Rows that
    /// say next to nothing would else cost a thousand times their bytes.
    public static let maximumCells = 4 << 20

    /// Cells in a row.
    public let columnCount: Int
    /// All cells, row by row.
    public private(set) var cells: ContiguousArray<Cell> = []
    /// The bytes that cells point into.
    public var arena: [UInt8]
    /// When each row was last modified, where the stream tells it.
    public private(set) var modified: [UTCInstant?] = []

    /// The rows that the list shows in part only: texts that it cuts, arrays that it leaves out.
    public var partial: Set<Int> = []

    /// A batch without rows.
    public init(columnCount: Int, arena: [UInt8] = []) {
        self.columnCount = columnCount
        self.arena = arena
    }

    /// Rows in the batch.
    public var rowCount: Int { modified.count }

    /// Makes room for so many rows.
    public mutating func reserve(rows: Int) {
        cells.reserveCapacity(rows * columnCount)
        modified.reserveCapacity(rows)
    }

    /// Adds a row of absent cells, to be filled with `set`.
    public mutating func appendRow(modified instant: UTCInstant?) {
        cells.append(contentsOf: repeatElement(Cell(.absent), count: columnCount))
        modified.append(instant)
    }

    /// A cell.
    public subscript(row: Int, column: Int) -> Cell {
        get { cells[row * columnCount + column] }
        set { cells[row * columnCount + column] = newValue }
    }

    /// Says when a row was last modified.
    public mutating func setModified(_ instant: UTCInstant?, row: Int) { modified[row] = instant }

    /// Adds text to the arena and gives its cell.
    public mutating func makeCell(text: String) -> Cell {
        let start = arena.count
        arena.append(contentsOf: text.utf8)
        return Cell(.text, start: start, length: arena.count - start)
    }

    /// The bytes of a cell as text.
    public func text(of cell: Cell) -> String {
        String(decoding: arena[Int(cell.start)..<Int(cell.start + cell.length)], as: UTF8.self)
    }

    /// The id of a row.
    public func id(row: Int) -> String { text(of: self[row, 0]) }

    /// These rows and others, in the order of their modification.
    public func merged(with other: RowBatch) -> RowBatch {
        var result = RowBatch(columnCount: columnCount, arena: arena + other.arena)
        result.reserve(rows: rowCount + other.rowCount)
        let order =
            ((0..<rowCount).map { (self, $0, 0) }
            + (0..<other.rowCount).map { (other, $0, arena.count) })
            .sorted { ($0.0.modified[$0.1]?.seconds ?? 0) < ($1.0.modified[$1.1]?.seconds ?? 0) }
        for (batch, row, base) in order {
            if batch.partial.contains(row) { result.partial.insert(result.rowCount) }
            result.appendRow(modified: batch.modified[row])
            for column in 0..<columnCount {
                let cell = batch[row, column]
                result[result.rowCount - 1, column] = Cell(
                    cell.kind, start: Int(cell.start) + base, length: Int(cell.length))
            }
        }
        return result
    }

    /// The ids of all rows, in their order.
    public var ids: [String] { (0..<rowCount).map(id(row:)) }

    /// Only the rows that satisfy a condition.
    public func filtered(_ isIncluded: (Int) -> Bool) -> RowBatch {
        var result = RowBatch(columnCount: columnCount, arena: arena)
        for row in 0..<rowCount where isIncluded(row) {
            if partial.contains(row) { result.partial.insert(result.rowCount) }
            result.cells.append(contentsOf: cells[row * columnCount..<(row + 1) * columnCount])
            result.modified.append(modified[row])
        }
        return result
    }
}
