import TestSupport

@testable import SyncCore

extension SeededGenerator {
    mutating func text() -> String {
        let pieces = [
            "a", "Z", "é", "e\u{301}", "😀", "\"", "\\", "/", "\n", "\u{0}", "\u{1F}", " ", "日",
        ]
        return (0..<below(8)).map { _ in pieces[below(pieces.count)] }.joined()
    }

    /// A JSON value; at depth 4 an array or an object.
    mutating func value(depth: Int) -> JSONValue {
        switch depth == 4 ? 5 + below(2) : below(depth > 0 ? 7 : 5) {
        case 0: return .null
        case 1: return .bool(below(2) == 0)
        case 2: return .number(JSONNumber(Int(truncatingIfNeeded: next())))
        case 3:
            let text = "-\(below(1000)).\(below(1000))e-\(below(400))"
            return .number(JSONNumber(unchecked: text))
        case 4: return .string(text())
        case 5: return .array((0..<below(6)).map { _ in value(depth: depth - 1) })
        default:
            let members = (0..<below(6)).map { _ in (text(), value(depth: depth - 1)) }
            return .object(JSONObject(members))
        }
    }
}

/// An instant in the middle of 2026.
let noon = UTCInstant(seconds: 1_780_000_000)

extension RowBatch {
    /// Rows of an id and one text each, modified at these seconds.
    init(rows: [(id: String, text: String, modified: Int64?)]) {
        self.init(columnCount: 2)
        for row in rows {
            appendRow(modified: row.modified.map { UTCInstant(seconds: $0) })
            self[rowCount - 1, 0] = makeCell(text: row.id)
            self[rowCount - 1, 1] = makeCell(text: row.text)
        }
    }
}
