import SyncCore

extension RowBatch {
    /// Sets a cell to a value, as a column of this kind takes it.
    mutating func set(
        _ value: JSONValue, _ kind: StreamSchema.ColumnKind, row: Int, column: Int
    ) {
        self[row, column] = cell(value, kind)
    }

    private mutating func cell(_ value: JSONValue, _ kind: StreamSchema.ColumnKind) -> Cell {
        switch value {
        case .null: return Cell(.null)
        case .bool(let flag):
            if kind == .text || kind == .json { return makeCell(text: flag ? "true" : "false") }
            return Cell(flag ? .true : .false)
        case .number(let number):
            let text = makeCell(text: number.text)
            return Cell(.number, start: Int(text.start), length: Int(text.length))
        case .string(let text): return cell(text, kind)
        case .array, .object: return makeCell(text: value.text)
        }
    }

    /// Text that is a moment is one in UTC, text that is a flag is one; other text stays as it came.
    private mutating func cell(_ text: String, _ kind: StreamSchema.ColumnKind) -> Cell {
        switch (kind, text) {
        case (.boolean, "true"): Cell(.true)
        case (.boolean, "false"): Cell(.false)
        case (.instant, _): makeCell(text: UTCInstant(text)?.text ?? text)
        default: makeCell(text: text)
        }
    }
}
