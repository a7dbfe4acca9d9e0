import SyncCore

/// What is to change in one object of a text, gathered first: the text is then put together and
/// scanned once, however many members change.
struct ObjectEdit {
    /// New bytes for a stretch of the text as it was.
    struct Splice {
        let range: Range<Int>
        let bytes: [UInt8]
    }

    private let document: JSONDocument
    private let style: JSONStyle
    private let container: Int
    private let depth: Int
    private let members: [(key: Int, value: Int)]
    private let places: [String: [Int]]
    private var replaced: [Splice] = []
    private var removed: Set<Int> = []
    private var added: [(key: String, value: JSONValue)] = []

    /// The object at a token, so deep in the text.
    init(_ document: JSONDocument, _ style: JSONStyle, container: Int, depth: Int) {
        self.document = document
        self.style = style
        self.container = container
        self.depth = depth
        members = document.members(of: container)
        places = Dictionary(grouping: members.indices) { [members] index in
            document.text(of: document.tokens[members[index].key])
        }
    }

    /// The token of a member's value; of a doubled key the last one counts.
    func token(of key: String) -> Int? { places[key]?.last.map { members[$0].value } }

    /// Gives a member another value. It must be there, and is replaced or removed once.
    mutating func replace(_ token: Int, by value: JSONValue) {
        replaced.append(Self.replacement(of: token, by: value, in: document, style, depth + 1))
    }

    /// Removes a member, as often as it is there.
    mutating func remove(_ key: String) { removed.formUnion(places[key] ?? []) }

    /// Adds a member, which must not be there.
    mutating func add(_ key: String, _ value: JSONValue) {
        added.append((key, value))
    }

    /// The value at a token, written anew.
    static func replacement(
        of token: Int, by value: JSONValue, in document: JSONDocument, _ style: JSONStyle,
        _ depth: Int
    ) -> Splice {
        let range = document.range(of: token)
        let indentation = style.indentation(at: range.lowerBound, depth)
        return Splice(range: range, bytes: style.render(value, indentation: indentation))
    }

    /// Everything that changes, no two of them at the same place.
    var splices: [Splice] {
        guard !members.isEmpty else { return replaced + filling }
        return replaced + removals + (isEndRemoved ? [] : addition)
    }

    // MARK: Adding

    private var isEndRemoved: Bool { removed.contains(members.count - 1) }

    /// The new members behind the last one, spaced as that is.
    private var addition: [Splice] {
        guard !added.isEmpty else { return [] }
        let end = self.end
        let (lead, indentation) = lead
        return [Splice(range: end..<end, bytes: Array(",\(lead)".utf8) + text(lead, indentation))]
    }

    /// Gives an empty object its first members. It stays on its line unless it is the whole text or
    /// was spread over lines before.
    private var filling: [Splice] {
        guard !added.isEmpty else { return [] }
        let whole = document.range(of: container)
        let range = whole.lowerBound + 1..<whole.upperBound - 1
        let isSpread = document.bytes[whole].contains(UInt8(ascii: "\n"))
        guard depth == 0 || isSpread else {
            let pad = style.isCompact ? "" : " "
            let bytes = Array(pad.utf8) + text(pad, nil) + Array(pad.utf8)
            return [Splice(range: range, bytes: bytes)]
        }
        let outer = style.indentation(at: whole.lowerBound, depth) ?? ""
        let inner = outer + style.unit
        let lead = style.newline + inner
        var bytes = Array(lead.utf8) + text(lead, inner)
        bytes += Array("\(style.newline)\(outer)".utf8)
        return [Splice(range: range, bytes: bytes)]
    }

    /// What stands between a comma and the next key, and the indentation that this makes.
    private var lead: (text: String, indentation: String?) {
        let previousEnd =
            members.count > 1
            ? document.range(of: members[members.count - 2].value).upperBound
            : document.range(of: container).lowerBound
        let lastKey = document.range(of: members[members.count - 1].key).lowerBound
        let lead = style.lead(
            after: document.bytes[previousEnd..<lastKey], isFirst: members.count == 1)
        let isSpread = lead.contains(where: \.isNewline)
        return (lead, isSpread ? String(lead.drop { $0.isNewline }) : nil)
    }

    private func text(_ lead: String, _ indentation: String?) -> [UInt8] {
        var text: [UInt8] = []
        for (index, member) in added.enumerated() {
            if index > 0 { text += Array(",\(lead)".utf8) }
            text += JSONValue.string(member.key).bytes + Array(style.colon.utf8)
            text += style.render(member.value, indentation: indentation)
        }
        return text
    }

    // MARK: Removing

    private var end: Int { document.range(of: members[members.count - 1].value).upperBound }

    /// The bytes that go with neighbours that are removed together: the commas, and the space that
    /// belongs to them. New members take the place of those at the end.
    private var removals: [Splice] {
        guard !removed.isEmpty else { return [] }
        var splices: [Splice] = []
        var index = 0
        while index < members.count {
            guard removed.contains(index) else {
                index += 1
                continue
            }
            let first = index
            while removed.contains(index) { index += 1 }
            splices.append(removal(first, index))
        }
        return splices
    }

    /// Removes the members from `first` on, up to but without `next`.
    private func removal(_ first: Int, _ next: Int) -> Splice {
        let start = document.range(of: members[first].key).lowerBound
        if next < members.count {
            let end = document.range(of: members[next].key).lowerBound
            return Splice(range: start..<end, bytes: [])
        }
        if !added.isEmpty {
            let (lead, indentation) = lead
            return Splice(range: start..<end, bytes: text(lead, indentation))
        }
        if first > 0 {
            let previous = document.range(of: members[first - 1].value).upperBound
            return Splice(range: previous..<end, bytes: [])
        }
        let whole = document.range(of: container)
        return Splice(range: whole.lowerBound + 1..<whole.upperBound - 1, bytes: [])
    }
}

extension JSONDocument {
    /// A token's bytes, with its quotation marks.
    fileprivate func range(of token: Int) -> Range<Int> {
        let token = tokens[token]
        let quote = token.kind == .string || token.kind == .key ? 1 : 0
        return Int(token.start) - quote..<Int(token.end) + quote
    }
}
