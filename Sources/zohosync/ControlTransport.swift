import ControlAPI
import SyncCore

/// The way to the daemon: one request in, an answer out, whole or line by line.
protocol ControlTransport: Sendable {
    /// Sends a request to a path and waits for the whole answer, whatever its status.
    func send(
        _ method: String, _ path: String, body: JSONValue?
    ) async throws(ClientFailure) -> Answer

    /// Sends a request and hands over the lines of the answer as they come. An answer that is not
    /// newline-delimited JSON comes back whole and unread.
    func follow(
        _ method: String, _ path: String, body: JSONValue?,
        _ line: (JSONValue) throws(ClientFailure) -> Void
    ) async throws(ClientFailure) -> Answer?
}

/// What the daemon said.
struct Answer: Sendable {
    let status: Int
    /// The body as it came.
    let text: String
    let json: JSONValue
    /// What is odd in a change of the configuration.
    let warnings: [ConfigurationWarning]

    var isSuccess: Bool { (200..<300).contains(status) }
}
