/// The port to HTTP: one request in, one whole answer out.
public protocol HTTPClient: Sendable {
    /// Sends a request and waits for the whole answer. An answer of any status is an answer;
    /// only what prevents one is thrown. Cancelling the task aborts the transfer.
    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse
}

/// A request.
public struct HTTPRequest: Sendable {
    /// The verb.
    public var method: String
    /// The absolute URL, percent-encoded.
    public var url: String
    /// Header fields as they are sent.
    public var headers: [(name: String, value: String)]
    /// The `Authorization` field; a secret apart from the others.
    public var authorization: Secret?
    /// The body, if any. It may hold secrets: its memory is wiped when the last copy goes.
    public var content: Secret?
    /// The longest the whole exchange may take.
    public var timeout: Duration

    /// A request.
    public init(
        method: String = "GET", url: String, headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil, timeout: Duration = .seconds(120)
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.content = body.map { Secret(bytes: $0) }
        self.timeout = timeout
    }

    /// The body's bytes, as a copy that nobody wipes.
    public var body: [UInt8]? {
        get { content.map { $0.withBytes(Array.init) } }
        set { content = newValue.map { Secret(bytes: $0) } }
    }
}

extension HTTPRequest: CustomStringConvertible, CustomReflectable {
    /// Method and URL, without query: never what a header or the body says.
    public var description: String { "\(method) \(url.prefix { $0 != "?" })" }
    /// As the description.
    public var customMirror: Mirror {
        Mirror(self, children: ["method": method, "url": String(url.prefix { $0 != "?" })])
    }
}

/// An answer.
public struct HTTPResponse: Sendable {
    /// The status code.
    public let status: Int
    /// Header fields in the order received; names in lower case.
    public let headers: [(name: String, value: String)]
    /// The body, decompressed.
    public let body: [UInt8]

    /// An answer.
    public init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of a header field (the last one of that name), by its name in lower case.
    public func header(_ name: String) -> String? { headers.last { $0.name == name }?.value }
}

extension HTTPResponse: CustomStringConvertible, CustomReflectable {
    /// Status and size: an answer may bring a token.
    public var description: String { "status \(status), \(body.count) bytes" }
    /// As the description.
    public var customMirror: Mirror {
        Mirror(self, children: ["status": status, "bytes": body.count])
    }
}

/// Why there is no answer.
public struct HTTPFailure: Error, Hashable, Sendable {
    /// What kind of fault.
    public enum Kind: Hashable, Sendable {
        /// The host cannot be found or reached, or refused the connection.
        case unreachable
        /// TLS failed: certificate, protocol.
        case insecure
        /// A deadline passed: connect, first byte, low speed or the whole exchange.
        case timeout
        /// The connection ended before the answer did, or the answer is not HTTP.
        case interrupted
        /// The answer is larger than allowed.
        case tooLarge
        /// The task was cancelled or the client closed.
        case cancelled
        /// The request itself cannot be sent (malformed URL, …).
        case invalidRequest
    }

    /// What kind of fault.
    public let kind: Kind
    /// The library's words; without URL parameters or header values.
    public let message: String

    /// A failure.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}
