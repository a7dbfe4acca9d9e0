import CurlHTTP
import SyncCore
import Testing

/// An answer with a body of this text.
func ok(_ body: String, _ fields: String = "") -> String {
    "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
}

/// A client with some settings changed.
func client(_ change: (inout CurlClient.Configuration) -> Void = { _ in }) -> CurlClient {
    var configuration = CurlClient.Configuration()
    change(&configuration)
    return CurlClient(configuration)
}

/// The failure of something that must fail.
func failure(
    of body: () async throws -> some Any, sourceLocation: SourceLocation = #_sourceLocation
) async -> HTTPFailure? {
    await #expect(throws: HTTPFailure.self, sourceLocation: sourceLocation) { _ = try await body() }
}
