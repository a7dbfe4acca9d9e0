import SyncCore

/// What an organisation's calls have to wait for, and what they have used: the decisions of
/// `Rations`, without a lock, a clock or a disk.
struct RationState {
    /// What comes of asking for a call.
    enum Outlook {
        /// It may be made.
        case ready
        /// Not before so many seconds are over.
        case wait(Int64)
        /// Not in this run: the organisation is blocked, for so many seconds more.
        case blocked(Int64)
        /// Not today.
        case refused(BudgetRefusal)
    }

    var budget = Budget()
    var pace = CallPace()
    var ladder = BlockLadder()
    var crowd = CrowdLimit()
    /// A token that opens what it opens: it was good for a call, or is fresh.
    var proven: AccessToken?
    /// Whether what was kept has been read.
    var isLoaded = false

    /// Calls that may be in flight, whatever the configuration allows; nil: as it says. After a
    /// block one call finds out whether it is over.
    var cap: Int? { ladder.row > 0 ? 1 : crowd.limit }

    /// Whether a call may be made now.
    mutating func outlook(_ terms: CallTerms, now: UTCInstant) -> Outlook {
        do throws(BudgetRefusal) {
            try budget.check(terms.claim, now: now)
        } catch {
            return .refused(error)
        }
        let blocked = ladder.remaining(at: now)
        if blocked > 0 { return ladder.isHopeless(at: now) ? .blocked(blocked) : .wait(blocked) }
        let wait = pace.wait(limit: terms.callsPerMinute, now: now)
        return wait > 0 ? .wait(wait) : .ready
    }

    /// Books a call that may be made.
    mutating func book(
        _ terms: CallTerms, token: AccessToken, now: UTCInstant
    ) throws(BudgetRefusal) -> CallPass {
        let ticket = try budget.book(terms.claim, now: now)
        pace.book(limit: terms.callsPerMinute, now: now)
        return CallPass(
            terms: terms, token: token, ticket: ticket, block: ladder.number, cuts: crowd.cuts)
    }

    /// Takes what came of a call. Answers with what is worth telling.
    mutating func settle(
        _ pass: CallPass, _ word: Budget.Word, _ failure: SyncFailure?, now: UTCInstant
    ) -> String? {
        budget.settle(pass.ticket, word, isSpent: failure?.disposition == .spent, now: now)
        let name = pass.terms.module.rawValue
        switch failure?.disposition {
        case .blocked(let asked):
            guard ladder.block(sentIn: pass.block, after: asked, now: now) else { return nil }
            return "\(name) blocks the organisation: no calls for "
                + "\(ladder.remaining(at: now)) s"
        case .crowded:
            guard crowd.cut(sentIn: pass.cuts, most: pass.terms.concurrency) else { return nil }
            return
                "\(name) has too many calls at once: no more than \(crowd.limit ?? 1) from now on"
        case nil, .skipStream, .failStream:
            ladder.answer(sentIn: pass.block)
            crowd.answer(most: pass.terms.concurrency)
            if failure == nil { proven = pass.token }
        case .spent, .retry, .refreshToken, .stopModule, .reauthorize: break
        }
        return nil
    }
}

// MARK: Keeping

extension RationState {
    /// What a restart must know.
    var kept: JSONValue {
        var kept = JSONObject([("budget", budget.kept)])
        if let since = ladder.since {
            kept["block"] = [
                "row": JSONValue(ladder.row), "since": JSONValue(Int(since.seconds)),
                "seconds": JSONValue(Int(ladder.seconds)),
            ]
        }
        if let lately = pace.lately {
            kept["pace"] = [
                "count": JSONValue(lately.count), "last": JSONValue(Int(lately.last.seconds)),
            ]
        }
        return .object(kept)
    }

    /// Takes what was kept.
    mutating func load(_ kept: JSONValue?) {
        isLoaded = true
        guard let kept else { return }
        if let budget = kept["budget"] { self.budget = Budget(kept: budget) }
        if let row = kept["block"]?["row"]?.integer, let since = kept["block"]?.instant("since"),
            let seconds = kept["block"]?["seconds"]?.integer
        {
            ladder = BlockLadder(row: row, since: since, seconds: Int64(seconds))
        }
        if let count = kept["pace"]?["count"]?.integer, let last = kept["pace"]?.instant("last") {
            pace = CallPace(count: count, last: last)
        }
    }
}

extension JSONValue {
    /// A moment up to the year 9999: what is beyond was not written here.
    fileprivate func instant(_ key: String) -> UTCInstant? {
        self[key]?.integer.flatMap {
            (0...253_402_300_799).contains($0) ? UTCInstant(seconds: Int64($0)) : nil
        }
    }
}
