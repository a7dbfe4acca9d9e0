import SyncCore

extension SyncFailure {
    /// The day's calls do not allow this one.
    static func refused(_ refusal: BudgetRefusal) -> SyncFailure {
        let name = refusal.module.rawValue
        let used = grouped(refusal.used)
        let limit = refusal.limit.map(grouped)
        let message =
            switch refusal.cause {
            case .ceiling: "the day's calls of \(name) are used up: \(used) of \(limit ?? used)"
            case .quota:
                "the day's calls of \(name) are used up: \(used) of \(limit ?? used), "
                    + "a fifth is left for others"
            case .spent: "the day's calls of \(name) are used up: Zoho allows no more"
            case .reserved where limit == nil:
                "the credits of \(name) that are left are kept for changes and for others"
            case .reserved:
                "the day's calls of \(name) that are left are kept for changes: "
                    + "\(used) of \(limit ?? used) are used"
            }
        return SyncFailure(
            .budgetExhausted, message, hint: hint(refusal), disposition: .stopModule)
    }

    /// The organisation is blocked for longer than a run can wait.
    static func blocked(_ module: Module, until end: UTCInstant) -> SyncFailure {
        SyncFailure(
            .rateLimited,
            "\(module.rawValue) blocks the organisation again and again: no calls until \(end)",
            hint: "lower calls_per_minute, and see what else calls Zoho for this organisation",
            disposition: .stopModule)
    }

    private static func hint(_ refusal: BudgetRefusal) -> String {
        let end = refusal.resetsAt.map { "the day ends at \($0)" }
        return switch refusal.cause {
        case .ceiling:
            "raise daily_api_calls, or wait" + (end.map { ": \($0)" } ?? "")
        case .quota, .spent, .reserved:
            end ?? "credits come back 24 hours after they were used"
        }
    }
}
