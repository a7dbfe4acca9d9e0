public import SyncCore

/// On what terms a module makes its calls: what they are for, and the limits from its settings.
public struct CallTerms: Sendable {
    /// The module.
    public var module: Module
    /// What the calls are made for.
    public var purpose: CallPurpose
    /// Calls of today that must be left for finding changes.
    public var reserved: Int
    /// The pace; nil: no limit.
    public var callsPerMinute: Int?
    /// Calls at once.
    public var concurrency: Int
    /// The module's own ceiling of calls per day.
    public var ceiling: Int?

    /// Terms.
    public init(
        module: Module, purpose: CallPurpose = .changes, reserved: Int = 0,
        callsPerMinute: Int? = nil, concurrency: Int = 5, ceiling: Int? = nil
    ) {
        self.module = module
        self.purpose = purpose
        self.reserved = reserved
        self.callsPerMinute = callsPerMinute
        self.concurrency = concurrency
        self.ceiling = ceiling
    }

    /// What they claim of the day's calls.
    var claim: Budget.Claim {
        Budget.Claim(module, purpose, reserved: reserved, ceiling: ceiling)
    }
}
