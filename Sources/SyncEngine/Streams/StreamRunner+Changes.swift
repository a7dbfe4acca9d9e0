import SyncCore

/// Reading a stream that tells when its records were modified: the walk, then the deletions.
extension StreamRunner {
    mutating func readChanges(from kept: Cursor) async throws(SyncFailure) {
        var walk = Walk(
            cursor: kept, extent: extent(kept), pageSize: source.pageSize)
        var changes = ChangeReading(kept: kept, beginsSweep: walk.beginsSweep)
        if walk.next?.since == nil, walk.cursor.isSweeping || kept.sweptAt == nil {
            // While everything is read, a record may come back from the recycle bin behind the walk,
            // and nothing but its leaving this list tells.
            try await readTombstones(&walk)
        }
        if try await isUnchanged(since: kept, walk) { walk.skip() }
        try await readPages(&walk, &changes)
        try await readTombstones(&walk)
        try await readPages(&walk, &changes)
        let finished = walk.finishedCursor(now: time.now())
        if walk.cursor.isSweeping {
            try await reconcile(.kept)
            try await commit(noRows, cursor: finished, sweep: .end(.kept))
        } else if finished != changes.committed {
            try await commit(noRows, cursor: finished, sweep: .none)
        }
    }

    /// Whether the first part of a page that costs several calls tells enough: everything in it is
    /// as it was, and had settled when it was read.
    private func isUnchanged(since kept: Cursor, _ walk: Walk) async throws(SyncFailure) -> Bool {
        guard kept.isSettled, kept.position == nil, !walk.cursor.isSweeping,
            let request = walk.next,
            let part = try await source.firstPart(
                of: stream, schema: schema, request: request, meter: meter),
            !part.hasMore, !ChangeReading(kept: kept, beginsSweep: false).isNews(part)
        else { return false }
        return try await !mirror.differs(part.rows, schema: schema)
    }

    private func extent(_ kept: Cursor) -> Walk.Extent {
        if order.mode == .full { return .newSweep }
        guard let sweptAt = kept.sweptAt else { return .changes }
        // Noted by a clock that ran ahead, it would put off all others.
        if sweptAt > time.now() { return .sweep }
        return time.now() - sweptAt >= order.fullSweep.components.seconds ? .sweep : .changes
    }

    var noRows: RowBatch { RowBatch(columnCount: schema.columns.count) }

    /// What is remembered from page to page beside the walk.
    private struct ChangeReading {
        /// The cursor as the database has it.
        var committed: Cursor
        /// The newest modification that earlier runs have seen.
        let knownUntil: UTCInstant?
        /// The sweep's first commit is still to come.
        var beginsSweep: Bool

        init(kept: Cursor, beginsSweep: Bool) {
            committed = kept
            knownUntil = kept.latest
            self.beginsSweep = beginsSweep
        }

        mutating func step(isSweeping: Bool) -> Commit.SweepStep {
            guard isSweeping else { return .none }
            defer { beginsSweep = false }
            return beginsSweep ? .begin(.kept) : .note(.kept)
        }

        func isNews(_ page: RecordPage) -> Bool {
            guard let knownUntil else { return false }
            return page.rows.modified.contains { ($0 ?? knownUntil) > knownUntil }
        }
    }

    private mutating func readPages(
        _ walk: inout Walk, _ changes: inout ChangeReading
    ) async throws(SyncFailure) {
        var upcoming: RecordPage?
        while let request = walk.next {
            try cancel.check()
            let page: RecordPage
            if let fetched = upcoming {
                page = fetched
            } else {
                page = try await fetch(request)
            }
            upcoming = nil
            // A change may bring a new field: look once, and read the page with it.
            if changes.isNews(page), try await refreshSchema() { continue }
            guard try walk.receive(page) == .commit else { continue }
            upcoming = try await commit(page, &walk, &changes)
        }
    }

    /// Commits a page while the next one is fetched.
    private mutating func commit(
        _ page: RecordPage, _ walk: inout Walk, _ changes: inout ChangeReading
    ) async throws(SyncFailure) -> RecordPage? {
        // The last page's cursor follows when the deletions are done: one write less when nothing
        // has changed.
        let cursor = walk.next == nil ? nil : walk.cursor
        let step = changes.step(isSweeping: walk.cursor.isSweeping)
        if let cursor { changes.committed = cursor }
        guard let next = walk.next else {
            if page.rows.rowCount > 0 || walk.cursor.isSweeping {
                walk.noteDisturbed(
                    try await commit(
                        page.rows, cursor: cursor, sweep: step, crowds: walk.cursor.crowds))
            }
            return nil
        }
        let reader = self
        async let upcoming = Result<RecordPage, SyncFailure>.catching { () throws(SyncFailure) in
            try await reader.page(next)
        }
        let disturbed = try await commit(
            page.rows, cursor: cursor, sweep: step, crowds: walk.cursor.crowds)
        let fetched = await upcoming
        walk.noteDisturbed(disturbed)
        // Should it have failed, it is asked for again, and fails where that is dealt with.
        return try? fetched.get()
    }

    /// A page. A refusal may mean that a field has gone: then the fields are asked for again, once.
    private mutating func fetch(_ request: PageRequest) async throws(SyncFailure) -> RecordPage {
        do throws(SyncFailure) {
            return try await page(request)
        } catch {
            guard error.code == .zohoRejected, error.disposition == .failStream,
                try await refreshSchema()
            else { throw error }
        }
        return try await page(PageRequest(since: request.since))
    }

    /// A page, with the server's clock; where it tells none, or one that its own records refute,
    /// with ours from before the question.
    func page(_ request: PageRequest) async throws(SyncFailure) -> RecordPage {
        let asked = time.now()
        var page = try await source.page(
            of: stream, schema: schema, request: request, meter: meter)
        let newest = page.rows.modified.compactMap { $0 }.max()
        let isCredible = page.serverTime.map { told in newest.map { $0 <= told + 60 } ?? true }
        if isCredible != true { page.serverTime = asked }
        return page
    }

    // MARK: Deletions

    private mutating func readTombstones(_ walk: inout Walk) async throws(SyncFailure) {
        try cancel.check()
        guard let tombstones = try await source.tombstones(of: stream, meter: meter) else { return }
        let found = try await mirror.applyTombstones(
            tombstones, schema: schema, crowds: walk.cursor.crowds, now: time.now())
        walk.noteDisturbed(found.disturbed)
        if found.deleted > 0 { countDeleted(found.deleted) }
        let doubtful = found.departed + found.contradicted
        guard !doubtful.isEmpty else { return }
        let alive = try await source.records(
            of: stream, schema: schema, ids: doubtful, meter: meter)
        if alive.rowCount > 0 { try await commit(alive, cursor: nil, sweep: .none) }
        let living = Set(alive.ids)
        let contradicted = Set(found.contradicted)
        let settled = tombstones.filter { contradicted.contains($0.id) }
        for tombstone in settled where !living.contains(tombstone.id) {
            countDeleted(
                try await mirror.markDeleted(
                    [tombstone.id], schema: schema, at: tombstone.deletedAt, now: time.now()))
        }
        try await mirror.settleTombstones(
            departed: found.departed, contradicted: settled, schema: schema, now: time.now())
    }
}

extension Result where Success: Sendable, Failure == SyncFailure {
    /// The result of an operation, thrown or not.
    static func catching(
        _ operation: @Sendable () async throws(SyncFailure) -> Success
    ) async -> Result {
        do throws(SyncFailure) {
            return .success(try await operation())
        } catch {
            return .failure(error)
        }
    }
}
