import ControlAPI
import CurlHTTP
import SyncCore

/// The daemon's socket, reached with libcurl.
struct CurlTransport: ControlTransport {
    /// A sync may take hours; the daemon ends what it cannot answer.
    private static let patience = Duration.seconds(7 * 86_400)
    private let client: CurlClient
    private let socket: String

    init(socket: String) {
        self.socket = socket
        client = CurlClient(unixSocket: socket)
    }

    func send(
        _ method: String, _ path: String, body: JSONValue?
    ) async throws(ClientFailure) -> Answer {
        do throws(HTTPFailure) {
            let response = try await client.send(request(method, path, body, lines: false))
            return try answer(
                response.status, response.body,
                warnings: response.header(ConfigurationWarning.field.lowercased()))
        } catch {
            throw diagnose(socket: socket, error.message)
        }
    }

    func follow(
        _ method: String, _ path: String, body: JSONValue?,
        _ line: (JSONValue) throws(ClientFailure) -> Void
    ) async throws(ClientFailure) -> Answer? {
        let stream: HTTPStream
        do throws(HTTPFailure) {
            stream = try await client.stream(request(method, path, body, lines: true))
        } catch {
            throw diagnose(socket: socket, error.message)
        }
        let isLines = stream.header("content-type")?.hasPrefix("application/x-ndjson") == true
        var buffer: [UInt8] = []
        do {
            for try await piece in stream.body {
                buffer += piece
                while isLines, let end = buffer.firstIndex(of: 0x0A) {
                    try line(JSONDocument(Array(buffer[..<end])).value)
                    buffer.removeSubrange(...end)
                }
            }
            return isLines ? nil : try answer(stream.status, buffer)
        } catch let failure as ClientFailure {
            throw failure
        } catch let failure as HTTPFailure {
            throw ClientFailure(
                .unreachable, "the daemon ended the connection: \(failure.message)")
        } catch {
            throw ClientFailure(.failed, "cannot read the daemon's answer: \(error)")
        }
    }

    private func request(
        _ method: String, _ path: String, _ body: JSONValue?, lines: Bool
    ) -> HTTPRequest {
        HTTPRequest(
            method: method, url: "http://localhost" + path,
            headers: [
                ("Accept", lines ? "application/x-ndjson" : "application/json"),
                ("Content-Type", "application/json"),
            ], body: body?.bytes ?? (method == "POST" ? [] : nil), timeout: Self.patience)
    }

    private func answer(
        _ status: Int, _ body: [UInt8], warnings: String? = nil
    ) throws(HTTPFailure) -> Answer {
        guard let document = try? JSONDocument(body) else {
            throw HTTPFailure(.interrupted, "the answer (\(status)) is not JSON")
        }
        return Answer(
            status: status, text: String(decoding: body, as: UTF8.self), json: document.value,
            warnings: warnings.map(ConfigurationWarning.all(inField:)) ?? [])
    }
}
