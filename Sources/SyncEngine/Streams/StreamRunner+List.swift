import SyncCore

/// Reading a numbered list: what has changed, in the cheapest way that it allows, and now and then
/// everything, to find what was deleted.
extension StreamRunner {
    mutating func readList(
        _ traits: ListTraits, _ known: StreamRecord?
    ) async throws(SyncFailure) {
        schema = try await source.schema(
            of: stream, known: known?.schema, now: known?.schema?.checkedAt ?? time.now(),
            meter: meter)
        var list = ListReading(
            plan: ListPlan(
                traits: traits, cursor: known?.cursor ?? Cursor(), isFull: order.mode == .full,
                isManual: order.isManual, fullSweep: order.fullSweep, now: time.now()),
            isNewTable: known?.schema == nil, lacksColumns: known?.schema != schema)
        while let reading = list.plan.changes {
            if try await read(reading, &list) { break }
        }
        if list.plan.isSweepDue, try await maySweep(list.plan) {
            try await readWhole(&list)
        }
    }

    /// What is remembered between the readings of one run.
    struct ListReading {
        var plan: ListPlan
        /// The table did not exist before this run, so that its columns are no news.
        let isNewTable: Bool
        /// The table lacks columns of the schema.
        var lacksColumns: Bool

        /// What is known of the list's abilities and progress.
        var state: ListState {
            get { plan.state }
            set { plan.cursor.list = newValue }
        }
    }

    /// Whether the day's calls suffice for a sweep and nothing more urgent waits.
    private func maySweep(_ plan: ListPlan) async throws(SyncFailure) -> Bool {
        if let allowance = source.allowance(for: .sweeps), allowance < plan.sweepCalls {
            return false
        }
        guard plan.maySweepWait else { return true }
        return try await mirror.debtCounts()[stream.table, default: 0] == 0
    }

    /// Reads in one way; false when the list turns out not to do what that takes.
    private mutating func read(
        _ reading: ListPlan.Reading, _ list: inout ListReading
    ) async throws(SyncFailure) -> Bool {
        do throws(SyncFailure) {
            switch reading {
            case .whole:
                try await readWhole(&list)
                return true
            case .filtered: return try await readFiltered(&list)
            case .newestFirst, .window: return try await readPart(reading, &list)
            }
        } catch {
            // A parameter that is refused is an ability that is not there.
            guard reading != .whole, error.code == .zohoRejected,
                error.disposition == .failStream
            else { throw error }
            note(.ignored, of: reading, &list)
            return false
        }
    }

    /// Reads what the filter lets through, once it has been seen to let nothing through from
    /// tomorrow on. A filter that finds nothing at all would look the same: so the record that was
    /// modified last must turn up again, or be gone.
    private mutating func readFiltered(
        _ list: inout ListReading
    ) async throws(SyncFailure) -> Bool {
        if list.plan.needsProof {
            let answer = try await page(PageRequest(since: time.now() + 86400))
            guard answer.rows.rowCount == 0, !answer.hasMore else {
                note(.ignored, of: .filtered, &list)
                return false
            }
        }
        guard let (pass, began) = try await readPages(.filtered, &list),
            try await findsAnchor(pass, &list)
        else { return false }
        note(.honoured, of: .filtered, &list)
        try await finish(pass, began: began, &list)
        return true
    }

    /// Whether the record that was modified last has turned up again, or is gone.
    private mutating func findsAnchor(
        _ pass: ListPass, _ list: inout ListReading
    ) async throws(SyncFailure) -> Bool {
        guard list.plan.traits.hasLookup, let anchor = list.state.anchor, !pass.hasMet(anchor)
        else { return true }
        guard try await !exists(anchor) else {
            note(.ignored, of: pass.reading, &list)
            return false
        }
        try await markDeleted([anchor])
        list.state.anchor = nil
        return true
    }

    /// Reads the latest modifications, or the window. A list that is in another order by chance looks
    /// right too, so the record that was modified last must be among the latest.
    private mutating func readPart(
        _ reading: ListPlan.Reading, _ list: inout ListReading
    ) async throws(SyncFailure) -> Bool {
        guard let (pass, began) = try await readPages(reading, &list) else { return false }
        if reading == .newestFirst {
            guard try await findsAnchor(pass, &list) else { return false }
        }
        note(.honoured, of: reading, &list)
        if reading == .window {
            list.state.windowPages = pass.pages
            list.state.windowReadAt = list.plan.now
        }
        try await finish(pass, began: began, &list)
        return true
    }

    /// Reads page after page; nil when the list turns out not to do what was asked of it.
    private mutating func readPages(
        _ reading: ListPlan.Reading, _ list: inout ListReading
    ) async throws(SyncFailure) -> (ListPass, began: UTCInstant)? {
        var began = time.now()
        let firstDay = began - ListPlan.windowDays * 86400
        var pass = ListPass(
            reading, since: list.plan.cursor.start, fromDay: String(firstDay.text.prefix(10)))
        while true {
            try cancel.check()
            let page = try await page(pass.request)
            if pass.pages == 0, let told = page.serverTime { began = told }
            let verdict = try pass.receive(page)
            guard verdict != .refuted else {
                note(.ignored, of: reading, &list)
                return nil
            }
            try await take(page, &list)
            if page.rows.rowCount > 0 { try await commit(page.rows, cursor: nil, sweep: .none) }
            if verdict == .finished { return (pass, began) }
        }
    }

    private mutating func finish(
        _ pass: ListPass, began: UTCInstant, _ list: inout ListReading
    ) async throws(SyncFailure) {
        list.plan.cursor = pass.cursor(after: list.plan.cursor, began: began)
        try await commit(noRows, cursor: list.plan.cursor, sweep: .none)
    }

    /// Gives the table the columns that a page has brought.
    mutating func take(
        _ page: RecordPage, _ list: inout ListReading
    ) async throws(SyncFailure) {
        if let told = page.schema, told != schema {
            schema = told
            list.lacksColumns = true
        }
        guard list.lacksColumns else { return }
        try await applySchema(isNews: !list.isNewTable)
        list.lacksColumns = false
    }

    /// Remembers whether an ability has been borne out.
    private func note(
        _ proof: ListState.Proof, of reading: ListPlan.Reading, _ list: inout ListReading
    ) {
        var state = list.state
        switch reading {
        case .filtered: state.filter = proof
        case .newestFirst: state.newestFirst = proof
        case .window: state.window = proof
        case .whole: return
        }
        // By the plan's clock: a proof from its future counts as none, and would be sought for ever.
        state.provenAt = state.provenAt ?? list.plan.now
        list.state = state
        guard proof == .ignored else { return }
        sink.emit(
            Event(
                .notice, .debug,
                "\(module.rawValue): \(stream.table) cannot be read \(reading.rawValue): "
                    + "Zoho does not do what was asked",
                [(.module, module.rawValue), (.stream, stream.table)]))
    }
}
