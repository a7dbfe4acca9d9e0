internal import ControlAPI
internal import NIOCore
internal import NIOHTTP1
internal import SyncCore

/// Makes whole requests of HTTP parts within the limits, one at a time, and ends the connection
/// when its time has come.
///
/// While an answer is under way nothing more is read, so that a client cannot make the daemon
/// collect its requests; what one read brought is at most a few hundred small ones.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = Never
    typealias OutboundIn = Outbound
    typealias OutboundOut = HTTPServerResponsePart

    private let limits: Limits
    private let requests: AsyncStream<Inbound>.Continuation
    private var timer: Scheduled<Void>?

    /// The request that is arriving.
    private var head: HTTPRequestHead?
    private var body: BodyCollector
    /// Why nothing of this client is wanted.
    private let turnedAway: Problem?
    /// Whether a request is awaited or arriving. A new connection owes one.
    private var isMidRequest = true
    /// Whether bytes of a request have come that is not complete.
    private var hasBegun = false
    /// Nothing that comes counts any more.
    private var isRefused = false
    /// The client has ended its side.
    private var hasInputEnded = false

    /// Requests that are not answered to the last byte.
    private var unanswered = 0
    private var isReadPending = false
    private var closesAfterAnswer = false
    /// The daemon ends: what has come is answered, and little more is waited for.
    private var isQuiescing = false
    /// A feed is being sent: an answer without a length.
    private var isStreaming = false
    private var isStreamCut = false

    /// - Parameter turnedAway: The answer to whatever the client wants.
    init(
        limits: Limits, budget: BodyBudget, requests: AsyncStream<Inbound>.Continuation,
        turnedAway: Problem? = nil
    ) {
        self.limits = limits
        self.requests = requests
        self.turnedAway = turnedAway
        body = BodyCollector(limits: limits, budget: budget)
    }

    // MARK: What comes in

    func channelActive(context: ChannelHandlerContext) {
        startTimer(limits.requestTime, context) { $0.requestIsLate($1) }
        if let turnedAway { refuse(turnedAway, context) }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        body.release()
        requests.finish()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused, !closesAfterAnswer else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, context)
        case .body(let part): if let problem = body.append(part) { refuse(problem, context) }
        case .end: complete(context)
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        self.head = head
        // What else the body is packed in would be taken for the body itself (RFC 9112, section 6.1).
        let codings = head.headers[canonicalForm: "transfer-encoding"].map { $0.lowercased() }
        guard codings.isEmpty || codings == ["chunked"] else {
            return refuse(.malformed("only chunked is known as Transfer-Encoding"), context)
        }
        let length = head.headers.first(name: "content-length").flatMap { Int($0) }
        if let problem = body.problem(ofLength: length ?? 0) { return refuse(problem, context) }
        if head.headers[canonicalForm: "expect"].contains("100-continue"), unanswered == 0 {
            let goOn = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(goOn)), promise: nil)
        }
    }

    private func complete(_ context: ChannelHandlerContext) {
        guard let head else { return }
        self.head = nil
        timer?.cancel()
        isMidRequest = false
        hasBegun = false
        unanswered += 1
        // The decoder stops after a request that asks for another protocol.
        let isUpgrade = head.headers.contains(name: "upgrade") || head.method == .CONNECT
        requests.yield(
            .request(
                ControlRequest(
                    method: head.method.rawValue, target: head.uri, headers: head.headers,
                    body: body.take(),
                    keepsAlive: head.isKeepAlive && !isUpgrade && head.version != .http1_0,
                    takesChunks: head.version != .http1_0)))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case HTTPParserError.headerOverflow:
            refuse(
                Problem(
                    status: 431, code: .headerTooLarge,
                    detail: "the header has more than \(limits.headerBytes) bytes"), context)
        case is HTTPParserError:
            refuse(
                Problem(status: 400, code: .malformedRequest, detail: "this is not HTTP/1.1"),
                context)
        case is ByteToMessageDecoderError: return
        default: context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ByteSpotter.BytesCame: bytesCame(context)
        case ChannelEvent.inputClosed:
            hasInputEnded = true
            requests.finish()
            if unanswered == 0 { context.close(promise: nil) }
        case let event as Quiesce: quiesce(context, endingFeeds: event.endsFeeds)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    private func bytesCame(_ context: ChannelHandlerContext) {
        hasBegun = true
        guard !isMidRequest, !isRefused else { return }
        isMidRequest = true
        guard !isQuiescing, unanswered == 0 else { return }
        startTimer(limits.requestTime, context) { $0.requestIsLate($1) }
    }

    private func quiesce(_ context: ChannelHandlerContext, endingFeeds: Bool) {
        let isNews = !isQuiescing
        isQuiescing = true
        if unanswered == 0 {
            if isNews { awaitLastRequest(context) }
        } else if isStreaming, endingFeeds {
            // The feed would go on for ever: end it as its protocol has it.
            closesAfterAnswer = true
            finishAnswer(context, promise: nil)
            context.flush()
            isStreamCut = true
        }
    }

    /// A client that has just connected, or rests between two requests, may be about to send:
    /// closed at once, it would see a broken connection in place of an answer.
    private func awaitLastRequest(_ context: ChannelHandlerContext) {
        guard !isRefused else { return }
        startTimer(limits.quiesceTime, context) { handler, context in
            guard handler.hasBegun else { return context.close(promise: nil) }
            handler.refuse(.shuttingDown, context)
        }
    }

    // MARK: Refusing

    private func requestIsLate(_ context: ChannelHandlerContext) {
        refuse(
            Problem(
                status: 408, code: .requestTimeout,
                detail: "the request did not arrive within \(limits.requestTime)"), context)
    }

    private func refuse(_ problem: Problem, _ context: ChannelHandlerContext) {
        guard !isRefused, !hasInputEnded else { return }
        isRefused = true
        timer?.cancel()
        head = nil
        body.release()
        unanswered += 1
        // In the queue behind the requests that came before it.
        requests.yield(.refused(problem))
        requests.finish()
    }

    // MARK: What goes out

    func read(context: ChannelHandlerContext) {
        if unanswered > 0 { isReadPending = true } else { context.read() }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isStreamCut else {
            promise?.fail(ChannelError.alreadyClosed)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(var head):
            // Not before the last one: requests that came together are all answered.
            if closesAfterAnswer || isQuiescing && unanswered == 1 {
                head.headers.replaceOrAdd(name: "Connection", value: "close")
            }
            closesAfterAnswer = head.headers[canonicalForm: "connection"].contains("close")
            isStreaming = !head.headers.contains(name: "content-length")
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body(let bytes):
            let buffer = context.channel.allocator.buffer(bytes: bytes)
            context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: promise)
        case .end: finishAnswer(context, promise: promise)
        }
    }

    private func finishAnswer(_ context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        isStreaming = false
        startTimer(limits.answerTime, context) { $1.close(promise: nil) }
        let done = promise ?? context.eventLoop.makePromise(of: Void.self)
        done.futureResult.assumeIsolated().whenComplete { result in
            switch result {
            case .success: self.answerWasSent(context)
            case .failure: context.close(promise: nil)
            }
        }
        context.write(wrapOutboundOut(.end(nil)), promise: done)
    }

    private func answerWasSent(_ context: ChannelHandlerContext) {
        unanswered -= 1
        if unanswered == 0, head == nil { body.release() }
        timer?.cancel()
        let isLast = closesAfterAnswer || (unanswered == 0 && hasInputEnded)
        if isRefused && isLast && !hasInputEnded {
            linger(context)
        } else if isLast {
            requests.finish()
            context.close(promise: nil)
        } else if unanswered == 0 {
            if isQuiescing {
                awaitLastRequest(context)
            } else if isMidRequest {
                startTimer(limits.requestTime, context) { $0.requestIsLate($1) }
            } else {
                startTimer(limits.idleTime, context) { $1.close(promise: nil) }
            }
            resumeReading(context)
        }
    }

    /// Reads on without listening, so that the client gets to the refusal before the connection
    /// breaks under what it still sends.
    private func linger(_ context: ChannelHandlerContext) {
        let time = isQuiescing ? limits.quiesceTime : limits.lingerTime
        startTimer(time, context) { $1.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        resumeReading(context)
    }

    private func resumeReading(_ context: ChannelHandlerContext) {
        guard isReadPending else { return }
        isReadPending = false
        context.read()
    }

    private func startTimer(
        _ time: Duration, _ context: ChannelHandlerContext,
        _ action: @escaping (ConnectionHandler, ChannelHandlerContext) -> Void
    ) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            action(self, context)
        }
    }
}
