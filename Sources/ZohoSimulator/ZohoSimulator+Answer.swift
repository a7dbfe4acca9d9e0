import NIOCore
import Synchronization

extension ZohoSimulator {
    /// An answer, as it reaches a client.
    public struct Answer: Sendable {
        /// The status code.
        public let status: Int
        /// Header fields; names in lower case.
        public let headers: [(name: String, value: String)]
        /// The body.
        public let body: [UInt8]
    }

    /// Answers a request without a socket, so that a client can live in simulated time. Hook, faults,
    /// limits and figures are the same as over HTTP.
    ///
    /// - Parameter wait: lets the answer's delay pass, in the client's time; the call is under way
    ///   meanwhile.
    /// - Returns: nil where the connection would break, or stay silent.
    public func answer(
        method: String = "GET", url: String, headers: [(name: String, value: String)] = [],
        body: [UInt8] = [], wait: (Duration) async throws -> Void
    ) async rethrows -> Answer? {
        // Calls that overlap come on connections of their own.
        let connection = core.state.withLock { $0.inFlight + $0.finance.inFlight }
        let request = SimulatedRequest(
            method: method, target: Self.target(of: url),
            headers: Dictionary(headers.map { ($0.name.lowercased(), $0.value) }) { $1 },
            body: body, connection: connection)
        core.begin(request)
        defer { core.end(request) }
        let reply = core.respond(to: request)
        if reply.delayMilliseconds > 0 {
            try await wait(.milliseconds(reply.delayMilliseconds))
        }
        switch reply.delivery {
        case .never, .reset, .truncated: return nil
        case .whole, .slow: break
        }
        var fields = [(name: "date", value: CivilTime.httpDate(clock.seconds))]
        if reply.status != 204, reply.status != 304 {
            fields.append(("content-type", reply.contentType))
        }
        fields += reply.headers.map { ($0.name.lowercased(), $0.value) }
        return Answer(
            status: reply.status, headers: fields, body: Array(reply.body.readableBytesView))
    }

    /// Path and query of an absolute URL.
    private static func target(of url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        let rest = url[scheme.upperBound...]
        return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
    }
}
