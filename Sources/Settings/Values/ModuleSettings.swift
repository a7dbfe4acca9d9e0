public import SyncCore

/// The validated settings of one module.
public struct ModuleSettings: Hashable, Sendable {
    /// The module.
    public var module: Module
    /// Whether it is synced.
    public var enabled: Bool
    /// What people call it.
    public var description: String
    /// The time between two syncs.
    public var interval: Duration
    /// When the last fully successful sync finished; nil: never.
    public var lastSync: UTCInstant?
    /// The module's own organisation; nil: the common one.
    public var organizationID: String?
    /// Which streams are wanted.
    public var streams: StreamFilter
    /// The ceiling of calls per day; nil: Zoho's own.
    public var dailyAPICalls: Int?
    /// The pace; nil: no limit.
    public var callsPerMinute: Int?
    /// Calls at once.
    public var concurrency: Int
    /// The time between two full comparisons.
    public var fullSweep: Duration

    /// A module's settings. Without a pace, the module's default counts.
    public init(
        module: Module, enabled: Bool = true, description: String = "",
        interval: Duration = ModuleSettings.defaultInterval, lastSync: UTCInstant? = nil,
        organizationID: String? = nil, streams: StreamFilter = StreamFilter(),
        dailyAPICalls: Int? = nil, callsPerMinute: Int? = nil,
        concurrency: Int = ModuleSettings.defaultConcurrency,
        fullSweep: Duration = ModuleSettings.defaultFullSweep
    ) {
        self.module = module
        self.enabled = enabled
        self.description = description
        self.interval = interval
        self.lastSync = lastSync
        self.organizationID = organizationID
        self.streams = streams
        self.dailyAPICalls = dailyAPICalls
        self.callsPerMinute = callsPerMinute ?? Self.defaultCallsPerMinute(of: module)
        self.concurrency = concurrency
        self.fullSweep = fullSweep
    }

    /// Whether a stream is wanted, by its table's name and Zoho's own.
    public func wants(table: String, zohoName: String) -> Bool {
        streams.wants(table: table, zohoName: zohoName)
    }

    /// 15 minutes.
    public static let defaultInterval: Duration = .seconds(15 * 60)
    /// A day.
    public static let defaultFullSweep: Duration = .seconds(24 * 3600)
    /// 5 calls at once.
    public static let defaultConcurrency = 5

    /// 80 a minute for the finance products, which block an organisation at 100; none for CRM.
    public static func defaultCallsPerMinute(of module: Module) -> Int? {
        switch module {
        case .crm: nil
        case .books, .inventory, .invoice: 80
        }
    }
}
