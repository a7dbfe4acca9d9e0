public import ControlAPI
internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
public import SyncCore
internal import Synchronization

/// The control interface on a Unix socket: HTTP/1.1 and JSON, for callers the kernel vouches for.
///
/// `listen` or `adopt`, then `run` for as long as it should answer, then `shutdown`, which lets
/// `run` return. Connections that come before `run` wait. On a socket that was adopted, `pass` lets
/// them wait for the next daemon in good time before that.
public final class ControlServer: Sendable {
    private let answerer: Answerer
    private let sink: any EventSink
    private let limits: Limits
    private let budget: BodyBudget
    private let executor: (any TaskExecutor)?
    /// One thread for all servers of the process, which lives as long as the process: on a loop
    /// that has ended, a write of a late answer would never be told that it failed.
    private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    private let accepted: AsyncStream<Connection>
    private let acceptedContinuation: AsyncStream<Connection>.Continuation
    private let state: Mutex<State>

    private struct State {
        var listeners: [any Channel] = []
        var files: [SocketFile] = []
        /// Whether the socket outlives this process.
        var isAdopted = false
        var connections: [ObjectIdentifier: any Channel] = [:]
        var isShutDown = false
        var admission: Admission
    }

    /// A server of this service. `sink` gets what the operator should know: dropped clients, a
    /// socket that the group cannot use. Refusals are told to the service. `executor` runs the answers
    /// beside what else the process does; without one they wait for their turn.
    public init(
        service: any ControlService, access: AccessPolicy, sink: any EventSink,
        limits: Limits = Limits(), executor: (any TaskExecutor)? = nil
    ) {
        self.answerer = Answerer(service: service, access: access, executor: executor)
        self.executor = executor
        self.sink = sink
        var limits = limits
        limits.connections = min(limits.connections, DescriptorLimit.forConnections)
        self.limits = limits
        budget = BodyBudget(bytes: limits.allBodyBytes)
        state = Mutex(State(admission: Admission(capacity: limits.connections)))
        (accepted, acceptedContinuation) = AsyncStream.makeStream()
    }

    // MARK: Listening

    /// Listens at a path; when this returns, clients can connect. Replaces a stale socket; refuses
    /// where somebody answers or something else than a socket is in the way.
    public func listen(on path: String) async throws(ControlServerError) {
        let lock = await lockFolder(of: path)
        let bound = try SocketFile.bind(path: path, group: answerer.access.operatorGroup)
        // From here on a connection finds a listener: the next daemon may look.
        _ = consume lock
        if let notice = bound.notice {
            sink.emit(Event(.notice, .warning, notice))
        }
        do throws(ControlServerError) {
            try await serve(bound.descriptor, path: path)
        } catch {
            bound.file.removeIfOurs()
            throw error
        }
        state.withLock { $0.files.append(bound.file) }
    }

    /// Listens on a socket that systemd handed over. Its file is never removed: it belongs to the
    /// socket unit. The descriptor is closed by `shutdown`, or here where it is refused.
    public func adopt(_ descriptor: Int32) async throws(ControlServerError) {
        guard isUnixListener(descriptor) else { throw .notAListener(descriptor: descriptor) }
        try await serve(descriptor, path: "descriptor \(descriptor)")
        state.withLock { $0.isAdopted = true }
    }

