/// Reads JSON into values, numbers by their text. Foundation's parser would round money.
struct JSONReader {
    struct Malformed: Error {
        let offset: Int
    }

    private let bytes: ArraySlice<UInt8>
    private var position: Int

    static func read(_ bytes: ArraySlice<UInt8>) throws(Malformed) -> SimulatorValue {
        var reader = JSONReader(bytes)
        let value = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.position == bytes.endIndex else { throw reader.malformed }
        return value
    }

    static func read(_ bytes: [UInt8]) throws(Malformed) -> SimulatorValue {
        try read(bytes[...])
    }

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    private var malformed: Malformed { Malformed(offset: position - bytes.startIndex) }

    private var current: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = current, byte == 0x20 || (0x09...0x0D).contains(byte) { position += 1 }
    }

    private mutating func accept(_ byte: Character) -> Bool {
        skipBlanks()
        guard current == byte.asciiValue else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(Malformed) -> SimulatorValue {
        // A body from outside must not be able to exhaust the stack.
        guard depth < 64 else { throw malformed }
        skipBlanks()
        switch current {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func literal(
        _ text: String, _ value: SimulatorValue
    ) throws(Malformed) -> SimulatorValue {
        guard bytes[position...].starts(with: text.utf8) else { throw malformed }
        position += text.utf8.count
        return value
    }

    private mutating func object(depth: Int) throws(Malformed) -> SimulatorValue {
        position += 1
        var members: [SimulatorValue.Member] = []
        if accept("}") { return .object([]) }
        repeat {
            skipBlanks()
            guard current == UInt8(ascii: "\"") else { throw malformed }
            let name = try string()
            guard accept(":") else { throw malformed }
            members.append(.init(name, try value(depth: depth + 1)))
        } while accept(",")
        guard accept("}") else { throw malformed }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(Malformed) -> SimulatorValue {
        position += 1
        var elements: [SimulatorValue] = []
        if accept("]") { return .array([]) }
        repeat { elements.append(try value(depth: depth + 1)) } while accept(",")
        guard accept("]") else { throw malformed }
        return .array(elements)
    }

    private mutating func number() throws(Malformed) -> SimulatorValue {
        let start = position
        while let byte = current, Self.numberBytes.contains(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard !text.isEmpty, Double(text) != nil else { throw malformed }
        return .number(text)
    }

    private mutating func string() throws(Malformed) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = current {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text.append(contentsOf: try escape())
            default: text.append(byte)
            }
        }
        throw malformed
    }

    private mutating func escape() throws(Malformed) -> [UInt8] {
        guard let byte = current else { throw malformed }
        position += 1
        switch byte {
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "u"):
            var units = [try hexUnit()]
            if units[0] & 0xFC00 == 0xD800, bytes[position...].starts(with: "\\u".utf8) {
                position += 2
                units.append(try hexUnit())
            }
            return Array(String(decoding: units, as: UTF16.self).utf8)
        default: return [byte]
        }
    }

    private mutating func hexUnit() throws(Malformed) -> UInt16 {
        guard position + 4 <= bytes.endIndex,
            let unit = UInt16(
                String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw malformed }
        position += 4
        return unit
    }

    private static let numberBytes = Set("+-.0123456789eE".utf8)
}
