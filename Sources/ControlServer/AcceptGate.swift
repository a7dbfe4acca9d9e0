internal import NIOCore

/// Stops accepting while as many connections are open as are allowed: further clients wait in the
/// kernel's queue instead of being turned away.
final class AcceptGate: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias OutboundIn = Never

    private let limit: Int
    private var open = 0
    private var isReadHeld = false

    init(limit: Int) { self.limit = limit }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        open += 1
        unwrapInboundIn(data).closeFuture.assumeIsolated().whenComplete { _ in
            self.open -= 1
            guard self.isReadHeld, context.channel.isActive else { return }
            self.isReadHeld = false
            context.read()
        }
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        if open < limit { context.read() } else { isReadHeld = true }
    }
}
