internal import ControlAPI
internal import NIOHTTP1

/// A whole request, as the handler collected it.
struct ControlRequest: Sendable {
    let method: String
    let target: String
    let headers: HTTPHeaders
    let body: [UInt8]
    /// Whether the client may send another request afterwards.
    let keepsAlive: Bool
    /// Whether the client understands chunks: HTTP/1.1.
    let takesChunks: Bool

    init(
        method: String, target: String, headers: HTTPHeaders = [:], body: [UInt8] = [],
        keepsAlive: Bool = true, takesChunks: Bool = true
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.keepsAlive = keepsAlive
        self.takesChunks = takesChunks
    }

    /// Whether the client asked for newline-delimited JSON.
    var wantsLines: Bool {
        headers[canonicalForm: "accept"].contains { value in
            value.prefix { $0 != ";" }.lowercased() == Reply.linesType
        }
    }
}

/// What a connection brings.
enum Inbound: Sendable {
    case request(ControlRequest)
    /// Something that is not a request; the connection ends with this answer.
    case refused(Problem)
}

/// What goes back. A closed list of `Sendable` parts; the handler makes HTTP of them.
enum Outbound: Sendable {
    case head(HTTPResponseHead)
    case body([UInt8])
    case end
}

/// Asks a connection to end: with the answers under way, or shortly where it rests.
struct Quiesce: Sendable {
    /// Whether a feed is ended, too; it may still have its last lines to tell.
    let endsFeeds: Bool
}
