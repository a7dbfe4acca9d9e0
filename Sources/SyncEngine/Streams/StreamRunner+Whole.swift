import SyncCore

/// Reading every page of a numbered list, and marking what is not in it any more.
///
/// Each page is committed with the number of the next one, so that a day whose calls run out, or a
/// restart, costs no page twice.
extension StreamRunner {
    /// Records that may fail to answer before it is not they who are at fault.
    private static let mostDoubts = 5

    mutating func readWhole(_ list: inout ListReading) async throws(SyncFailure) {
        let parents = try await parentIDs()
        let isFresh = order.mode == .full || list.state.startedAt == nil
        var whole = WholePass(parents: parents, resuming: isFresh ? nil : list.state)
        var began = isFresh ? nil : list.state.startedAt
        if whole.isFinished, !whole.isResumed { try await beginEmpty(&list) }
        while !whole.isFinished {
            try cancel.check()
            let page = try await page(whole.request)
            began = began ?? page.serverTime ?? time.now()
            try whole.receive(page)
            try await take(page, &list)
            list.plan.cursor = whole.latest.cursor(
                after: list.plan.cursor, began: began ?? time.now())
            list.state.startedAt = began
            list.state.nextPage = whole.nextPage
            list.state.nextParent = whole.parent
            try await commit(
                page.rows, cursor: whole.isFinished ? nil : list.plan.cursor, sweep: whole.step)
        }
        if whole.isResumed, whole.latest.lastID == nil {
            // The list has shrunk to less than was read of it: nothing vouches for what is missing.
            list.state = list.state.withoutProgress
            return try await readWhole(&list)
        }
        try await markMissing(after: whole, parents, list)
        list.state = list.state.withoutProgress
        list.state.pages = max(1, whole.calls)
        // What an interrupted one has compared weeks ago does not count as compared today.
        let now = list.plan.now
        list.plan.cursor.sweptAt = isFresh ? now : min(began ?? now, now)
        try await commit(noRows, cursor: list.plan.cursor, sweep: .end(whole.notes))
    }

    private func parentIDs() async throws(SyncFailure) -> [String]? {
        guard let parent = stream.parent else { return nil }
        return try await mirror.liveIDs(parent)
    }

    /// Without a parent there is no list to read; what was there is missing all the same.
    private mutating func beginEmpty(_ list: inout ListReading) async throws(SyncFailure) {
        if list.lacksColumns { try await applySchema(isNews: false) }
        list.lacksColumns = false
        try await commit(noRows, cursor: nil, sweep: .begin(.temporary))
    }

    // MARK: What is missing

    /// Marks the live rows that were not met: after the guard, and only after Zoho has been asked for
    /// each of them. Where it cannot be asked, a list that came in one answer is proof enough; of a
    /// longer one, only when a second reading shows it unchanged, so that nothing can have slipped
    /// from one page to another.
    private mutating func markMissing(
        after whole: WholePass, _ parents: [String]?, _ list: ListReading
    ) async throws(SyncFailure) {
        guard !list.plan.traits.hasLookup else {
            return try await confirmEach(
                try await missing(whole.notes), witness: whole.latest.lastID)
        }
        let missing = try await missing(whole.notes).unseen
        guard !missing.isEmpty else { return }
        if !whole.isAtomic {
            let first = whole.isResumed ? try await readAgain(parents) : whole
            let second = try await readAgain(parents)
            guard first.fingerprint == second.fingerprint else { return }
            let stillMissing = missing.filter { !first.met.contains(FNV1a.hash($0)) }
            return try await markDeleted(stillMissing)
        }
        try await markDeleted(missing)
    }

    /// Asks for each record, and marks those that Zoho says do not exist. One that cannot be asked
    /// for stays as it is and is asked for again after the next sweep; it does not keep the others.
    private mutating func confirmEach(
        _ sweep: SweepResult, witness: String?
    ) async throws(SyncFailure) {
        guard !sweep.unseen.isEmpty else { return }
        if let witness = witness ?? sweep.witness, try await !exists(witness) {
            throw witnessFailure
        }
        var doubts: [SyncFailure] = []
        for id in sweep.unseen {
            try cancel.check()
            do throws(SyncFailure) {
                if try await !exists(id) { try await markDeleted([id]) }
            } catch {
                guard error.disposition == .failStream, doubts.count < Self.mostDoubts else {
                    throw error
                }
                doubts.append(error)
            }
        }
        guard let doubt = doubts.first else { return }
        sink.emit(
            Event(
                .notice, .warning,
                "\(module.rawValue): \(doubts.count) rows of \(stream.table) are missing in the list "
                    + "but could not be asked for, and are kept: \(doubt)",
                [(.module, module.rawValue), (.stream, stream.table)]))
    }

    /// Whether Zoho has a record.
    func exists(_ id: String) async throws(SyncFailure) -> Bool {
        try await source.records(of: stream, schema: schema, ids: [id], meter: meter).rowCount > 0
    }

    private func readAgain(_ parents: [String]?) async throws(SyncFailure) -> WholePass {
        var whole = WholePass(parents: parents)
        while !whole.isFinished {
            try cancel.check()
            try whole.receive(try await page(whole.request))
        }
        return whole
    }
}
