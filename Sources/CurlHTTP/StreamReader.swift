import SyncCore

/// The reading end of a streamed answer. When the last reference goes, so does the transfer.
final class StreamReader: Sendable {
    /// Keeps the client's thread running as long as somebody reads.
    private let client: CurlClient
    private let loop: TransferLoop
    private let transfer: Transfer
    private let buffer: StreamBuffer

    init(client: CurlClient, loop: TransferLoop, transfer: Transfer, buffer: StreamBuffer) {
        self.client = client
        self.loop = loop
        self.transfer = transfer
        self.buffer = buffer
    }

    deinit { loop.cancel(transfer) }

    /// The next piece of the body; nil at its end.
    func next() async throws(HTTPFailure) -> [UInt8]? {
        let chunk = await withTaskCancellationHandler {
            await buffer.next { loop.give(.resume(transfer)) }
        } onCancel: {
            loop.cancel(transfer)
        }
        return try chunk.get()
    }
}
