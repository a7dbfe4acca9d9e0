import CurlHTTP
import SyncCore

/// A client of the control socket.
struct Client: Sendable {
    static let base = "/api/settings/integrations/zoho"

    private let http: CurlClient

    init(socket: String) { http = CurlClient(unixSocket: socket) }

    /// An answer.
    struct Answer {
        let status: Int
        let headers: [(name: String, value: String)]
        let text: String
        /// The body as JSON; null where it is none.
        var json: JSONValue { (try? JSONDocument(text).value) ?? .null }
        /// The stable code of a problem.
        var code: String? { json["code"]?.string }
    }

    /// Sends a request; a path without a leading slash is seen from the base.
    func send(
        _ method: String, _ path: String, _ body: JSONValue? = nil,
        timeout: Duration = .seconds(60),
        headers: [(name: String, value: String)] = []
    ) async throws -> Answer {
        var request = request(method, path, body, timeout)
        request.headers += headers
        let response = try await http.send(request)
        return Answer(
            status: response.status, headers: response.headers,
            text: String(decoding: response.body, as: UTF8.self))
    }

    func get(_ path: String) async throws -> Answer { try await send("GET", path) }

    func post(_ path: String, _ body: JSONValue? = nil) async throws -> Answer {
        try await send("POST", path, body)
    }

    /// Syncs Zoho CRM and waits for the end.
    func sync(mode: String = "incremental") async throws -> Answer {
        try await post("modules/crm/sync", ["wait": true, "mode": .string(mode)])
    }

    /// Zoho CRM's row of the table of modules.
    func crm() async throws -> JSONValue {
        let modules = try await get("modules").json["modules"]?.array ?? []
        return modules.first { $0["name"] == "Zoho CRM" } ?? .null
    }

    /// The daemon's state, in a word.
    func state() async throws -> String { try await get("status").json["state"]?.string ?? "" }

    /// The lines of a feed, as they come.
    func lines(
        _ method: String, _ path: String
    ) async throws -> AsyncThrowingStream<JSONValue, any Error> {
        var request = request(method, path, nil, .seconds(60))
        request.headers.append(("Accept", "application/x-ndjson"))
        let stream = try await http.stream(request)
        let splitter = LineSplitter(stream.body)
        return AsyncThrowingStream { try await splitter.next() }
    }

    func close() async { await http.close() }

    private func request(
        _ method: String, _ path: String, _ body: JSONValue?, _ timeout: Duration
    ) -> HTTPRequest {
        let isBare = path.isEmpty || path.hasPrefix("?")
        let target =
            path.hasPrefix("/") ? path : Client.base + (isBare ? path : "/" + path)
        var request = HTTPRequest(method: method, url: "http://localhost" + target)
        request.timeout = timeout
        if let body {
            request.body = body.bytes
            request.headers.append(("Content-Type", "application/json"))
        }
        return request
    }
}

/// Cuts a streamed body into lines of JSON.
private actor LineSplitter {
    private var pieces: AsyncThrowingStream<[UInt8], any Error>.Iterator?
    private var rest: [UInt8] = []

    init(_ body: AsyncThrowingStream<[UInt8], any Error>) { pieces = body.makeAsyncIterator() }

    func next() async throws -> JSONValue? {
        while true {
            if let end = rest.firstIndex(of: 0x0A) {
                let line = Array(rest[..<end])
                rest.removeSubrange(...end)
                return try JSONDocument(line).value
            }
            guard var iterator = pieces else { return nil }
            let piece = try await iterator.next(isolation: self)
            pieces = piece == nil ? nil : iterator
            rest += piece ?? []
        }
    }
}
