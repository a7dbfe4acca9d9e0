import Settings
import SyncCore

/// Reads what lists leave out of a module's records, between its runs, the latest first, as far as
/// the day's calls go. The debts are in the database, so a restart forgets none.
struct DetailLane: Sendable {
    /// Debts that are taken up at once: as many as one call may answer.
    static let stretch = 100
    /// The longest wait before a detail that failed is tried again.
    private static let longestWait: Int64 = 24 * 3600

    let settings: ModuleSettings
    let source: any RemoteSource
    let mirror: any LocalMirror
    let time: TimeSource
    let sink: any EventSink
    let cancel: CancelFlag
    let refusals: RefusedDetails
    private let meter = CallMeter()

    private var module: Module { settings.module }

    /// How far it came, and what kept it from going on.
    struct Outcome: Sendable {
        var paid = 0
        /// The columns that details have brought, by table.
        var added: [String: [String]] = [:]
        var stop: SyncFailure?
    }

    /// Pays debts until none is left that is due.
    func pay() async -> Outcome {
        var outcome = Outcome()
        defer {
            // One line for each table, however many records it took to show its columns.
            for (table, added) in outcome.added.sorted(by: { $0.key < $1.key })
            where !added.isEmpty {
                sink.emit(schemaChange(module, table: table, added: added))
            }
        }
        do throws(SyncFailure) {
            var streams: [String: StreamDescription]?
            while true {
                try cancel.check()
                let now = time.now()
                guard
                    let batch = try await mirror.nextDebts(
                        of: module, excluding: refusals.tables(now: now),
                        limit: Self.stretch, now: now)
                else { return outcome }
                // A source that has to ask for its streams is asked once.
                if streams == nil { streams = try await wantedStreams() }
                if let stream = streams?[batch.schema.table] {
                    try await pay(batch, stream, &outcome)
                } else {
                    refusals.note(batch.schema.table, reason: nil, now: now)
                }
            }
        } catch {
            outcome.stop = error
            return outcome
        }
    }

    private func wantedStreams() async throws(SyncFailure) -> [String: StreamDescription] {
        let wanted = try await source.streams(meter: meter).filter {
            settings.wants(table: $0.table, zohoName: $0.zohoName)
        }
        return Dictionary(wanted.map { ($0.table, $0) }) { first, _ in first }
    }

    private func pay(
        _ batch: DebtBatch, _ stream: StreamDescription, _ outcome: inout Outcome
    ) async throws(SyncFailure) {
        var schema = batch.schema
        let size = max(1, schema.detail?.batch ?? 1)
        for start in stride(from: 0, to: batch.debts.count, by: size) {
            try cancel.check()
            let debts = Array(batch.debts[start..<min(start + size, batch.debts.count)])
            do throws(SyncFailure) {
                let answer = try await source.details(
                    of: stream, schema: schema, ids: debts.map(\.id), meter: meter)
                if answer.schema != schema {
                    schema = answer.schema
                    outcome.added[stream.table, default: []] +=
                        try await mirror.apply(schema, module: module)
                }
                _ = try await mirror.commitDetails(
                    answer.records, paying: debts, schema: schema, now: time.now())
                outcome.paid += answer.records.count
                try await putOff(unanswered(debts, answer), of: stream)
            } catch {
                guard try await isBearable(error, debts, stream) else { return }
            }
        }
    }

    private func unanswered(_ debts: [DetailDebt], _ answer: DetailAnswer) -> [DetailDebt] {
        let answered = Set(answer.records.map(\.id))
        return debts.filter { !answered.contains($0.id) }
    }

    /// Whether the next records of the stream are worth asking for after this failure; throws it
    /// where the lane cannot go on at all.
    private func isBearable(
        _ failure: SyncFailure, _ debts: [DetailDebt], _ stream: StreamDescription
    ) async throws(SyncFailure) -> Bool {
        switch failure.disposition {
        case .stopModule, .reauthorize, .refreshToken, .blocked, .spent: throw failure
        case .skipStream:
            refusals.note(stream.table, reason: failure.description, now: time.now())
            tell("details of \(stream.table) cannot be read: \(failure)", stream)
            return false
        case .retry, .crowded, .failStream:
            if debts.allSatisfy({ $0.failures == 0 }) {
                // The same words for all records, so that a bad hour is one line and not hundreds.
                tell(
                    "some details of \(stream.table) cannot be read, they are tried again later: "
                        + "\(failure)", stream)
            }
            try await putOff(debts, of: stream)
            return true
        }
    }

    private func putOff(
        _ debts: [DetailDebt], of stream: StreamDescription
    ) async throws(SyncFailure) {
        guard !debts.isEmpty else { return }
        let failures = debts.map(\.failures).max() ?? 0
        let wait = min(Self.longestWait, 60 << Int64(min(failures, 12)))
        try await mirror.postpone(debts, of: stream.table, until: time.now() + wait)
    }

    private func tell(_ message: String, _ stream: StreamDescription) {
        sink.emit(
            Event(
                .notice, .warning, "\(module.rawValue): \(message)",
                [(.module, module.rawValue), (.stream, stream.table)]))
    }
}
