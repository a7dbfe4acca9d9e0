public import SyncCore

/// Edits a JSON text in place: only the bytes of the edited member change, every other byte stays
/// as its owner wrote it.
public struct JSONEditor: Sendable {
    /// The text as it stands, scanned.
    public private(set) var document: JSONDocument

    /// The text as it stands.
    public var bytes: [UInt8] { document.bytes }

    /// Starts from a text.
    public init(_ bytes: [UInt8]) throws(JSONError) { document = try JSONDocument(bytes) }

    /// Starts from a scanned text.
    public init(_ document: JSONDocument) { self.document = document }

    /// The value at a path of keys; nil where there is none.
    public func value(at path: [String]) -> JSONValue? { token(at: path).map(document.value(at:)) }

    /// Sets the member at a path of keys. Missing objects on the way are made, and anything on the
    /// way that is not an object gives way to one. A value that is already there is left as it is.
    public mutating func set(_ path: [String], to value: JSONValue) throws(JSONError) {
        var container = 0
        for (depth, key) in path.enumerated() {
            guard document.tokens[container].kind == .object else {
                return try replace(container, by: wrap(value, in: path[depth...]), depth: depth)
            }
            guard let member = document.member(key, of: container) else {
                let inner = wrap(value, in: path[(depth + 1)...])
                return try insert(key, inner, into: container, depth: depth)
            }
            container = member
        }
        guard document.value(at: container) != value else { return }
        try replace(container, by: value, depth: path.count)
    }

    /// Removes the member at a path of keys, as often as it is there; where it is not, nothing.
    public mutating func remove(_ path: [String]) throws(JSONError) {
        guard let key = path.last, let container = token(at: Array(path.dropLast())) else { return }
        while let member = document.member(key, of: container) {
            try splice(rangeOfMember(member, in: container), by: [])
        }
    }

    // MARK: Finding

    private func token(at path: [String]) -> Int? {
        var token = 0
        for key in path {
            guard let member = document.member(key, of: token) else { return nil }
            token = member
        }
        return token
    }

    /// A token with its quotation marks.
    private func range(of token: Int) -> Range<Int> {
        let token = document.tokens[token]
        let quote = token.kind == .string || token.kind == .key ? 1 : 0
        return Int(token.start) - quote..<Int(token.end) + quote
    }

    /// The bytes that go with a member: one comma, and the space that belongs to it.
    private func rangeOfMember(_ value: Int, in container: Int) -> Range<Int> {
        let members = document.members(of: container)
        let index = members.firstIndex { $0.value == value } ?? 0
        if index + 1 < members.count {
            let next = range(of: members[index + 1].key).lowerBound
            return range(of: members[index].key).lowerBound..<next
        }
        if index > 0 {
            return range(of: members[index - 1].value).upperBound..<range(of: value).upperBound
        }
        let whole = range(of: container)
        return whole.lowerBound + 1..<whole.upperBound - 1
    }

    // MARK: Changing

    private func wrap(_ value: JSONValue, in path: ArraySlice<String>) -> JSONValue {
        path.reversed().reduce(value) { .object(JSONObject([($1, $0)])) }
    }

    private mutating func replace(
        _ token: Int, by value: JSONValue, depth: Int
    ) throws(JSONError) {
        let range = range(of: token)
        let style = JSONStyle(of: document)
        let text = style.render(value, indentation: style.indentation(at: range.lowerBound, depth))
        try splice(range, by: text)
    }

    private mutating func insert(
        _ key: String, _ value: JSONValue, into container: Int, depth: Int
    ) throws(JSONError) {
        let style = JSONStyle(of: document)
        let whole = range(of: container)
        let members = document.members(of: container)
        guard let last = members.last else {
            return try fill(whole, key, value, style, depth)
        }
        let previous = members.dropLast().last
        let previousEnd = previous.map { range(of: $0.value).upperBound } ?? whole.lowerBound
        let between = bytes[previousEnd..<range(of: last.key).lowerBound]
        let lead = style.lead(after: between, isFirst: members.count == 1)
        let indentation =
            lead.contains(where: \.isNewline) ? String(lead.drop { $0.isNewline }) : nil
        let end = range(of: last.value).upperBound
        var text = Array(",\(lead)".utf8)
        text += JSONValue.string(key).bytes + Array(style.colon.utf8)
        text += style.render(value, indentation: indentation)
        try splice(end..<end, by: text)
    }

    /// Gives an empty object its first member. It stays on its line unless it is the whole text or
    /// was spread over lines before.
    private mutating func fill(
        _ whole: Range<Int>, _ key: String, _ value: JSONValue, _ style: JSONStyle, _ depth: Int
    ) throws(JSONError) {
        let name = JSONValue.string(key).bytes + Array(style.colon.utf8)
        let isSpread = bytes[whole].contains(UInt8(ascii: "\n"))
        guard depth == 0 || isSpread else {
            let pad = style.isCompact ? [] : Array(" ".utf8)
            let text = pad + name + style.render(value, indentation: nil) + pad
            return try splice(whole.lowerBound + 1..<whole.upperBound - 1, by: text)
        }
        let outer = style.indentation(at: whole.lowerBound, depth) ?? ""
        let inner = outer + style.unit
        var text = Array("\(style.newline)\(inner)".utf8) + name
        text += style.render(value, indentation: inner)
        text += Array("\(style.newline)\(outer)".utf8)
        try splice(whole.lowerBound + 1..<whole.upperBound - 1, by: text)
    }

    private mutating func splice(_ range: Range<Int>, by text: [UInt8]) throws(JSONError) {
        var edited = bytes
        edited.replaceSubrange(range, with: text)
        document = try JSONDocument(edited)
    }
}
