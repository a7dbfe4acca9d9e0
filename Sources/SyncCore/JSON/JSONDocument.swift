/// A scanned JSON text: its bytes and its tokens. Values are taken out of it on demand.
public struct JSONDocument: Sendable {
    /// The text as it came.
    public let bytes: [UInt8]
    /// Its tokens in text order; never empty, the first is the root.
    public let tokens: [JSONToken]

    /// Scans a text. Throws where it is not JSON in UTF-8, or has more values than allowed: each costs
    /// 16 bytes here and up to a hundred as a value, and a text may have one in every two bytes.
    public init(_ bytes: [UInt8], maximumTokens: Int = .max) throws(JSONError) {
        let scanned: Result<[JSONToken], JSONError> = bytes.withUnsafeBufferPointer { buffer in
            do throws(JSONError) {
                if let offset = firstInvalidUTF8(buffer) {
                    throw JSONError("not valid UTF-8", at: offset, in: buffer)
                }
                var scanner = JSONScanner(buffer, maximumTokens: maximumTokens)
                return .success(try scanner.scan())
            } catch {
                return .failure(error)
            }
        }
        self.tokens = try scanned.get()
        self.bytes = bytes
    }

    /// Scans a text.
    public init(_ text: String) throws(JSONError) { try self.init(Array(text.utf8)) }

    /// The whole text as a value.
    public var value: JSONValue { value(at: 0) }

    /// The value at a token.
    public func value(at index: Int) -> JSONValue {
        let token = tokens[index]
        switch token.kind {
        case .null: return .null
        case .true: return .bool(true)
        case .false: return .bool(false)
        case .number: return .number(JSONNumber(unchecked: rawText(of: token)))
        case .string, .key: return .string(text(of: token))
        case .array: return .array(elements(of: index).map(value(at:)))
        case .object:
            return .object(
                JSONObject(
                    members(of: index).map { (text(of: tokens[$0.key]), value(at: $0.value)) }))
        }
    }

    /// The tokens of an array's elements.
    public func elements(of index: Int) -> [Int] {
        var result: [Int] = []
        var cursor = index + 1
        let end = Int(tokens[index].next)
        while cursor < end {
            result.append(cursor)
            cursor = Int(tokens[cursor].next)
        }
        return result
    }

    /// The tokens of an object's keys and values.
    public func members(of index: Int) -> [(key: Int, value: Int)] {
        var result: [(key: Int, value: Int)] = []
        var cursor = index + 1
        let end = Int(tokens[index].next)
        while cursor < end {
            result.append((cursor, cursor + 1))
            cursor = Int(tokens[cursor + 1].next)
        }
        return result
    }

    /// The token of an object's member.
    public func member(_ key: String, of index: Int) -> Int? {
        guard tokens[index].kind == .object else { return nil }
        return members(of: index).last { text(of: tokens[$0.key]) == key }?.value
    }

    /// The unescaped text of a string or key.
    public func text(of token: JSONToken) -> String {
        guard token.isEscaped else { return rawText(of: token) }
        var text: [UInt8] = []
        bytes.withUnsafeBufferPointer { buffer in
            appendUnescaped(
                UnsafeBufferPointer(rebasing: buffer[Int(token.start)..<Int(token.end)]), to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a token as text, escapes and all.
    public func rawText(of token: JSONToken) -> String {
        String(decoding: bytes[Int(token.start)..<Int(token.end)], as: UTF8.self)
    }
}

/// Appends the text that an escaped string stands for, as UTF-8.
///
/// A lone surrogate (possible in JSON, impossible in UTF-8) becomes U+FFFD. The input has been
/// scanned, so its escapes are well formed.
public func appendUnescaped(_ raw: UnsafeBufferPointer<UInt8>, to text: inout [UInt8]) {
    var index = 0
    func unit(at start: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 << 4 | (hexValue(raw[start + $1]) ?? 0) }
    }
    while index < raw.count {
        let byte = raw[index]
        guard byte == UInt8(ascii: "\\") else {
            text.append(byte)
            index += 1
            continue
        }
        let escape = raw[index + 1]
        index += 2
        switch escape {
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var scalar = unit(at: index)
            index += 4
            if (0xD800..<0xDC00).contains(scalar), index + 6 <= raw.count,
                raw[index] == UInt8(ascii: "\\"), raw[index + 1] == UInt8(ascii: "u")
            {
                let low = unit(at: index + 2)
                if (0xDC00..<0xE000).contains(low) {
                    scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
                    index += 6
                }
            }
            text.append(contentsOf: String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
        default: text.append(escape)
        }
    }
}

/// The offset of the first byte that is not part of valid UTF-8.
private func firstInvalidUTF8(_ buffer: UnsafeBufferPointer<UInt8>) -> Int? {
    do {
        _ = try UTF8Span(validating: buffer.span)
        return nil
    } catch {
        return error.byteOffsets.lowerBound
    }
}
