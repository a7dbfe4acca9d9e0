internal import ControlAPI
internal import SyncCore

/// An answer before it is HTTP.
enum Reply: Sendable {
    /// One JSON value.
    case json(status: Int, JSONValue)
    /// One JSON value with further header fields.
    case annotated(JSONValue, headers: [(name: String, value: String)])
    /// A problem; with further header fields.
    case problem(Problem, headers: [(name: String, value: String)])
    /// Text of a media type, as it is.
    case text(type: String, String)
    /// Newline-delimited JSON until every stream has ended; their lines interleave.
    case lines([AsyncStream<JSONValue>])

    static let jsonType = "application/json"
    static let problemType = "application/problem+json"
    static let linesType = "application/x-ndjson"
    /// The Prometheus text format.
    static let metricsType = "text/plain; version=0.0.4; charset=utf-8"

    /// A problem.
    static func problem(_ problem: Problem) -> Reply {
        .problem(problem, headers: retryHeaders(of: problem))
    }

    /// Where the daemon ends, the next one is there in a moment.
    static func retryHeaders(of problem: Problem) -> [(name: String, value: String)] {
        problem.status == 503 ? [("Retry-After", "1")] : []
    }
}
