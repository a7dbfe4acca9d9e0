/// The day's calls of an organisation: what may still be made, for what, and what was.
///
/// Two limits hold at once. Zoho's quota, as its answers tell it, less a fifth for the company's
/// other programs (see `Quota`); and the module's own ceiling from the configuration, which may be
/// used up. Whether the products of an organisation share one counter is not known, so what is
/// decided here is right if they do and if they do not.
public struct Budget: Hashable, Sendable {
    /// A module's day.
    struct Day: Hashable, Sendable {
        var used = 0
        var began: UTCInstant
        var ends: UTCInstant
        /// Whether the module has asked how it stands while the others had nothing left.
        var hasAsked = false
    }

    /// Calls that a kill may have cut off from what is kept: so many less are left after a restart,
    /// until the first answer tells.
    static let keepingMargin = 20
    /// No day is shorter, whatever the clocks say.
    private static let shortestDay: Int64 = 3600

    var days: [Module: Day] = [:]
    var quotas: [Module: Quota] = [:]
    var credits = CreditFloor()
    /// Until when a shortage that was told need not be told again.
    var toldUntil: UTCInstant?
    /// The latest moment that was seen, to notice a clock that is set back.
    var seen: UTCInstant?
    /// Calls booked since the program started, and those of them that are in flight.
    private var booked = 0
    private var inFlight = 0

    /// A budget of which nothing was used.
    public init() {}

    // MARK: Booking

    /// Books a call, or says why it must not be made.
    public mutating func book(
        _ claim: Claim, now: UTCInstant
    ) throws(BudgetRefusal) -> Ticket {
        try check(claim, now: now)
        if isAsking(claim.module) { days[claim.module]?.hasAsked = true }
        booked += 1
        inFlight += 1
        days[claim.module]?.used += 1
        return Ticket(module: claim.module, number: booked, uncounted: inFlight - 1)
    }

    /// Says why a call must not be made, if it must not.
    public mutating func check(_ claim: Claim, now: UTCInstant) throws(BudgetRefusal) {
        advance(to: now)
        if let refusal = refusal(of: claim) { throw refusal }
    }

    /// Takes what came of a call. Once for each ticket.
    /// - Parameter isSpent: whether Zoho has refused the call because nothing is left.
    public mutating func settle(
        _ ticket: Ticket, _ word: Word, isSpent: Bool = false, now: UTCInstant
    ) {
        advance(to: now)
        inFlight -= 1
        switch word {
        case .none: break
        case .silence: credits.read(nil, number: ticket.number)
        case .credits(let remaining): credits.read(remaining, number: ticket.number)
        case .quota(let limit, let remaining, let resetsIn):
            let isNewDay = quotas[ticket.module, default: Quota()].read(
                limit: limit, remaining: remaining, resetsIn: resetsIn, number: ticket.number,
                uncounted: ticket.uncounted, booked: booked, now: now)
            fit(ticket.module, isNewDay: isNewDay, now: now)
        }
        if isSpent { quotas[ticket.module, default: Quota()].spend(now: now) }
    }

    // MARK: What is left

    /// Calls that may still be made for a purpose; nil: no limit is known.
    public mutating func left(for claim: Claim, now: UTCInstant) -> Int? {
        advance(to: now)
        return left(for: claim).map { max(0, $0) }
    }

    /// How a module stands.
    public mutating func report(_ claim: Claim, now: UTCInstant) -> RationReport {
        advance(to: now)
        let quota = quotas[claim.module]
        return RationReport(
            used: days[claim.module]?.used ?? 0,
            limit: smaller(quota?.limit, claim.ceiling),
            usable: smaller(quota?.limit.map { $0 - Quota.reserve(of: $0) }, claim.ceiling),
            left: left(for: Claim(claim.module, ceiling: claim.ceiling)).map { max(0, $0) },
            resetsAt: quota?.spentUntil ?? quota?.endsAt ?? days[claim.module]?.ends)
    }

    /// Whether a module's changes are short of calls, once a day: less than a tenth of what may be
    /// used in a day is left.
    public mutating func isNewlyLow(_ claim: Claim, now: UTCInstant) -> Bool {
        advance(to: now)
        guard toldUntil == nil, let day = days[claim.module] else { return false }
        let quota = quotas[claim.module]
        let usable = quota?.limit.map { $0 - Quota.reserve(of: $0) }
        let isLow =
            isLow(claim.ceiling.map { $0 - day.used }, of: claim.ceiling)
            || isLow(quotaLeft(claim.module), of: usable) || quota?.spentUntil != nil
        guard isLow else { return false }
        toldUntil = quota?.spentUntil ?? quota?.endsAt ?? day.ends
        return true
    }

