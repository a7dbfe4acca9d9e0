/// Turns a text into tokens in one pass, without copying or converting any value.
///
/// Numbers stay text, so that no amount and no id passes through binary floating point, and offsets
/// stay known, so that a configuration can be edited in place. Strict: RFC 8259, UTF-8, bounded
/// depth.
struct JSONScanner {
    static let maximumDepth = 200

    private let bytes: UnsafeBufferPointer<UInt8>
    private let count: Int
    private let maximumTokens: Int
    private var position = 0
    private var tokens: [JSONToken] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, maximumTokens: Int = .max) {
        self.bytes = bytes
        self.count = bytes.count
        self.maximumTokens = maximumTokens
        // A record page has a token per 18 bytes or so: one allocation instead of many doublings.
        tokens.reserveCapacity(min(bytes.count / 16 + 8, maximumTokens))
    }

    mutating func scan() throws(JSONError) -> [JSONToken] {
        guard count < Int(UInt32.max) else { throw error("text of 4 GiB or more", at: 0) }
        skipSpace()
        guard position < count else { throw error("empty text", at: 0) }
        try scanValue(depth: 0)
        skipSpace()
        guard position == count else { throw error("text after the end of the value") }
        return tokens
    }

    // MARK: Values

    private mutating func scanValue(depth: Int) throws(JSONError) {
        guard depth <= Self.maximumDepth else {
            throw error("nested deeper than \(Self.maximumDepth) levels")
        }
        guard tokens.count < maximumTokens else {
            throw JSONError(
                "more than \(maximumTokens) keys and values", isTooMuch: true, at: position,
                in: bytes)
        }
        guard position < count else { throw error("text ends where a value is expected") }
        switch bytes[position] {
        case UInt8(ascii: "\""): try scanString(kind: .string)
        case UInt8(ascii: "{"): try scanObject(depth: depth)
        case UInt8(ascii: "["): try scanArray(depth: depth)
        case UInt8(ascii: "t"): try scanLiteral("true", .true)
        case UInt8(ascii: "f"): try scanLiteral("false", .false)
        case UInt8(ascii: "n"): try scanLiteral("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try scanNumber()
        default: throw error("expected a value")
        }
    }

    private mutating func scanObject(depth: Int) throws(JSONError) {
        let container = open(.object)
        position += 1
        skipSpace()
        if peek == UInt8(ascii: "}") { return close(container) }
        while true {
            guard peek == UInt8(ascii: "\"") else {
                throw error("expected a key in quotation marks")
            }
            try scanString(kind: .key)
            skipSpace()
            guard peek == UInt8(ascii: ":") else { throw error("expected a colon after the key") }
            position += 1
            skipSpace()
            try scanValue(depth: depth + 1)
            skipSpace()
            switch peek {
            case UInt8(ascii: ","):
                position += 1
                skipSpace()
            case UInt8(ascii: "}"): return close(container)
            case nil: throw error("text ends inside an object")
            default: throw error("expected a comma or the end of the object")
            }
        }
    }

    private mutating func scanArray(depth: Int) throws(JSONError) {
        let container = open(.array)
        position += 1
        skipSpace()
        if peek == UInt8(ascii: "]") { return close(container) }
        while true {
            try scanValue(depth: depth + 1)
            skipSpace()
            switch peek {
            case UInt8(ascii: ","):
                position += 1
                skipSpace()
            case UInt8(ascii: "]"): return close(container)
            case nil: throw error("text ends inside an array")
            default: throw error("expected a comma or the end of the array")
            }
        }
    }

    private mutating func scanString(kind: JSONToken.Kind) throws(JSONError) {
        position += 1
        let start = position
        var isEscaped = false
        while position < count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                append(kind, from: start, to: position, isEscaped: isEscaped)
                position += 1
                return
            }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                try scanEscape()
            } else if byte < 0x20 {
                throw error("control character in a string")
            } else {
                position += 1
            }
        }
        throw error("text ends inside a string")
    }

    private mutating func scanEscape() throws(JSONError) {
        guard position + 1 < count else { throw error("text ends inside a string") }
        switch bytes[position + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 2
        case UInt8(ascii: "u"):
            guard position + 6 <= count else { throw error("text ends inside a string") }
            for index in position + 2..<position + 6 where hexValue(bytes[index]) == nil {
                throw error("expected four hexadecimal digits", at: index)
            }
            position += 6
        default: throw error("unknown escape in a string")
        }
    }

    private mutating func scanNumber() throws(JSONError) {
        let start = position
        if peek == UInt8(ascii: "-") { position += 1 }
        if peek == UInt8(ascii: "0") {
            position += 1
        } else {
            try scanDigits()
        }
        if peek == UInt8(ascii: ".") {
            position += 1
            try scanDigits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            try scanDigits()
        }
        append(.number, from: start, to: position)
    }

    private mutating func scanDigits() throws(JSONError) {
        let start = position
        while position < count, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
        guard position > start else { throw error("expected a digit") }
    }

    private mutating func scanLiteral(
        _ literal: StaticString, _ kind: JSONToken.Kind
    ) throws(JSONError) {
        let start = position
        for index in 0..<literal.utf8CodeUnitCount {
            guard position < count, bytes[position] == literal.utf8Start[index] else {
                throw error("expected a value", at: start)
            }
            position += 1
        }
        append(kind, from: start, to: position)
    }

    // MARK: Bookkeeping

    private var peek: UInt8? { position < count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while position < count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func append(
        _ kind: JSONToken.Kind, from start: Int, to end: Int, isEscaped: Bool = false
    ) {
        tokens.append(
            JSONToken(
                kind: kind, isEscaped: isEscaped, start: UInt32(truncatingIfNeeded: start),
                end: UInt32(truncatingIfNeeded: end),
                next: UInt32(truncatingIfNeeded: tokens.count + 1)))
    }

    private mutating func open(_ kind: JSONToken.Kind) -> Int {
        append(kind, from: position, to: position)
        return tokens.count - 1
    }

    private mutating func close(_ container: Int) {
        position += 1
        tokens[container].end = UInt32(truncatingIfNeeded: position)
        tokens[container].next = UInt32(truncatingIfNeeded: tokens.count)
    }

    private func error(_ reason: String, at offset: Int? = nil) -> JSONError {
        JSONError(reason, at: offset ?? position, in: bytes)
    }
}

/// The value of one hexadecimal digit.
func hexValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}