    private func lockFolder(of path: String) async -> FolderLock? {
        let folder = PathText.folder(of: path)
        // Another daemon holds it for an instant; somebody who keeps it must not stop us.
        for _ in 0..<50 {
            if let lock = FolderLock.take(folder) { return lock }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return nil
    }

    private func serve(_ descriptor: Int32, path: String) async throws(ControlServerError) {
        guard !state.withLock({ $0.isShutDown }) else {
            close(descriptor)
            throw .shutDown
        }
        let limits = limits
        let bootstrap = ServerBootstrap(group: Self.group)
            .serverChannelInitializer { channel in
                // NIO has listened once more and shortened the queue to its own 128.
                _ = Glibc.listen(descriptor, SocketFile.backlog)
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        // Without descriptors it waits a second, where it would spin.
                        AcceptBackoffHandler(shouldForwardIOErrorCaught: false),
                        AcceptGate(limit: limits.connections),
                    ])
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(
                .writeBufferWaterMark,
                value: .init(low: limits.backlogBytes / 2, high: limits.backlogBytes)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.accept(channel) }
            }
        do {
            let listener = try await bootstrap.withBoundSocket(descriptor).get()
            state.withLock { $0.listeners.append(listener) }
        } catch {
            close(descriptor)
            throw .system(
                path: path, operation: "listen", code: (error as? IOError)?.errnoCode ?? 0)
        }
    }

    private func accept(_ channel: any Channel) throws {
        let (requests, continuation) = AsyncStream<Inbound>.makeStream()
        let pipeline = channel.pipeline.syncOperations
        let peer =
            try pipeline.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
                Peer(descriptor: $0)
            } ?? nil
        let id = ObjectIdentifier(channel)
        let isPrivileged = peer.map(answerer.access.isPrivileged) ?? false
        let (isWelcome, isAdmitted) = state.withLock { state in
            guard !state.isShutDown else { return (false, false) }
            state.connections[id] = channel
            return (true, state.admission.enter(peer?.caller, isPrivileged: isPrivileged))
        }
        guard isWelcome else { throw ControlServerError.shutDown }
        channel.closeFuture.whenComplete { [self] _ in
            state.withLock { state in
                state.connections.removeValue(forKey: id)
                if isAdmitted { state.admission.leave(peer?.caller) }
            }
        }
        var limits = limits
        if !isAdmitted { limits.lingerTime = limits.turnAwayTime }
        var decoding = NIOHTTPDecoderLimitConfiguration()
        decoding.maxHeaderFieldSize = limits.headerBytes
        decoding.maxHeaderListSize = limits.headerBytes
        let decoder = HTTPRequestDecoder(
            leftOverBytesStrategy: .dropBytes, limitConfiguration: decoding)
        try pipeline.addHandlers([
            ByteSpotter(), HTTPResponseEncoder(), ByteToMessageHandler(decoder),
            ConnectionHandler(
                limits: limits, budget: budget, requests: continuation,
                turnedAway: isAdmitted ? nil : .tooManyConnections),
        ])
        acceptedContinuation.yield(
            Connection(
                channel: channel, requests: requests, peer: peer, isAdmitted: isAdmitted,
                sink: sink))
    }

    // MARK: Life

    /// Answers until `shutdown`, or until the task is cancelled. Everything that answers is a child
    /// of this call.
    public func run() async {
        await withDiscardingTaskGroup { group in
            for await connection in accepted {
                group.addTask(executorPreference: executor) { [answerer] in
                    await connection.serve(answerer)
                }
            }
        }
    }

    /// Leaves a socket that was adopted to the next daemon: accepts no more, so that new clients
    /// wait in its queue, and answers those that are here. Feeds go on until `shutdown`. A socket
    /// of our own would refuse clients from here on, and is therefore left as it is.
    public func pass() async {
        guard state.withLock({ $0.isAdopted }) else { return }
        await stopListening()
        quiesce(endingFeeds: false)
    }

    /// Stops listening, ends the feeds, gives the other answers under way `grace` to finish, and
    /// removes the socket if it is still ours. May be called twice.
    public func shutdown(grace: Duration = .seconds(2)) async {
        let files = state.withLock { state in
            defer { state.files = [] }
            return state.files
        }
        for file in files { file.removeIfOurs() }
        // Before the mark: what the kernel's accept has handed over is served.
        await stopListening()
        let isFirst = state.withLock { state in
            defer { state.isShutDown = true }
            return !state.isShutDown
        }
        guard isFirst else { return }
        acceptedContinuation.finish()
        let open = quiesce(endingFeeds: true)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await Task.sleep(for: grace)
                for channel in open { channel.close(promise: nil) }
            }
            for channel in open { try? await channel.closeFuture.get() }
            group.cancelAll()
        }
    }

    private func stopListening() async {
        let listeners = state.withLock { state in
            defer { state.listeners = [] }
            return state.listeners
        }
        // Only this process's descriptor is closed: shutdown(2) would end the socket for all.
        for listener in listeners { try? await listener.close() }
    }

    @discardableResult
    private func quiesce(endingFeeds: Bool) -> [any Channel] {
        let open = Array(state.withLock { $0.connections }.values)
        let event = Quiesce(endsFeeds: endingFeeds)
        for channel in open { channel.pipeline.fireUserInboundEventTriggered(event) }
        return open
    }
}

/// Whether a descriptor is a Unix stream socket that listens.
private func isUnixListener(_ descriptor: Int32) -> Bool {
    func option(_ name: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
    }
    return option(SO_DOMAIN) == AF_UNIX && option(SO_TYPE) == Int32(SOCK_STREAM.rawValue)
        && option(SO_ACCEPTCONN) == 1
}
