import SyncCore

/// Takes records out of an answer's tokens into a batch: the way from bytes to parameters.
///
/// Records of one answer list their keys in the same order, so each key is first compared with the
/// one that followed its predecessor the last time; text is not copied unless it is escaped.
struct RecordDecoder {
    private struct Slot {
        let name: [UInt8]
        /// Column per part; -1 where there is none.
        var whole = -1
        var id = -1
        var part = -1
        var email = -1
        var module = -1
        var kind = StreamSchema.ColumnKind.any
    }

    private let columnCount: Int
    /// Whether column 0 comes from the record; a child's is its parent's id.
    private let hasID: Bool
    /// The columns whose text the answer cuts.
    private var cutColumns: [Int] = []
    private var slots: [Slot] = []
    private let modifiedSlot: Int

    /// Reads lists, which cut some texts; with `only`, these fields where answers show them whole.
    init(schema: StreamSchema, only wanted: Set<String>? = nil) {
        columnCount = schema.columns.count
        hasID = !schema.isChild
        let cut = wanted == nil ? schema.cutFields : []
        var indexes: [String: Int] = [:]
        for (column, description) in schema.columns.enumerated()
        where column == 0 || wanted?.contains(description.field) ?? true {
            let index = indexes[description.field] ?? slots.count
            if index == slots.count {
                indexes[description.field] = index
                slots.append(Slot(name: Array(description.field.utf8)))
            }
            switch description.part {
            case .whole:
                if cut.contains(description.field) { cutColumns.append(column) }
                slots[index].whole = column
                slots[index].kind = description.kind
            case .id: slots[index].id = column
            case .name: slots[index].part = column
            case .email: slots[index].email = column
            case .module: slots[index].module = column
            }
        }
        modifiedSlot = schema.modifiedField.flatMap { indexes[$0] } ?? -1
    }

    /// No rows, of the right width.
    var empty: RowBatch { RowBatch(columnCount: columnCount) }

    /// The records of an array, as rows. Throws when an element is not a record with an id.
    func decode(_ document: JSONDocument, array: Int) throws(SyncFailure) -> RowBatch {
        var rows = RowBatch(columnCount: columnCount)
        try demandRoom(rows: document.elements(of: array).count, columns: columnCount)
        var extra: [UInt8] = []
        let isComplete = document.bytes.withUnsafeBufferPointer { bytes in
            document.tokens.withUnsafeBufferPointer { tokens in
                var reader = Reader(
                    decoder: self, bytes: bytes, tokens: tokens, base: bytes.count)
                rows.reserve(rows: document.elements(of: array).count)
                let isComplete = reader.read(array: array, into: &rows)
                extra = reader.extra
                return isComplete
            }
        }
        guard isComplete else {
            throw SyncFailure(
                .invalidResponse, "Zoho sent a record without an id", disposition: .failStream)
        }
        rows.arena = document.bytes
        rows.arena.append(contentsOf: extra)
        return rows
    }

    private struct Reader {
        let decoder: RecordDecoder
        let bytes: UnsafeBufferPointer<UInt8>
        let tokens: UnsafeBufferPointer<JSONToken>
        /// Where `extra` will begin in the arena.
        let base: Int
        var extra: [UInt8] = []
        var predicted = 0

        mutating func read(array: Int, into rows: inout RowBatch) -> Bool {
            guard tokens[array].kind == .array else { return false }
            var element = array + 1
            let end = Int(tokens[array].next)
            while element < end {
                guard tokens[element].kind == .object else { return false }
                read(record: element, into: &rows)
                element = Int(tokens[element].next)
                if !decoder.cutColumns.isEmpty { leaveCutTexts(rows.rowCount - 1, &rows) }
                guard decoder.hasID else { continue }
                let id = rows[rows.rowCount - 1, 0]
                guard id.kind == .text || id.kind == .number, id.length > 0 else { return false }
            }
            return true
        }

        /// Leaves texts that may go on to the record's detail, which alone tells them then: otherwise
        /// lists would cut what the detail has completed, again and again.
        private func leaveCutTexts(_ row: Int, _ rows: inout RowBatch) {
            for column in decoder.cutColumns where isCut(rows[row, column]) {
                rows[row, column] = RowBatch.Cell(.absent)
                rows.partial.insert(row)
            }
        }

        private func isCut(_ cell: RowBatch.Cell) -> Bool {
            guard cell.kind == .text, cell.length >= CutText.length else { return false }
            let start = Int(cell.start)
            let end = start + Int(cell.length)
            return start < base
                ? CutText.mayBeCut(bytes[start..<end])
                : CutText.mayBeCut(extra[start - base..<end - base])
        }

