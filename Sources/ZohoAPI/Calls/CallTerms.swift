import SyncCore

/// On what terms a module makes its calls: what they are for, and the limits from its settings.
struct CallTerms {
    let module: Module
    /// What the calls are made for.
    var purpose = CallPurpose.changes
    /// Calls of today that must be left for finding changes.
    var reserved = 0
    /// The pace; nil: no limit.
    var callsPerMinute: Int?
    /// Calls at once.
    var concurrency = 5
    /// The module's own ceiling of calls per day.
    var ceiling: Int?

    /// What they claim of the day's calls.
    var claim: Budget.Claim {
        Budget.Claim(module, purpose, reserved: reserved, ceiling: ceiling)
    }
}
