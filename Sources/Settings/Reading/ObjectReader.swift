import SyncCore

/// Reads the members of one object of the file by name, and knows which ones nobody asked for.
struct ObjectReader {
    private let document: JSONDocument
    private let keyPath: String
    private let members: [(name: String, key: Int, value: Int)]
    private var known: [String] = []

    /// The object at a token, which must be one.
    init(_ document: JSONDocument, token: Int, keyPath: String) {
        self.document = document
        self.keyPath = keyPath
        members = document.members(of: token).map {
            (document.text(of: document.tokens[$0.key]), $0.key, $0.value)
        }
    }

    /// The names of the members in their order, each once.
    var names: [String] {
        var seen: Set<String> = []
        return members.map(\.name).filter { seen.insert($0).inserted }
    }

    /// A typed member; nil where it is missing or refused, which is noted. A null counts as missing
    /// where the key may be null.
    mutating func read<Value>(
        _ name: String, _ notes: inout ConfigNotes, nullable: Bool = false,
        _ parse: (JSONValue) throws(Refusal) -> Value
    ) -> Value? {
        known.append(name)
        guard let token = token(of: name) else { return nil }
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
        guard value != nil, let token = token(of: name) else { return nil }
        return ObjectReader(document, token: token, keyPath: path(of: name))
    }

    /// Refuses a member for its name.
    func refuse(_ name: String, _ refusal: Refusal, _ notes: inout ConfigNotes) {
        notes.refuse(path(of: name), refusal, line: token(of: name).map(line(of:)))
    }

    /// Notes the members that nobody asked for, and those that come twice.
    func finish(_ notes: inout ConfigNotes) {
        for name in names where !known.contains(name) {
            let near = known.first { Spelling.isNear($0, name) }
            notes.warn(
                path(of: name), "unknown key, kept and not used",
                hint: near.map { "write \($0), if that is meant" } ?? "remove it, or ignore this",
                line: token(of: name).map(line(of:)))
        }
        finishDoubles(&notes)
    }

    /// Notes the members that come twice.
    func finishDoubles(_ notes: inout ConfigNotes) {
        for name in names where members.count(where: { $0.name == name }) > 1 {
            notes.warn(
                path(of: name), "the key is there more than once, the last one counts",
                hint: "remove the others", line: token(of: name).map(line(of:)))
        }
    }

    private func path(of name: String) -> String { ConfigKeyPath.joined(keyPath, name) }

    private func token(of name: String) -> Int? { members.last { $0.name == name }?.value }

    private func line(of token: Int) -> Int {
        let start = Int(document.tokens[token].start)
        return 1 + document.bytes[..<start].count { $0 == UInt8(ascii: "\n") }
    }
}
