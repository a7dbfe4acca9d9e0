import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// The listening socket on loopback and its connections.
final class SimulatorServer: Sendable {
    private struct Running {
        let group: MultiThreadedEventLoopGroup
        let listener: any Channel
    }

    private let core: SimulatorCore
    private let running = Mutex<Running?>(nil)
    private let connections = ConnectionRegister()

    init(core: SimulatorCore) {
        self.core = core
    }

    /// Binds 127.0.0.1 and gives the port.
    func start(port: Int) async throws -> Int {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let core = core
        let connections = connections
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                let number = connections.add(channel)
                channel.closeFuture.whenComplete { _ in connections.remove(number) }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(
                        RequestHandler(core: core, connection: number))
                }
            }
        do {
            let listener = try await bootstrap.bind(host: "127.0.0.1", port: port).get()
            running.withLock { $0 = Running(group: group, listener: listener) }
            return listener.localAddress?.port ?? port
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
    }

    /// Closes the listener and every connection, hanging ones too.
    func shutdown() async throws {
        let stopping = running.withLock { running in
            let stopping = running
            running = nil
            return stopping
        }
        guard let stopping else { return }
        try await stopping.listener.close().get()
        for channel in connections.all { channel.close(promise: nil) }
        try await stopping.group.shutdownGracefully()
    }
}
