/// Writes values as compact JSON bytes.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    /// Writes everything outside ASCII as `\uXXXX`, astral characters as surrogate pairs.
    var asciiOnly = false

    mutating func write(_ value: SimulatorValue) {
        switch value {
        case .null: append("null")
        case .bool(let flag): append(flag ? "true" : "false")
        case .number(let text): append(text)
        case .string(let text): write(text)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                write(element)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                write(member.name)
                bytes.append(UInt8(ascii: ":"))
                write(member.value)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// Writes a JSON string.
    mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        if asciiOnly {
            for unit in text.utf16 { escape(unit) }
        } else {
            for byte in text.utf8 {
                if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                    escape(UInt16(byte))
                } else {
                    bytes.append(byte)
                }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func append(_ raw: String) { bytes.append(contentsOf: raw.utf8) }

    private mutating func escape(_ unit: UInt16) {
        switch unit {
        case 0x22: append("\\\"")
        case 0x5C: append("\\\\")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        case 0x20..<0x7F: bytes.append(UInt8(unit))
        default:
            append("\\u")
            for shift: UInt16 in [12, 8, 4, 0] {
                bytes.append(Self.hexDigits[Int((unit >> shift) & 0xF)])
            }
        }
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}

extension SimulatorValue {
    var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }
}
