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
                var edit = ObjectEdit(
                    document, JSONStyle(of: document), container: container, depth: depth)
                edit.add(key, wrap(value, in: path[(depth + 1)...]))
                return try apply(edit.splices)
            }
            container = member
        }
        guard document.value(at: container) != value else { return }
        try replace(container, by: value, depth: path.count)
    }

    /// Removes the member at a path of keys, as often as it is there; where it is not, nothing.
    public mutating func remove(_ path: [String]) throws(JSONError) {
        guard let key = path.last, let container = token(at: Array(path.dropLast())),
            document.tokens[container].kind == .object
        else { return }
        var edit = ObjectEdit(
            document, JSONStyle(of: document), container: container, depth: path.count - 1)
        edit.remove(key)
        try apply(edit.splices)
    }

    /// Puts new bytes into the text, in the places that it had until now.
    mutating func apply(_ splices: [ObjectEdit.Splice]) throws(JSONError) {
        guard !splices.isEmpty else { return }
        var edited: [UInt8] = []
        edited.reserveCapacity(bytes.count + splices.reduce(0) { $0 + $1.bytes.count })
        var end = 0
        for splice in splices.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            edited += bytes[end..<splice.range.lowerBound]
            edited += splice.bytes
            end = splice.range.upperBound
        }
        edited += bytes[end...]
        document = try JSONDocument(edited)
    }

    private func token(at path: [String]) -> Int? {
        var token = 0
        for key in path {
            guard let member = document.member(key, of: token) else { return nil }
            token = member
        }
        return token
    }

    private func wrap(_ value: JSONValue, in path: ArraySlice<String>) -> JSONValue {
        path.reversed().reduce(value) { .object(JSONObject([($1, $0)])) }
    }

    private mutating func replace(
        _ token: Int, by value: JSONValue, depth: Int
    ) throws(JSONError) {
        let style = JSONStyle(of: document)
        try apply([ObjectEdit.replacement(of: token, by: value, in: document, style, depth)])
    }
}
