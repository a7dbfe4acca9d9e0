import SyncCore

/// How a JSON text is written, so that what is added to it looks as if its owner had written it.
struct JSONStyle {
    /// The end of a line.
    let newline: String
    /// One level of indentation.
    let unit: String
    /// Between a key and its value.
    let colon: String
    /// Whether the text has no space after colons: a machine wrote it.
    let isCompact: Bool

    private let bytes: [UInt8]
    private let lines: LineIndex

    init(of document: JSONDocument) {
        let bytes = document.bytes
        self.bytes = bytes
        lines = LineIndex(bytes)
        let feed = bytes.firstIndex(of: UInt8(ascii: "\n"))
        let isDOS = feed.map { $0 > 0 && bytes[$0 - 1] == UInt8(ascii: "\r") } ?? false
        newline = isDOS ? "\r\n" : "\n"
        let firstKey = document.tokens.first { $0.kind == .key }
        isCompact = firstKey.map { Self.isTight($0, in: bytes) } ?? false
        colon = isCompact ? ":" : ": "
        let own = firstKey.flatMap { Self.lineIndentation(before: Int($0.start) - 1, in: bytes) }
        unit = own.flatMap { $0.isEmpty ? nil : $0 } ?? "  "
    }

    /// The space between a comma and the next key, like that before the last key.
    func lead(after between: ArraySlice<UInt8>, isFirst: Bool) -> String {
        let text = String(decoding: between.filter { $0 <= 0x20 }, as: UTF8.self)
        if let line = text.lastIndex(where: \.isNewline) {
            return newline + text[text.index(after: line)...]
        }
        return isFirst && text.isEmpty && !isCompact ? " " : text
    }

    /// The indentation of the line where a value begins; nil where the text does not break lines
    /// there.
    func indentation(at offset: Int, _ depth: Int) -> String? {
        guard depth > 0 else { return bytes.contains(UInt8(ascii: "\n")) || !isCompact ? "" : nil }
        guard let start = lines.start(of: offset) else { return nil }
        let space = bytes[start...].prefix { $0 == 0x20 || $0 == 0x09 }
        return String(decoding: space, as: UTF8.self)
    }

    /// A value as text. A container of containers is spread over lines where its place has an
    /// indentation; everything else stays on one line.
    func render(_ value: JSONValue, indentation: String?) -> [UInt8] {
        var text: [UInt8] = []
        append(value, indentation, to: &text)
        return text
    }

    private func append(_ value: JSONValue, _ indentation: String?, to text: inout [UInt8]) {
        switch value {
        case .array(let elements) where !elements.isEmpty:
            wrap("[", "]", elements, indentation, isNested: value.isNested, to: &text) {
                append($0, $1, to: &$2)
            }
        case .object(let object) where !object.members.isEmpty:
            wrap("{", "}", object.members, indentation, isNested: value.isNested, to: &text) {
                $2 += JSONValue.string($0.key).bytes + Array(colon.utf8)
                append($0.value, $1, to: &$2)
            }
        default: text += value.bytes
        }
    }

    private func wrap<Element>(
        _ open: String, _ close: String, _ elements: [Element], _ indentation: String?,
        isNested: Bool, to text: inout [UInt8],
        _ write: (Element, String?, inout [UInt8]) -> Void
    ) {
        let outer = isNested ? indentation : nil
        let inner = outer.map { $0 + unit }
        let pad = isCompact || open == "[" ? "" : " "
        text += Array((open + (inner.map { newline + $0 } ?? pad)).utf8)
        for (index, element) in elements.enumerated() {
            if index > 0 {
                text += Array(("," + (inner.map { newline + $0 } ?? (isCompact ? "" : " "))).utf8)
            }
            write(element, inner, &text)
        }
        text += Array(((outer.map { newline + $0 } ?? pad) + close).utf8)
    }

    private static func isTight(_ key: JSONToken, in bytes: [UInt8]) -> Bool {
        let rest = bytes[(Int(key.end) + 1)...]
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else { return false }
        return colon + 1 < bytes.count && bytes[colon + 1] > 0x20
    }

    /// The space from the beginning of the line to an offset; nil where something else is there.
    private static func lineIndentation(before offset: Int, in bytes: [UInt8]) -> String? {
        guard let feed = bytes[..<offset].lastIndex(of: UInt8(ascii: "\n")) else { return nil }
        let space = bytes[(feed + 1)..<offset]
        guard space.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { return nil }
        return String(decoding: space, as: UTF8.self)
    }
}

extension JSONValue {
    /// Whether it holds a container that is not empty.
    fileprivate var isNested: Bool {
        switch self {
        case .array(let elements): elements.contains { $0.isFilled }
        case .object(let object): object.members.contains { $0.value.isFilled }
        default: false
        }
    }

    private var isFilled: Bool {
        switch self {
        case .array(let elements): !elements.isEmpty
        case .object(let object): !object.members.isEmpty
        default: false
        }
    }
}
