import SyncCore

/// Reads the members of one object of the file by name, and knows which ones nobody asked for.
struct ObjectReader {
    /// The names of the members in their order, each once.
    let names: [String]

    private let document: JSONDocument
    private let lines: LineIndex
    private let keyPath: String
    /// The values by name; of a doubled one the last.
    private let tokens: [String: Int]
    private let doubled: Set<String>
    private var known: [String] = []

    /// The object at a token, which must be one.
    init(_ document: JSONDocument, _ lines: LineIndex, token: Int, keyPath: String) {
        self.document = document
        self.lines = lines
        self.keyPath = keyPath
        var names: [String] = []
        var tokens: [String: Int] = [:]
        var doubled: Set<String> = []
        for member in document.members(of: token) {
            let name = document.text(of: document.tokens[member.key])
            if tokens.updateValue(member.value, forKey: name) == nil {
                names.append(name)
            } else {
                doubled.insert(name)
            }
        }
        self.names = names
        self.tokens = tokens
        self.doubled = doubled
    }

    /// A typed member; nil where it is missing or refused, which is noted. A null counts as missing
    /// where the key may be null.
    mutating func read<Value>(
        _ name: String, _ notes: inout ConfigNotes, nullable: Bool = false,
        _ parse: (JSONValue) throws(Refusal) -> Value
    ) -> Value? {
        known.append(name)
        guard let token = tokens[name] else { return nil }
        notes.locate(path(of: name), line: line(of: token))
        let value = document.value(at: token)
        if nullable && value.isNull { return nil }
        do throws(Refusal) {
            return try parse(value)
        } catch {
            notes.refuse(path(of: name), error, line: line(of: token))
            return nil
        }
    }

    /// A member that is an object; nil where it is missing or refused, which is noted.
    mutating func object(
        _ name: String, _ notes: inout ConfigNotes, expected: String, nullable: Bool = false
    ) -> ObjectReader? {
        let value = read(name, &notes, nullable: nullable) { value throws(Refusal) in
            guard value.object != nil else {
                throw Refusal(expected: expected, found: value, hint: "write it in { }")
            }
            return value
        }
        guard value != nil, let token = tokens[name] else { return nil }
        return ObjectReader(document, lines, token: token, keyPath: path(of: name))
    }

    /// Refuses a member for its name.
    func refuse(_ name: String, _ refusal: Refusal, _ notes: inout ConfigNotes) {
        notes.refuse(path(of: name), refusal, line: tokens[name].map(line(of:)))
    }

    /// Notes the members that nobody asked for, and those that come twice.
    func finish(_ notes: inout ConfigNotes) {
        for name in names where !known.contains(name) {
            let near = known.first { Spelling.isNear($0, name) }
            notes.warn(
                path(of: name), "unknown key, kept and not used",
                hint: near.map { "write \($0), if that is meant" } ?? "remove it, or ignore this",
                line: tokens[name].map(line(of:)))
        }
        finishDoubles(&notes)
    }

    /// Notes the members that come twice.
    func finishDoubles(_ notes: inout ConfigNotes) {
        for name in names where doubled.contains(name) {
            notes.warn(
                path(of: name), "the key is there more than once, the last one counts",
                hint: "remove the others", line: tokens[name].map(line(of:)))
        }
    }

    private func path(of name: String) -> String { ConfigKeyPath.joined(keyPath, name) }

    private func line(of token: Int) -> Int { lines.number(of: Int(document.tokens[token].start)) }
}
