internal import NIOCore

/// Tells that bytes came, before the decoder has made a request of them: half a header is enough to
/// start the clock.
final class ByteSpotter: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// Passed down the pipeline ahead of the bytes.
    struct BytesCame: Sendable {}

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.fireUserInboundEventTriggered(BytesCame())
        context.fireChannelRead(data)
    }
}
