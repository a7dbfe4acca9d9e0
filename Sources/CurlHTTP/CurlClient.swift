import SyncCore
import Synchronization

/// HTTP by libcurl: one multi handle on a thread of its own (libcurl-multi(3)).
///
/// Connections are kept and reused. TLS is 1.2 or later and always verified; redirects are not
/// followed; there are no cookies and no `.netrc`. The proxy variables of the environment are
/// honoured, except for loopback and Unix sockets. While nothing is in flight the thread sleeps.
public final class CurlClient: HTTPClient, Sendable {
    private let configuration: Mutex<Configuration>
    private let loop: Result<TransferLoop, HTTPFailure>

    /// A client. Should its thread not start, every request fails with the reason.
    public init(_ configuration: Configuration = .init()) {
        self.configuration = Mutex(configuration)
        do throws(HTTPFailure) {
            loop = .success(
                try TransferLoop(
                    maximumConnectionsPerHost: configuration.maximumConnectionsPerHost))
        } catch {
            loop = .failure(error)
        }
    }

    /// A client of a server on a Unix socket. It waits as long as each request allows: the other
    /// end is a process on this machine, which may think long and then answer at once.
    public convenience init(unixSocket: String) {
        var configuration = Configuration()
        configuration.unixSocket = unixSocket
        configuration.lowSpeed = nil
        configuration.connectTimeout = .seconds(5)
        self.init(configuration)
    }

    deinit {
        if case .success(let loop) = loop { loop.stop() }
    }

    /// Changes which certificates are trusted, from the next request on: those of a file instead of
    /// the system's; nil: the system's.
    public func trust(caBundle: String?) { configuration.withLock { $0.caBundle = caBundle } }

    /// Sends a request and waits for the whole answer.
    public func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let loop = try loop.get()
        let transfer = Transfer(request, configuration.withLock { $0 })
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.give(.begin(transfer, .whole(continuation)))
            }
        } onCancel: {
            loop.cancel(transfer)
        }
        return try result.get()
    }

    /// Sends a request and returns as soon as the answer's head is there. The request's timeout
    /// is for the whole exchange, reading included.
    public func stream(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPStream {
        let loop = try loop.get()
        let transfer = Transfer(request, configuration.withLock { $0 })
        let buffer = StreamBuffer()
        let head = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                buffer.awaitHead(continuation)
                loop.give(.begin(transfer, .stream(buffer)))
            }
        } onCancel: {
            loop.cancel(transfer)
        }
        let (status, headers) = try head.get()
        let reader = StreamReader(client: self, loop: loop, transfer: transfer, buffer: buffer)
        return HTTPStream(
            status: status, headers: headers,
            body: AsyncThrowingStream { try await reader.next() })
    }

    /// Fails what is in flight with `cancelled` and ends the thread. The client refuses
    /// everything after.
    public func close() async {
        if case .success(let loop) = loop { await loop.close() }
    }
}
