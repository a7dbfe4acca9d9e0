import SyncCore

/// Comparing everything: the streams that tell no changes, and the deletions that no feed tells.
extension StreamRunner {
    private static let confirmedPerCall = 49

    /// Reads a stream as a whole. Unchanged rows are not rewritten.
    mutating func readSnapshot() async throws(SyncFailure) {
        try await readAllPages()
        if hasNews, try await refreshSchema() { try await readAllPages() }
        try await reconcile(.temporary)
        try await commit(noRows, cursor: nil, sweep: .end(.temporary))
    }

    private mutating func readAllPages() async throws(SyncFailure) {
        var request = PageRequest()
        var step = Commit.SweepStep.begin(.temporary)
        var previous: [String] = []
        while true {
            try cancel.check()
            let page = try await source.page(
                of: stream, schema: schema, request: request, meter: meter)
            let ids = page.rows.ids
            guard ids != previous || ids.isEmpty else {
                throw SyncFailure(
                    .invalidResponse, "Zoho sent the same page of \(stream.zohoName) twice",
                    hint: "the next sync tries again", disposition: .failStream)
            }
            previous = ids
            try await commit(page.rows, cursor: nil, sweep: step)
            step = .note(.temporary)
            guard page.hasMore else { return }
            guard let token = page.next else {
                throw SyncFailure(
                    .invalidResponse,
                    "Zoho announced more records of \(stream.zohoName) but gave no page token",
                    disposition: .failStream)
            }
            request.token = token
        }
    }

    /// Marks the live rows that a complete read has not met, after the guard and only after asking
    /// Zoho for each of them by id.
    mutating func reconcile(_ notes: SweepNotes) async throws(SyncFailure) {
        let sweep = try await missing(notes)
        guard !sweep.unseen.isEmpty else { return }
        for start in stride(from: 0, to: sweep.unseen.count, by: Self.confirmedPerCall) {
            try cancel.check()
            let end = min(start + Self.confirmedPerCall, sweep.unseen.count)
            try await confirm(Array(sweep.unseen[start..<end]), witness: sweep.witness)
        }
    }

    /// The live rows that were not met, as many as the guard lets pass.
    func missing(_ notes: SweepNotes) async throws(SyncFailure) -> SweepResult {
        let sweep = try await mirror.unseen(schema, notes: notes)
        guard
            order.acceptDeletions
                || DeletionGuard.allows(deleting: sweep.unseen.count, of: sweep.live)
        else { throw guardFailure(sweep) }
        return sweep
    }

    private mutating func confirm(
        _ ids: [String], witness: String?
    ) async throws(SyncFailure) {
        // A record that is known to exist is asked for too: an answer without it proves nothing.
        let asked = ids + (witness.map { [$0] } ?? [])
        let alive = try await source.records(of: stream, schema: schema, ids: asked, meter: meter)
        let living = Set(alive.ids)
        if let witness, !living.contains(witness) { throw witnessFailure }
        if alive.rowCount > 0 { try await commit(alive, cursor: nil, sweep: .none) }
        try await markDeleted(ids.filter { !living.contains($0) })
    }

    /// Marks rows as deleted now: Zoho does not tell when they were.
    mutating func markDeleted(_ ids: [String]) async throws(SyncFailure) {
        let now = time.now()
        countDeleted(try await mirror.markDeleted(ids, schema: schema, at: now, now: now))
    }

    /// Asking for single records proves nothing just now.
    var witnessFailure: SyncFailure {
        SyncFailure(
            .invalidResponse,
            "Zoho did not answer for a record of \(stream.zohoName) that it has just listed",
            hint: "nothing was marked deleted; the next sync tries again", disposition: .failStream)
    }

    private func guardFailure(_ sweep: SweepResult) -> SyncFailure {
        let message =
            "\(stream.table): \(sweep.unseen.count) of \(sweep.live) rows are missing in Zoho, "
            + "more than a sweep deletes unasked"
        // A warning and no error: nothing was lost, the other tables go on, and it waits for a word.
        sink.emit(
            Event(
                .deletionGuard, .warning, "\(module.rawValue): \(message)",
                [
                    (.module, module.rawValue), (.stream, stream.table),
                    (.errorCode, FailureCode.deletionGuard.rawValue),
                ]))
        return SyncFailure(
            .deletionGuard, message,
            hint: "look at Zoho: if the records are really gone, run zohosync sync "
                + "\(module.shortName) --full --accept-deletions",
            disposition: .failStream)
    }
}
