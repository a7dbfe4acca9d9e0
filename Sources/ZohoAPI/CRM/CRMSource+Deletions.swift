public import SyncCore

extension CRMSource {
    /// Pages that can be asked for by number elsewhere (Get Records).
    private static let numberedPages = 10

    /// All that Zoho lists as deleted (Zoho CRM API v8, List of Deleted Records).
    public func tombstones(
        of stream: StreamDescription, meter: CallMeter
    ) async throws(SyncFailure) -> [Tombstone]? {
        guard stream.reading == .records, stream != CRMUsers.stream else { return nil }
        var tombstones: [Tombstone] = []
        var seen: Set<Tombstone> = []
        var page = 1
        while true {
            // No If-Modified-Since: what it compares here is not documented, and the list is short.
            // No early stop either: neither is its order.
            let call = ZohoCall(
                Self.path("\(stream.zohoName)/deleted"),
                query: [("type", "all"), ("page", String(page)), ("per_page", String(pageSize))])
            let answer: ZohoAnswer
            do throws(SyncFailure) {
                answer = try await self.call(call, meter)
            } catch {
                // Some modules have no such list; what they lose shows in the sweep.
                if page == 1, error.disposition == .skipStream { return nil }
                // Whether page numbers end at 2,000 rows here as elsewhere is not documented. What
                // lies beyond shows in the sweep.
                if page > Self.numberedPages, error.disposition == .failStream,
                    error.code == .zohoRejected
                {
                    caller.sink.emit(
                        Event(
                            .notice, .notice,
                            "Zoho lists only the latest \(tombstones.count) deletions of "
                                + "\(stream.zohoName): the others are found by the next sweep",
                            [(.module, caller.module.rawValue), (.stream, stream.table)]))
                    return tombstones
                }
                throw error
            }
            let list = try RecordList(answer, key: "data", stream: stream.zohoName)
            let listed = try list.tombstones()
            let count = seen.count
            seen.formUnion(listed)
            guard seen.count > count || listed.isEmpty || !list.hasMore else {
                throw SyncFailure(
                    .invalidResponse, "Zoho sent the same deletions of \(stream.zohoName) twice",
                    hint: "the next sync tries again", disposition: .failStream)
            }
            tombstones += listed
            guard list.hasMore, list.count > 0 else { return tombstones }
            page += 1
        }
    }
}
