/// How far a list has been read and what it has proven to be able to do. Part of the stream's
/// cursor.
public struct ListState: Hashable, Sendable {
    /// Whether an ability has been borne out.
    public enum Proof: String, Sendable { case unknown, honoured, ignored }

    /// Whether `last_modified_time` filters.
    public var filter = Proof.unknown
    /// Whether the order by modification is honoured.
    public var newestFirst = Proof.unknown
    /// Whether the date filters.
    public var window = Proof.unknown
    /// When the abilities were last put to the test.
    public var provenAt: UTCInstant?
    /// Pages of the last complete read; 0: there was none.
    public var pages = 0
    /// Pages of the last read of the window.
    public var windowPages = 0
    /// When the window was last read.
    public var windowReadAt: UTCInstant?
    /// A record that the filter must find again: the one that was modified last.
    public var anchor: String?
    /// The page to go on with, of a complete read that was interrupted; 0: none was.
    public var nextPage = 0
    /// The parent to go on with, where the stream is listed under parents.
    public var nextParent: String?
    /// When the complete read under way began.
    public var startedAt: UTCInstant?

    /// The state of a list that was never read.
    public init() {}

    /// The same with no complete read under way.
    public var withoutProgress: ListState {
        var state = self
        state.startedAt = nil
        state.nextPage = 0
        state.nextParent = nil
        return state
    }
}

extension ListState {
    /// The state as it is kept in the database.
    public var json: JSONValue {
        [
            "filter": .string(filter.rawValue), "newest_first": .string(newestFirst.rawValue),
            "window": .string(window.rawValue), "proven_at": JSONValue(provenAt?.text),
            "pages": JSONValue(pages), "window_pages": JSONValue(windowPages),
            "window_read_at": JSONValue(windowReadAt?.text), "anchor": JSONValue(anchor),
            "next_page": JSONValue(nextPage), "next_parent": JSONValue(nextParent),
            "started_at": JSONValue(startedAt?.text),
        ]
    }

    /// The state as it was kept. What cannot be understood reads as unknown.
    public init(json: JSONValue) {
        func instant(_ key: String) -> UTCInstant? { json[key]?.string.flatMap { UTCInstant($0) } }
        func proof(_ key: String) -> Proof { json[key]?.string.flatMap(Proof.init) ?? .unknown }
        filter = proof("filter")
        newestFirst = proof("newest_first")
        window = proof("window")
        provenAt = instant("proven_at")
        pages = json["pages"]?.integer ?? 0
        windowPages = json["window_pages"]?.integer ?? 0
        windowReadAt = instant("window_read_at")
        anchor = json["anchor"]?.string
        nextPage = json["next_page"]?.integer ?? 0
        nextParent = json["next_parent"]?.string
        startedAt = instant("started_at")
    }
}
