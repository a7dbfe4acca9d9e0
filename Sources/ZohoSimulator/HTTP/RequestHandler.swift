import Foundation
import NIOCore
import NIOHTTP1

/// One connection: collects a request, asks the core, delivers the reply as the faults want it.
final class RequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private static let greatestBody = 1 << 20

    private let core: SimulatorCore
    private let connection: Int
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    /// The request that is being answered, for the count of calls under way.
    private var current: SimulatedRequest?

    init(core: SimulatorCore, connection: Int) {
        self.core = core
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let part):
            guard body.count + part.readableBytes <= Self.greatestBody else {
                return context.close(promise: nil)
            }
            body.append(contentsOf: part.readableBytesView)
        case .end:
            guard let head else { return }
            answer(head, context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        var headers: [String: String] = [:]
        for header in head.headers { headers[header.name.lowercased()] = header.value }
        let request = SimulatedRequest(
            method: head.method.rawValue, target: head.uri, headers: headers, body: body,
            connection: connection)
        current = request
        core.begin(request)
        let reply = core.respond(to: request)
        let keepAlive = head.isKeepAlive
        guard reply.delayMilliseconds > 0 else {
            return deliver(reply, keepAlive: keepAlive, context)
        }
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .milliseconds(Int64(reply.delayMilliseconds))) {
            handler.value.deliver(reply, keepAlive: keepAlive, bound.value)
        }
    }

    private func deliver(_ reply: Reply, keepAlive: Bool, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return finish() }
        switch reply.delivery {
        case .never: return
        case .reset: return reset(context)
        case .whole:
            writeHead(reply, keepAlive: keepAlive, context)
            if reply.body.readableBytes > 0 {
                context.write(wrapOutboundOut(.body(.byteBuffer(reply.body))), promise: nil)
            }
            end(keepAlive: keepAlive, context)
        case .truncated(let bytes):
            writeHead(reply, keepAlive: false, context)
            var part = reply.body
            let kept = part.readSlice(length: min(bytes, part.readableBytes)) ?? reply.body
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(kept))), promise: nil)
            finish()
            context.close(promise: nil)
        case .slow(let bytesPerSecond):
            writeHead(reply, keepAlive: keepAlive, context)
            context.flush()
            trickle(
                reply.body, step: max(1, bytesPerSecond / 20), keepAlive: keepAlive, context)
        }
    }

    private func writeHead(_ reply: Reply, keepAlive: Bool, _ context: ChannelHandlerContext) {
        var headers = HTTPHeaders()
        headers.add(name: "Date", value: CivilTime.httpDate(core.clock.seconds))
        headers.add(name: "Server", value: "ZGS")
        // 204 and 304 have no body, so no length and no type either.
        if reply.status != 204, reply.status != 304 {
            headers.add(name: "Content-Type", value: reply.contentType)
            headers.add(name: "Content-Length", value: String(reply.body.readableBytes))
        }
        for header in reply.headers { headers.add(name: header.name, value: header.value) }
        if !keepAlive { headers.add(name: "Connection", value: "close") }
        let head = HTTPResponseHead(
            version: .http1_1, status: .init(statusCode: reply.status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
    }

    private func end(keepAlive: Bool, _ context: ChannelHandlerContext) {
        finish()
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        let written = context.writeAndFlush(wrapOutboundOut(.end(nil)))
        if !keepAlive { written.whenComplete { _ in bound.value.close(promise: nil) } }
    }

    private func trickle(
        _ rest: ByteBuffer, step: Int, keepAlive: Bool, _ context: ChannelHandlerContext
    ) {
        var rest = rest
        guard context.channel.isActive,
            let part = rest.readSlice(length: min(step, rest.readableBytes)),
            part.readableBytes > 0
        else { return end(keepAlive: keepAlive, context) }
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(part))), promise: nil)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        let left = rest
        context.eventLoop.scheduleTask(in: .milliseconds(50)) {
            handler.value.trickle(left, step: step, keepAlive: keepAlive, bound.value)
        }
    }

    /// Closes with RST, as a machine that dies does.
    private func reset(_ context: ChannelHandlerContext) {
        finish()
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        guard let options = context.channel as? any SocketOptionProvider else {
            return context.close(promise: nil)
        }
        options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in
            bound.value.close(promise: nil)
        }
    }

    private func finish() {
        guard let current else { return }
        self.current = nil
        core.end(current)
    }
}
