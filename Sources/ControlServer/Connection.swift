internal import ControlAPI
internal import NIOCore
internal import NIOHTTP1
internal import SyncCore

/// A client that is connected: its requests one after the other, each with its answer.
struct Connection: Sendable {
    let channel: any Channel
    let requests: AsyncStream<Inbound>
    let peer: Peer?
    /// Whether the caller holds no more connections than its share.
    let isAdmitted: Bool
    let sink: any EventSink

    /// Answers until the connection has ended. What is under way is cancelled when the client
    /// leaves; cancelling this task ends the connection.
    func serve(_ answerer: Answerer) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await answerAll(answerer) }
            await withTaskCancellationHandler {
                try? await channel.closeFuture.get()
            } onCancel: {
                channel.close(promise: nil)
            }
            group.cancelAll()
        }
    }

    private func answerAll(_ answerer: Answerer) async {
        for await inbound in requests {
            // A failed write means that the client is gone, and closing has ended `requests`.
            switch inbound {
            case .refused(let problem):
                try? await send(
                    status: problem.status, type: Reply.problemType,
                    headers: Reply.retryHeaders(of: problem), line(problem.json), keepsAlive: false,
                    withBody: true)
            case .request(let request):
                let reply = await answerer.reply(to: request, from: peer)
                try? await send(reply, to: request)
            }
        }
        // After the answer: who is turned away takes up room until it is gone.
        if !isAdmitted {
            let problem = Problem.tooManyConnections
            await answerer.service.refused(
                Refusal(
                    caller: peer?.caller, reason: .crowd, detail: problem.detail,
                    code: .tooManyConnections, request: nil))
        }
    }

    private func send(
        _ reply: Reply, to request: ControlRequest
    ) async throws {
        let withBody = request.method != "HEAD"
        switch reply {
        case .json(let status, let value):
            try await send(
                status: status, type: Reply.jsonType, headers: [], line(value),
                keepsAlive: request.keepsAlive, withBody: withBody)
        case .annotated(let value, let headers):
            try await send(
                status: 200, type: Reply.jsonType, headers: headers, line(value),
                keepsAlive: request.keepsAlive, withBody: withBody)
        case .problem(let problem, let headers):
            try await send(
                status: problem.status, type: Reply.problemType, headers: headers,
                // After "shutting down" the next request needs the next daemon.
                line(problem.json), keepsAlive: request.keepsAlive && problem.status != 503,
                withBody: withBody)
        case .text(let type, let text):
            try await send(
                status: 200, type: type, headers: [], Array(text.utf8),
                keepsAlive: request.keepsAlive, withBody: withBody)
        case .lines(let streams):
            var head = self.head(
                status: 200, type: Reply.linesType, keepsAlive: request.keepsAlive)
            // Without chunks the end of the connection is the end of the answer.
            if !request.takesChunks { head.version = .http1_0 }
            if !withBody { head.headers.add(name: "Content-Length", value: "0") }
            try await channel.writeAndFlush(Outbound.head(head)).get()
            await forward(streams)
            try await channel.writeAndFlush(Outbound.end).get()
        }
    }

    private func send(
        status: Int, type: String, headers: [(name: String, value: String)], _ body: [UInt8],
        keepsAlive: Bool, withBody: Bool
    ) async throws {
        var head = self.head(status: status, type: type, keepsAlive: keepsAlive)
        head.headers.add(name: "Content-Length", value: String(body.count))
        for header in headers { head.headers.add(name: header.name, value: header.value) }
        channel.write(Outbound.head(head), promise: nil)
        if withBody { channel.write(Outbound.body(body), promise: nil) }
        try await channel.writeAndFlush(Outbound.end).get()
    }

    /// JSON on a line of its own.
    private func line(_ value: JSONValue) -> [UInt8] { value.bytes + [0x0A] }

    private func head(status: Int, type: String, keepsAlive: Bool) -> HTTPResponseHead {
        var headers: HTTPHeaders = ["Content-Type": type, "Cache-Control": "no-store"]
        if !keepsAlive { headers.add(name: "Connection", value: "close") }
        return HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)
    }

    /// Writes the lines of all streams as they come. Never waits for the client: what the kernel
    /// does not take is kept up to the backlog limit, and a client that lags further is dropped.
    private func forward(_ streams: [AsyncStream<JSONValue>]) async {
        await withDiscardingTaskGroup { group in
            for stream in streams {
                group.addTask {
                    for await line in stream {
                        guard channel.isWritable else { return drop() }
                        channel.writeAndFlush(Outbound.body(self.line(line)), promise: nil)
                    }
                }
            }
        }
    }

    private func drop() {
        // A client that has left is not writable either, and not worth a line.
        guard channel.isActive else { return }
        let pid = peer.map { String($0.caller.pid) } ?? "?"
        sink.emit(
            Event(
                .notice, .notice, "dropped process \(pid), which does not read its feed",
                peer.map { [(.peerPID, String($0.caller.pid))] } ?? []))
        channel.close(promise: nil)
    }
}
