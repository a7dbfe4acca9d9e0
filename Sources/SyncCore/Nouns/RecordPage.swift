/// Which page of a stream is wanted.
public struct PageRequest: Hashable, Sendable {
    /// Only records modified at or after this moment; nil: all of them.
    public var since: UTCInstant?
    /// Goes on where another page ended; nil: the first page.
    public var token: PageToken?
    /// The number of the page of a list, from 1.
    public var number = 1
    /// Whether a list is to come with the latest modification first.
    public var isNewestFirst = false
    /// Only records dated on or after this day, `2026-05-01`; nil: all of them.
    public var fromDay: String?
    /// The record under which the list is.
    public var parent: String?

    /// A request.
    public init(since: UTCInstant? = nil, token: PageToken? = nil) {
        self.since = since
        self.token = token
    }
}

/// How a page is followed by the next one, in the source's own words; good for this process only.
public struct PageToken: Hashable, Sendable {
    /// One opaque text per request that makes up a page.
    public let parts: [String]
    /// The number of the page that it leads to, from 2.
    public let page: Int

    /// A token.
    public init(parts: [String], page: Int) {
        self.parts = parts
        self.page = page
    }
}

/// A page of records.
public struct RecordPage: Sendable {
    /// The complete records, in the order in which they came.
    public var rows: RowBatch
    /// Whether more records follow.
    public var hasMore: Bool
    /// How to go on after this page, where the server told it.
    public var next: PageToken?
    /// The server's clock when it answered.
    public var serverTime: UTCInstant?
    /// The columns with those that this page has brought, where pages are what tells them.
    public var schema: StreamSchema?
    /// Whether the server says that the latest modification comes first; nil: it says nothing.
    public var isNewestFirst: Bool?
    /// The days of the rows, where the list has a date that it can be asked for by.
    public var days: [String?] = []

    /// A page.
    public init(rows: RowBatch, hasMore: Bool, next: PageToken?, serverTime: UTCInstant?) {
        self.rows = rows
        self.hasMore = hasMore
        self.next = next
        self.serverTime = serverTime
    }
}

/// One record that Zoho lists as deleted.
public struct Tombstone: Hashable, Sendable {
    /// The record.
    public let id: String
    /// When it was deleted, by Zoho's word.
    public let deletedAt: UTCInstant
    /// Whether it has left the recycle bin for good.
    public let isPermanent: Bool

    /// A tombstone.
    public init(id: String, deletedAt: UTCInstant, isPermanent: Bool) {
        self.id = id
        self.deletedAt = deletedAt
        self.isPermanent = isPermanent
    }
}