        private mutating func read(record: Int, into rows: inout RowBatch) {
            let row = rows.rowCount
            rows.appendRow(modified: nil)
            predicted = 0
            var key = record + 1
            let end = Int(tokens[record].next)
            while key < end {
                let value = key + 1
                if let index = slot(for: tokens[key]) {
                    fill(row, index, value, &rows)
                    predicted = index + 1
                }
                key = Int(tokens[value].next)
            }
        }

        private func slot(for key: JSONToken) -> Int? {
            let count = decoder.slots.count
            for step in 0..<count {
                var index = predicted + step
                if index >= count { index -= count }
                if matches(key, decoder.slots[index].name) { return index }
            }
            return nil
        }

        private func matches(_ key: JSONToken, _ name: [UInt8]) -> Bool {
            guard Int(key.end - key.start) == name.count else { return false }
            let start = Int(key.start)
            return name.withUnsafeBufferPointer { name in
                for index in 0..<name.count where name[index] != bytes[start + index] {
                    return false
                }
                return true
            }
        }

        private mutating func fill(
            _ row: Int, _ index: Int, _ value: Int, _ rows: inout RowBatch
        ) {
            let slot = decoder.slots[index]
            if slot.whole >= 0 {
                let isID = slot.whole == 0
                rows[row, slot.whole] =
                    isID && ![.string, .number].contains(tokens[value].kind)
                    ? RowBatch.Cell(.null) : cell(value, kind: slot.kind)
                if index == decoder.modifiedSlot {
                    rows.setModified(tokens[value].instant(in: bytes), row: row)
                }
            }
            guard slot.part >= 0 || slot.id >= 0 || slot.module >= 0 else { return }
            fillReference(row, slot, value, &rows)
        }

        /// A reference `{"name","id","email","module"}`, in parts. A bare text is taken as the name.
        private mutating func fillReference(
            _ row: Int, _ slot: Slot, _ value: Int, _ rows: inout RowBatch
        ) {
            let null = RowBatch.Cell(.null)
            if slot.id >= 0 { rows[row, slot.id] = null }
            if slot.part >= 0 { rows[row, slot.part] = null }
            if slot.email >= 0 { rows[row, slot.email] = null }
            if slot.module >= 0, rows[row, slot.module].kind == .absent {
                rows[row, slot.module] = null
            }
            guard tokens[value].kind == .object else {
                if slot.part >= 0 { rows[row, slot.part] = cell(value, kind: .text) }
                return
            }
            var key = value + 1
            let end = Int(tokens[value].next)
            while key < end {
                let member = key + 1
                if slot.id >= 0, tokens[key].isText("id", in: bytes) {
                    rows[row, slot.id] = cell(member, kind: .text)
                } else if slot.part >= 0, tokens[key].isText("name", in: bytes) {
                    rows[row, slot.part] = cell(member, kind: .text)
                } else if slot.email >= 0, tokens[key].isText("email", in: bytes) {
                    rows[row, slot.email] = cell(member, kind: .text)
                } else if slot.module >= 0, tokens[key].isText("module", in: bytes) {
                    rows[row, slot.module] = moduleCell(member)
                }
                key = Int(tokens[member].next)
            }
        }

        private mutating func moduleCell(_ value: Int) -> RowBatch.Cell {
            guard tokens[value].kind == .object else { return cell(value, kind: .text) }
            var key = value + 1
            while key < Int(tokens[value].next) {
                if tokens[key].isText("api_name", in: bytes) { return cell(key + 1, kind: .text) }
                key = Int(tokens[key + 1].next)
            }
            return RowBatch.Cell(.null)
        }

        private mutating func cell(
            _ value: Int, kind: StreamSchema.ColumnKind
        ) -> RowBatch.Cell {
            let token = tokens[value]
            let start = Int(token.start)
            let length = Int(token.end - token.start)
            switch token.kind {
            case .null: return RowBatch.Cell(.null)
            case .true, .false:
                let isText = kind == .text || kind == .json
                return isText
                    ? RowBatch.Cell(.text, start: start, length: length)
                    : RowBatch.Cell(token.kind == .true ? .true : .false)
            case .number: return RowBatch.Cell(.number, start: start, length: length)
            case .array, .object: return RowBatch.Cell(.text, start: start, length: length)
            case .string, .key:
                if kind == .instant, let instant = token.instant(in: bytes) {
                    let offset = extra.count
                    instant.append(to: &extra)
                    return RowBatch.Cell(.text, start: base + offset, length: extra.count - offset)
                }
                guard token.isEscaped else {
                    return RowBatch.Cell(.text, start: start, length: length)
                }
                let offset = extra.count
                appendUnescaped(
                    UnsafeBufferPointer(rebasing: bytes[start..<start + length]), to: &extra)
                return RowBatch.Cell(.text, start: base + offset, length: extra.count - offset)
            }
        }
    }
}
