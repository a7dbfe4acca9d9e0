/// How far a stream has been read. Committed in the transaction of the rows that it covers.
public struct Cursor: Hashable, Sendable {
    /// Where the next walk starts; nil: at the beginning.
    public var start: UTCInstant?
    /// Where the walk under way stands; nil: no walk is under way.
    public var position: UTCInstant?
    /// From here on, rows may have been invisible or changing when the walk under way read them.
    public var edge: UTCInstant?
    /// Seconds that were crossed by page token, as long as it may still turn out that they were
    /// disturbed.
    public var crowds: [UTCInstant]
    /// The server's clock at the last crossing.
    public var crossedAt: UTCInstant?
    /// Those of them that rows have left since, so that others may have been missed.
    public var disturbed: [UTCInstant]
    /// The newest modification seen.
    public var latest: UTCInstant?
    /// Whether everything up to `latest` had stood long enough when it was read, so that it can
    /// neither appear late nor change again within its second.
    public var isSettled: Bool
    /// Whether the walk under way reads everything and ends in a sweep.
    public var isSweeping: Bool
    /// When a sweep last compared everything.
    public var sweptAt: UTCInstant?
    /// Where the stream is a numbered list: how far it was read otherwise.
    public var list: ListState?

    /// The cursor of a stream that was never read.
    public init() {
        crowds = []
        disturbed = []
        isSettled = false
        isSweeping = false
    }
}

extension Cursor {
    /// The cursor as it is kept in the database.
    public var json: JSONValue {
        [
            "start": JSONValue(start?.text), "position": JSONValue(position?.text),
            "edge": JSONValue(edge?.text), "crowds": .array(crowds.map { .string($0.text) }),
            "crossed_at": JSONValue(crossedAt?.text),
            "disturbed": .array(disturbed.map { .string($0.text) }),
            "latest": JSONValue(latest?.text), "settled": .bool(isSettled),
            "sweeping": .bool(isSweeping),
            "swept_at": JSONValue(sweptAt?.text), "list": list?.json ?? .null,
        ]
    }

    /// The cursor as it was kept. What cannot be understood reads as "from the beginning".
    public init(json: JSONValue) {
        func instant(_ key: String) -> UTCInstant? { json[key]?.string.flatMap { UTCInstant($0) } }
        start = instant("start")
        position = instant("position")
        edge = instant("edge")
        func instants(_ key: String) -> [UTCInstant] {
            (json[key]?.array ?? []).compactMap { $0.string.flatMap { UTCInstant($0) } }
        }
        crowds = instants("crowds")
        crossedAt = instant("crossed_at")
        disturbed = instants("disturbed")
        latest = instant("latest")
        isSettled = json["settled"]?.bool ?? false
        isSweeping = json["sweeping"]?.bool ?? false
        sweptAt = instant("swept_at")
        list = json["list"].flatMap { $0.object == nil ? nil : ListState(json: $0) }
    }
}
