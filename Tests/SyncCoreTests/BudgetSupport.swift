@testable import SyncCore

/// Zoho's side of the day's calls: what it counts, and what its answers tell.
struct ServerQuota {
    var limit: Int
    /// Whether all products of the organisation have one counter.
    var isShared: Bool
    /// When the day ends.
    var reset: UTCInstant
    /// All that Zoho has counted, by counter.
    private(set) var used: [Module: Int] = [:]
    /// What of it was ours.
    private(set) var ours: [Module: Int] = [:]

    init(limit: Int, isShared: Bool, reset: UTCInstant) {
        self.limit = limit
        self.isShared = isShared
        self.reset = reset
    }

    private func counter(_ module: Module) -> Module { isShared ? .books : module }

    mutating func advance(to now: UTCInstant) {
        while reset <= now {
            reset = reset + 86_400
            used = [:]
            ours = [:]
        }
    }

    /// Somebody else calls.
    mutating func spend(_ count: Int, _ module: Module) {
        used[counter(module), default: 0] += count
    }

    /// One of our calls is counted.
    mutating func count(_ module: Module) {
        used[counter(module), default: 0] += 1
        ours[counter(module), default: 0] += 1
    }

    func ours(_ module: Module) -> Int { ours[counter(module)] ?? 0 }
    func used(_ module: Module) -> Int { used[counter(module)] ?? 0 }

    /// What an answer tells at this moment.
    func word(_ module: Module, now: UTCInstant) -> Budget.Word {
        .quota(
            limit: limit, remaining: max(0, limit - used(module)), resetsIn: reset - now)
    }
}

/// A budget that expectations may ask: asking lets time pass in it.
final class BudgetDesk {
    var budget: Budget

    init(_ budget: Budget = Budget()) { self.budget = budget }

    func book(_ claim: Budget.Claim, now: UTCInstant) throws(BudgetRefusal) -> Budget.Ticket {
        try budget.book(claim, now: now)
    }

    func settle(_ ticket: Budget.Ticket, _ word: Budget.Word, now: UTCInstant) {
        budget.settle(ticket, word, now: now)
    }

    func left(for claim: Budget.Claim, now: UTCInstant) -> Int? {
        budget.left(for: claim, now: now)
    }

    func report(_ claim: Budget.Claim, now: UTCInstant) -> RationReport {
        budget.report(claim, now: now)
    }

    func isNewlyLow(_ claim: Budget.Claim, now: UTCInstant) -> Bool {
        budget.isNewlyLow(claim, now: now)
    }

    /// One call, answered with this.
    func call(
        _ claim: Budget.Claim, _ word: Budget.Word, isSpent: Bool = false, at now: UTCInstant = noon
    ) throws {
        let ticket = try budget.book(claim, now: now)
        budget.settle(ticket, word, isSpent: isSpent, now: now)
    }

    /// Why a call must not be made; nil: it may.
    func refusal(_ claim: Budget.Claim, at now: UTCInstant = noon) -> BudgetRefusal? {
        do throws(BudgetRefusal) {
            try budget.check(claim, now: now)
            return nil
        } catch {
            return error
        }
    }

    /// So many calls, one after the other, each answered at once by this server.
    func spend(
        _ count: Int, _ module: Module, _ server: inout ServerQuota, now: UTCInstant
    ) throws {
        for _ in 0..<count {
            let ticket = try budget.book(Budget.Claim(module), now: now)
            server.count(module)
            budget.settle(ticket, server.word(module, now: now), now: now)
        }
    }
}
