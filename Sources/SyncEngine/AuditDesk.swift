public import SyncCore

/// Writes the audit down: what must be there before an answer goes out, and refusals, which are
/// counted where they come in numbers.
public actor AuditDesk {
    let store: any AuditStore
    private let sink: any EventSink
    private let time: TimeSource
    private let userName: @Sendable (UInt32) async -> String?
    private var tally = RefusalTally()
    private var purgedAt: UTCInstant?
    private let rings: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation

    /// How long refusals wait at most for their line once their window has ended.
    private static let pace: Int64 = 60
    /// Seconds between two purges.
    private static let purgeInterval: Int64 = 24 * 3600

    /// The desk of a daemon: there is one, for it counts.
    /// - Parameter userName: The name of a user; nil where it has none.
    public init(
        store: any AuditStore, sink: any EventSink, time: TimeSource,
        userName: @escaping @Sendable (UInt32) async -> String?
    ) {
        self.store = store
        self.sink = sink
        self.time = time
        self.userName = userName
        (rings, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Keeps an entry; where that fails, the caller decides what it is worth.
    func write(
        _ action: AuditEntry.Action, by caller: Caller?, keys: [String] = [],
        request: String? = nil, result: AuditEntry.Result = .done, code: String? = nil,
        repeats: Int = 1
    ) async throws(SyncFailure) {
        let at = time.now()
        var user: String?
        if let caller { user = await userName(caller.uid) }
        try await store.appendAudit(
            AuditEntry(
                at: at, caller: caller, user: user, action: action, keys: keys, request: request,
                result: result, code: code,
                repeats: repeats))
        await purge()
    }

    /// Keeps an entry of what has happened already: that the audit lacks it is told in the journal.
    public func note(
        _ action: AuditEntry.Action, by caller: Caller?, keys: [String] = [],
        request: String? = nil, result: AuditEntry.Result = .done, code: String? = nil,
        repeats: Int = 1
    ) async {
        do throws(SyncFailure) {
            try await write(
                action, by: caller, keys: keys, request: request, result: result, code: code,
                repeats: repeats)
        } catch {
            let name = await name(caller)
            sink.emit(
                Event(
                    .notice, .error,
                    "the audit lacks \(action.rawValue) (\(result.rawValue)) by \(name): "
                        + error.description,
                    peerFields(caller) + [(.errorCode, error.code.rawValue)]))
        }
    }

    /// Takes a refusal: the first of its kind is written at once, the others are counted.
    func refused(_ refusal: Refusal) async {
        let lines = tally.take(refusal, now: time.now())
        bell.yield()
        await tell(lines)
    }

    /// Writes down what was counted, when its time has come and at the end; until it is cancelled.
    func run() async {
        await purge()
        for await _ in rings {
            while let end = tally.nextEnd {
                let wait = min(max(1, end - time.now()), Self.pace)
                do throws(SyncFailure) {
                    try await time.sleep(.seconds(wait))
                } catch {
                    break
                }
                await tell(tally.close(now: time.now()))
            }
        }
        await tell(tally.closeAll())
    }

    /// A caller in a sentence.
    func name(_ caller: Caller?) async -> String {
        guard let caller else { return "somebody" }
        return caller.text(name: await userName(caller.uid))
    }

    private func tell(_ lines: [RefusalTally.Line]) async {
        for line in lines {
            let refusal = line.refusal
            let what = refusal.request ?? "a connection"
            let who = await name(refusal.caller)
            let sentence =
                line.isSummary
                ? "refused \(grouped(line.repeats)) more of \(who), the last one \(what)"
                : "refused \(what) of \(who)"
            sink.emit(
                Event(
                    .requestRefused, .warning, "\(sentence): \(refusal.detail)",
                    peerFields(refusal.caller) + [(.errorCode, refusal.code.rawValue)]))
            await note(
                .requestRefused, by: refusal.caller, request: refusal.request, result: .refused,
                code: refusal.code.rawValue, repeats: line.repeats)
        }
    }

    /// Once a day.
    private func purge() async {
        let now = time.now()
        if let purgedAt, purgedAt <= now, now - purgedAt < Self.purgeInterval { return }
        purgedAt = now
        do throws(SyncFailure) {
            try await store.purgeAudit(before: now - AuditEntry.lifetime)
        } catch {
            sink.emit(
                Event(
                    .notice, .warning, "old entries of the audit stay for now: \(error)",
                    [(.errorCode, error.code.rawValue)]))
        }
    }
}

/// The journal's fields about a caller.
func peerFields(_ caller: Caller?) -> [(field: Event.Field, value: String)] {
    guard let caller else { return [] }
    return [
        (.peerUID, String(caller.uid)), (.peerGID, String(caller.gid)),
        (.peerPID, String(caller.pid)),
    ]
}
