import Foundation
import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// A server that answers each request head with bytes that a test writes down: what no decent
/// server would say can be said as well.
final class RawServer: Sendable {
    /// What to do about a request.
    enum Answer: Sendable {
        /// Say this; the connection stays open.
        case say(String)
        case bytes([UInt8])
        /// Say this, then close.
        case sayAndClose(String)
        /// Say this, then reset the connection.
        case sayAndReset(String)
        /// Say these one after the other, so many milliseconds apart.
        case drip([String], milliseconds: Int)
        /// Say nothing.
        case hang
    }

    private struct Record {
        var requests: [String] = []
        var connections = 0
        var closed = 0
    }

    private let record = Mutex(Record())
    private let channel: any Channel

    /// Starts one on loopback, or on a Unix socket.
    init(
        unixSocket: String? = nil, answer: @escaping @Sendable (String) -> Answer
    ) async throws {
        let box = ServerBox()
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                box.server.withLock { $0 }?.record.withLock { $0.connections += 1 }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        RawHandler(answer: answer, box: box))
                }
            }
        if let unixSocket {
            channel = try await bootstrap.bind(unixDomainSocketPath: unixSocket).get()
        } else {
            channel = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
        }
        box.server.withLock { $0 = self }
    }

    /// The URL of a path on this server.
    func url(_ path: String = "/") -> String {
        "http://127.0.0.1:\(channel.localAddress?.port ?? 0)\(path)"
    }

    /// The requests received, head and body.
    var requests: [String] { record.withLock { $0.requests } }
    /// How many connections were made.
    var connections: Int { record.withLock { $0.connections } }
    /// How many of them have ended.
    var closed: Int { record.withLock { $0.closed } }

    func close() async throws { try await channel.close() }

    fileprivate func note(_ request: String) { record.withLock { $0.requests.append(request) } }
    fileprivate func noteClosed() { record.withLock { $0.closed += 1 } }
}

private final class ServerBox: Sendable {
    let server = Mutex<RawServer?>(nil)
}

private final class RawHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: @Sendable (String) -> RawServer.Answer
    private let box: ServerBox
    private var received = ""

    init(answer: @escaping @Sendable (String) -> RawServer.Answer, box: ServerBox) {
        self.answer = answer
        self.box = box
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        received += buffer.readString(length: buffer.readableBytes) ?? ""
        guard let head = received.range(of: "\r\n\r\n") else { return }
        var length = 0
        for line in received[..<head.lowerBound].split(separator: "\r\n")
        where line.lowercased().hasPrefix("content-length:") {
            length = Int(line.dropFirst(15).trimmingPrefix(" ")) ?? 0
        }
        guard received[head.upperBound...].utf8.count >= length else { return }
        let request = received
        received = ""
        box.server.withLock { $0 }?.note(request)
        reply(context, answer(request))
    }

    func channelInactive(context: ChannelHandlerContext) {
        box.server.withLock { $0 }?.noteClosed()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func reply(_ context: ChannelHandlerContext, _ answer: RawServer.Answer) {
        let channel = context.channel
        switch answer {
        case .say(let text): channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
        case .bytes(let bytes): channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
        case .sayAndClose(let text):
            channel.writeAndFlush(ByteBuffer(string: text)).whenComplete { _ in
                channel.close(promise: nil)
            }
        case .sayAndReset(let text):
            // Linger of zero makes close(2) send RST instead of FIN (socket(7)).
            let linger = linger(l_onoff: 1, l_linger: 0)
            channel.writeAndFlush(ByteBuffer(string: text))
                .flatMap {
                    (channel as? any SocketOptionProvider)?.setSoLinger(linger)
                        ?? channel.eventLoop.makeSucceededVoidFuture()
                }
                .whenComplete { _ in channel.close(promise: nil) }
        case .drip(let parts, let milliseconds):
            for (index, part) in parts.enumerated() {
                channel.eventLoop.scheduleTask(in: .milliseconds(Int64(index * milliseconds))) {
                    channel.writeAndFlush(ByteBuffer(string: part), promise: nil)
                }
            }
        case .hang: break
        }
    }
}
