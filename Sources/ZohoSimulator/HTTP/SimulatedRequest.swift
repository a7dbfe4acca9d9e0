/// A request as the services see it.
struct SimulatedRequest: Sendable {
    let method: String
    let path: String
    let rawQuery: String
    let query: Query
    /// Names in lower case.
    let headers: [String: String]
    let body: [UInt8]
    /// Tells connections apart: a client that was refused on one must have seen it.
    let connection: Int
    /// The path's parts, percent-decoded.
    let segments: [String]

    init(
        method: String, target: String, headers: [String: String], body: [UInt8], connection: Int
    ) {
        self.method = method
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts.first ?? "")
        rawQuery = parts.count > 1 ? String(parts[1]) : ""
        query = Query(rawQuery)
        self.headers = headers
        self.body = body
        self.connection = connection
        segments = path.split(separator: "/").map { Query.decoded($0, plusIsBlank: false) }
    }

    /// The path with its query, for logs; secrets of the token endpoint stay out.
    var shown: String {
        rawQuery.isEmpty ? path : path + "?" + (path.hasPrefix("/oauth/") ? "…" : rawQuery)
    }
}
