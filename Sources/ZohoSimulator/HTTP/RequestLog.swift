/// The last requests, for people and tests.
struct RequestLog: Sendable {
    private(set) var entries: [ZohoSimulator.LoggedRequest] = []
    /// All requests so far.
    private(set) var count = 0
    /// The request at hand, for violations.
    private(set) var current = ""
    var limit = 2_000

    mutating func begin(_ request: SimulatedRequest, time: Instant) {
        count += 1
        current = "\(request.method) \(request.shown)"
        // Dropping from the front costs a move of the rest: do it rarely.
        if entries.count >= max(limit, 1) * 2 { entries.removeFirst(entries.count - limit) }
        var headers = request.headers.filter { Self.kept.contains($0.key) }
        if let authorization = request.headers["authorization"] {
            let scheme = authorization.split(separator: " ").first ?? ""
            headers["authorization"] = "\(scheme) [redacted]"
        }
        entries.append(
            .init(
                index: count, time: time, method: request.method, path: request.path,
                query: request.path.hasPrefix("/oauth/") ? "" : request.rawQuery,
                headers: headers, status: 0))
    }

    /// Notes the answer of the request at hand.
    mutating func end(status: Int) {
        guard let last = entries.indices.last else { return }
        entries[last].status = status
    }

    mutating func clear() { entries = [] }

    private static let kept: Set<String> = [
        "if-modified-since", "user-agent", "accept", "accept-encoding", "content-type",
    ]
}
