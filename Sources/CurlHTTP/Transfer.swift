import CCurl
import SyncCore
import Synchronization

/// One exchange: the request, and what has come of the answer.
// Proof: `isCancelled` is atomic, the other variables are touched by the loop's thread only.
final class Transfer: @unchecked Sendable {
    /// Where the answer goes.
    enum Receiver {
        case whole(CheckedContinuation<Result<HTTPResponse, HTTPFailure>, Never>)
        case stream(StreamBuffer)
    }

    /// Set before the order to cancel is given, which may overtake the order to begin.
    let isCancelled = Atomic(false)

    private let request: HTTPRequest
    private let configuration: CurlClient.Configuration
    private let firstByteDeadline: ContinuousClock.Instant?
    private let exchangeDeadline: ContinuousClock.Instant
    private var receiver: Receiver?
    private var query: Substring = ""
    private(set) var easy: EasyHandle?
    private var head = ResponseHead()
    private var hasFirstByte = false
    private var body: [UInt8] = []
    /// Why a callback stopped the transfer; libcurl itself only knows that one did.
    private var refusal: HTTPFailure?

    init(_ request: HTTPRequest, _ configuration: CurlClient.Configuration) {
        self.request = request
        self.configuration = configuration
        // Deadlines run from here, so that the wait for a connection counts. Far ones are cut
        // because an instant cannot be later than the clock can count.
        let now = ContinuousClock.now
        let farthest: Duration = .seconds(10 * 365 * 86400)
        exchangeDeadline = now + min(request.timeout, farthest)
        firstByteDeadline = configuration.firstByteTimeout.map { now + min($0, farthest) }
    }

    /// The next moment at which `hasExpired` may become true.
    var deadline: ContinuousClock.Instant {
        guard let firstByteDeadline, !hasFirstByte else { return exchangeDeadline }
        return min(firstByteDeadline, exchangeDeadline)
    }

    /// Makes the handle.
    func begin(_ receiver: Receiver) throws(HTTPFailure) -> EasyHandle {
        self.receiver = receiver
        let target = try RequestTarget(request.url)
        query = target.query
        let easy = try EasyHandle()
        try easy.apply(configuration, for: target)
        try easy.apply(request)
        if case .whole = receiver, request.method != "HEAD" {
            // Refuses a length that is announced; the bytes themselves are counted as well.
            try easy.set(CURLOPT_MAXFILESIZE_LARGE, offset: configuration.maximumBodyBytes)
        }
        let context = Unmanaged.passUnretained(self).toOpaque()
        try easy.set(CURLOPT_WRITEFUNCTION, receiveBody)
        try easy.set(CURLOPT_WRITEDATA, context)
        try easy.set(CURLOPT_HEADERFUNCTION, receiveHeader)
        try easy.set(CURLOPT_HEADERDATA, context)
        self.easy = easy
        return easy
    }

    /// The transfer has ended by itself.
    func finish(_ code: CURLcode) {
        if let refusal {
            finish(.failure(refusal))
        } else if code == CURLE_OK {
            // libcurl takes a header that breaks off for a complete one.
            let broken = HTTPFailure(.interrupted, "the connection ended within the header")
            finish(head.isComplete ? .success(()) : .failure(broken))
        } else {
            let words = easy?.errorWords ?? ""
            finish(.failure(HTTPFailure(code, words: words, query: query)))
        }
    }

    /// A deadline has passed.
    func expire() {
        let words =
            deadline == exchangeDeadline
            ? "the exchange took longer than \(request.timeout)"
            : "no answer within \(configuration.firstByteTimeout ?? request.timeout)"
        finish(.failure(HTTPFailure(.timeout, words)))
    }

    /// Fails a transfer that was not begun.
    func refuse(_ receiver: Receiver, _ failure: HTTPFailure) {
        self.receiver = receiver
        finish(.failure(failure))
    }

    /// Hands over the result, once, and lets go of the handle.
    func finish(_ result: Result<Void, HTTPFailure>) {
        switch receiver.take() {
        case .whole(let continuation):
            let response = HTTPResponse(status: head.status, headers: head.headers, body: body)
            continuation.resume(returning: result.map { response })
        case .stream(let buffer):
            buffer.finish(result)
        case nil:
            break
        }
        body = []
        easy = nil
    }

    /// Takes a line of the header; returns how many bytes it took.
    fileprivate func receive(headerLine line: UnsafeRawBufferPointer) -> Int {
        hasFirstByte = true
        let wasComplete = head.isComplete
        guard head.take(line, limit: configuration.maximumHeaderBytes) else {
            let limit = configuration.maximumHeaderBytes
            refusal = HTTPFailure(.tooLarge, "the answer's header is larger than \(limit) bytes")
            return 0
        }
        if head.isComplete, !wasComplete {
            guard head.isPlainOrGzip else {
                refusal = HTTPFailure(
                    .tooLarge, "the answer is packed in another way than by gzip, once")
                return 0
            }
            if case .stream(let buffer) = receiver { buffer.open((head.status, head.headers)) }
        }
        return line.count
    }

    /// Takes a part of the decompressed body; returns how many bytes it took.
    fileprivate func receive(body bytes: UnsafeRawBufferPointer) -> Int {
        switch receiver {
        case .whole:
            let limit = configuration.maximumBodyBytes
            guard body.count + bytes.count <= limit else {
                refusal = HTTPFailure(.tooLarge, "the answer is larger than \(limit) bytes")
                return 0
            }
            if body.isEmpty, let length = head.contentLength {
                // Only a claim: what is not sent must not cost memory without bound.
                body.reserveCapacity(min(max(0, length), limit, 16 << 20))
            }
            body.append(contentsOf: bytes)
            return bytes.count
        case .stream(let buffer):
            guard !bytes.isEmpty else { return 0 }
            return buffer.write(bytes) ? bytes.count : Int(CURL_WRITEFUNC_PAUSE)
        case nil:
            return 0
        }
    }
}

private func receiveHeader(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.receive(headerLine: UnsafeRawBufferPointer(start: bytes, count: size * count))
}

private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.receive(body: UnsafeRawBufferPointer(start: bytes, count: size * count))
}
