import NIOCore

/// Puts a page together by copying stored JSON.
struct PageComposer {
    let columns: ListColumns
    private(set) var buffer = ByteBuffer()

    init(columns: ListColumns) {
        self.columns = columns
    }

    mutating func write(_ slots: [Int32], of table: ModuleTable) {
        let keyBytes = columns.keys.reduce(0) { $0 + $1.count }
        let constantBytes = columns.sources.reduce(0) { sum, source in
            if case .constant(let bytes) = source { sum + bytes.count } else { sum }
        }
        // Every column once, plus the id, its key and `null` or `false` per column.
        let perRow = 32 + keyBytes + constantBytes + columns.sources.count * 5
        let bound = slots.reduce(16) { $0 + perRow + table.records[Int($1)].blob.count }
        buffer.reserveCapacity(bound + 512)
        buffer.writeStaticString("{\"data\":[")
        let columns = columns
        _ = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { target in
            var page = PageWriter(target: target)
            for (index, slot) in slots.enumerated() {
                page.append(index == 0 ? "{\"id\":\"" : ",{\"id\":\"")
                page.append(table.records[Int(slot)], columns)
            }
            return page.count
        }
    }

    mutating func finish(info: SimulatorValue) {
        buffer.writeStaticString("],\"info\":")
        buffer.writeBytes(info.bytes)
        buffer.writeStaticString("}")
    }
}

/// Appends into memory that the caller has measured.
private struct PageWriter {
    let target: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(target: UnsafeMutableRawBufferPointer) {
        self.target = target
    }

    mutating func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, let start = target.baseAddress else { return }
        precondition(count + bytes.count <= target.count, "a page grew beyond its measure")
        (start + count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }

    mutating func append(_ record: borrowing Record, _ columns: ListColumns) {
        var digits = record.id
        var text: [UInt8] = []
        text.reserveCapacity(20)
        repeat {
            text.append(UInt8(ascii: "0") + UInt8(digits % 10))
            digits /= 10
        } while digits > 0
        text.reverse()
        append(text)
        append("\"")
        let listForms = record.listForms
        let isConverted = record.isConverted
        record.blob.withUnsafeBytes { blob in
            record.ends.withUnsafeBufferPointer { ends in
                for index in columns.sources.indices {
                    append(columns.keys[index])
                    switch columns.sources[index] {
                    case .stored(let position):
                        if let form = listForms?[position] {
                            append(form)
                        } else if position < ends.count {
                            let start = position == 0 ? 0 : Int(ends[position - 1])
                            append(
                                UnsafeRawBufferPointer(rebasing: blob[start..<Int(ends[position])]))
                        } else {
                            append("null")
                        }
                    case .converted: append(isConverted ? "true" : "false")
                    case .constant(let bytes): append(bytes)
                    }
                }
            }
        }
        append("}")
    }
}
