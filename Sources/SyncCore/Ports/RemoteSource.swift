/// The port to a Zoho product: what can be read, and reading it. Read-only by construction.
///
/// Every method counts its calls on the meter it is given, has retried what is worth retrying when
/// it throws, and may be called for several streams at once.
public protocol RemoteSource: Sendable {
    /// Records on a full page.
    var pageSize: Int { get }

    /// The streams that the product has for this account, readable or not.
    func streams(meter: CallMeter) async throws(SyncFailure) -> [StreamDescription]

    /// Makes one cheap call, and answers with the streams: the connection test.
    func check(meter: CallMeter) async throws(SyncFailure) -> [StreamDescription]

    /// The stream's columns as Zoho has them now, added to what is known already.
    /// A `.skipStream` failure says that the account may not read it.
    func schema(
        of stream: StreamDescription, known: StreamSchema?, now: UTCInstant, meter: CallMeter
    ) async throws(SyncFailure) -> StreamSchema

    /// A page of records. Ordered by modification where the stream tells it, by id elsewhere.
    func page(
        of stream: StreamDescription, schema: StreamSchema, request: PageRequest, meter: CallMeter
    ) async throws(SyncFailure) -> RecordPage

    /// The first part of a page whose parts cost a call each, to see whether the others are worth
    /// asking for; nil where a page costs one call.
    func firstPart(
        of stream: StreamDescription, schema: StreamSchema, request: PageRequest, meter: CallMeter
    ) async throws(SyncFailure) -> RecordPage?

    /// The records of these ids that exist; any number of ids. Where reading one costs a call of its
    /// own, the rows hold nothing but their id.
    func records(
        of stream: StreamDescription, schema: StreamSchema, ids: [String], meter: CallMeter
    ) async throws(SyncFailure) -> RowBatch

    /// All tombstones that Zoho lists today; nil where the stream has no such list.
    func tombstones(
        of stream: StreamDescription, meter: CallMeter
    ) async throws(SyncFailure) -> [Tombstone]?

    /// What lists leave out of these records: at most `schema.detail.batch` of them.
    func details(
        of stream: StreamDescription, schema: StreamSchema, ids: [String], meter: CallMeter
    ) async throws(SyncFailure) -> DetailAnswer

    /// Calls that may still be made today for a purpose, as far as that is known; nil: no limit is.
    func allowance(for purpose: CallPurpose) -> Int?
}

/// A stream, before its columns are known.
public struct StreamDescription: Hashable, Sendable {
    /// How its changes are found.
    public enum Reading: Hashable, Sendable {
        /// By modification time, with a feed of deletions.
        case records
        /// As a whole, page by page, where nothing tells what changed.
        case snapshot
        /// As a numbered list over live data, in the cheapest way that its traits turn out to allow.
        case list(ListTraits)
    }

    /// Zoho's name.
    public let zohoName: String
    /// The local table.
    public let table: String
    /// How its changes are found.
    public let reading: Reading
    /// What changes when Zoho changes the stream's fields, where it tells; nil where it does not.
    public let revision: String?
    /// Why it cannot be read, where that is known beforehand.
    public let unavailable: String?
    /// The table of the records under which this stream is listed, record by record.
    public let parent: String?

    /// A stream.
    public init(
        zohoName: String, table: String, reading: Reading, revision: String? = nil,
        unavailable: String? = nil, parent: String? = nil
    ) {
        self.parent = parent
        self.zohoName = zohoName
        self.table = table
        self.reading = reading
        self.revision = revision
        self.unavailable = unavailable
    }
}

extension RemoteSource {
    /// Listing the streams costs a call already.
    public func check(meter: CallMeter) async throws(SyncFailure) -> [StreamDescription] {
        try await streams(meter: meter)
    }
}