    private func isLow(_ left: Int?, of usable: Int?) -> Bool {
        guard let left else { return false }
        return left <= 0 || left * 10 < usable ?? 0
    }

    /// What is left of a product's quota, all calls being counted; nil: it is not known.
    func remaining(of module: Module) -> Int? { quotas[module]?.remaining(booked: booked) }

    private func left(for claim: Claim) -> Int? {
        let own = claim.ceiling.map { $0 - (days[claim.module]?.used ?? 0) }
        let left = smaller(own, quotaLeft(claim.module))
        guard claim.purpose != .changes else { return left }
        let kept = left.map { $0 - claim.reserved }
        return claim.ceiling == nil ? smaller(kept, credits.left(booked: booked)) : kept
    }

    private func refusal(of claim: Claim) -> BudgetRefusal? {
        guard let left = left(for: claim), left <= 0 else { return nil }
        let day = days[claim.module]
        let ofQuota = quotaLeft(claim.module)
        let ofCeiling = claim.ceiling.map { $0 - (day?.used ?? 0) }
        if let ofCeiling, ofCeiling <= min(0, ofQuota ?? 0) || ofCeiling < ofQuota ?? .max {
            return BudgetRefusal(
                cause: ofCeiling <= 0 ? .ceiling : .reserved, module: claim.module,
                used: day?.used ?? 0, limit: claim.ceiling, resetsAt: day?.ends)
        }
        let isOwn = quotas[claim.module]?.left(booked: booked) != nil
        let module = isOwn ? claim.module : tightest ?? claim.module
        let quota = quotas[module]
        let isSpent = quota?.spentUntil != nil
        let limit = quota?.limit
        let remaining = quota?.remaining(booked: booked)
        return BudgetRefusal(
            cause: isSpent ? .spent : ofQuota.map { $0 <= 0 } ?? false ? .quota : .reserved,
            module: module,
            used: limit.map { $0 - (remaining ?? $0) } ?? day?.used ?? 0, limit: limit,
            resetsAt: quota?.spentUntil ?? quota?.endsAt)
    }

    /// What is left of Zoho's quota. A product that has told nothing yet may share the others'
    /// counter; where those have nothing left it may ask once how it stands itself.
    private func quotaLeft(_ module: Module) -> Int? {
        if let own = quotas[module]?.left(booked: booked) { return own }
        guard let others = tightest.flatMap({ quotas[$0]?.left(booked: booked) }) else {
            return nil
        }
        return isAsking(module) ? 1 : others
    }

    private func isAsking(_ module: Module) -> Bool {
        guard quotas[module]?.left(booked: booked) == nil, let tightest,
            let others = quotas[tightest]?.left(booked: booked)
        else { return false }
        return others <= 0 && days[module]?.hasAsked != true
    }

    /// The product with the fewest calls left.
    private var tightest: Module? {
        Module.allCases.compactMap { module in
            quotas[module]?.left(booked: booked).map { (module, $0) }
        }.min { $0.1 < $1.1 }?.0
    }

    // MARK: Days

    private mutating func advance(to now: UTCInstant) {
        if let seen, now < seen { shift(by: seen - now) }
        seen = now
        if let toldUntil, toldUntil <= now { self.toldUntil = nil }
        for module in Module.allCases {
            quotas[module]?.advance(to: now, booked: booked, inFlight: inFlight)
            if let day = days[module], day.ends > now { continue }
            days[module] = Day(began: now, ends: dayEnd(module, after: now))
        }
    }

    private func dayEnd(_ module: Module, after now: UTCInstant) -> UTCInstant {
        quotas[module]?.dayEnd(after: now) ?? now.midnight + 86_400
    }

    /// Lets the module's day end when Zoho's does.
    private mutating func fit(_ module: Module, isNewDay: Bool, now: UTCInstant) {
        guard var day = days[module] else { return }
        if isNewDay, now - day.began >= Self.shortestDay {
            day = Day(began: now, ends: dayEnd(module, after: now))
        }
        if let ends = quotas[module]?.endsAt, ends - day.began >= Self.shortestDay {
            day.ends = ends
        }
        days[module] = day
    }

    /// The clock was set back: what lies ahead comes as much earlier, or it would never come.
    private mutating func shift(by seconds: Int64) {
        toldUntil = toldUntil.map { $0 - seconds }
        for module in Module.allCases {
            quotas[module]?.shift(by: seconds)
            days[module]?.began.seconds -= seconds
            days[module]?.ends.seconds -= seconds
        }
    }
}

private func smaller(_ left: Int?, _ right: Int?) -> Int? {
    guard let left, let right else { return left ?? right }
    return min(left, right)
}
