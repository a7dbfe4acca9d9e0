/// What a call is made for. The day's calls are spent in this order.
public enum CallPurpose: String, Sendable {
    /// Finding changes and deletions.
    case changes
    /// Reading what lists leave out.
    case details
    /// Comparing everything.
    case sweeps
}

/// How a module stands with its calls.
public struct RationReport: Hashable, Sendable {
    /// Calls that this daemon has made today for the module.
    public var used = 0
    /// The day's quota, by Zoho's word or the configuration's; nil: none is known.
    public var limit: Int?
    /// Calls of a whole day that are for this daemon: the quota less what is kept for others, or the
    /// configuration's ceiling, whichever is less.
    public var usable: Int?
    /// Calls that may still be made today for finding changes; nil: no limit is known.
    public var left: Int?
    /// When the day ends.
    public var resetsAt: UTCInstant?
    /// Until when Zoho answers nobody in this organisation.
    public var blockedUntil: UTCInstant?

    /// A report.
    public init(
        used: Int = 0, limit: Int? = nil, usable: Int? = nil, left: Int? = nil,
        resetsAt: UTCInstant? = nil, blockedUntil: UTCInstant? = nil
    ) {
        self.used = used
        self.limit = limit
        self.usable = usable
        self.left = left
        self.resetsAt = resetsAt
        self.blockedUntil = blockedUntil
    }
}
