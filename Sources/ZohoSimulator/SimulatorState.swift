/// Everything that changes while the simulator runs; guarded by one lock.
struct SimulatorState: Sendable {
    let configuration: ZohoSimulator.Configuration
    let encoder: RecordEncoder
    var tables: [String: ModuleTable] = [:]
    var moduleOrder: [String] = []
    var users: ModuleTable
    var accounts: AccountsLedger
    var pageTokens = PageTokenLedger()
    var credits = CreditLedger()
    var faults: [SimulatorFault] = []
    var statistics = ZohoSimulator.Statistics()
    var violations: [ZohoSimulator.Violation] = []
    var log = RequestLog()
    var nextID: Int64 = 4_876_876_000_000_310_001
    /// The clock, read once per request.
    var exactNow = 0.0
    var inFlight = 0
    var sortedInFlight = 0
    var finance: FinanceState

    init(configuration: ZohoSimulator.Configuration) {
        self.configuration = configuration
        encoder = RecordEncoder(
            zone: OrganizationZone(identifier: configuration.organizationTimeZone),
            asciiOnly: configuration.switches.asciiJSON)
        users = ModuleTable(ModuleCatalogue.users)
        accounts = AccountsLedger(
            refreshToken: configuration.refreshToken, scopes: configuration.scopes)
        finance = FinanceState(configuration: configuration)
        log.limit = configuration.requestLogLimit
    }

    mutating func addModule(_ module: SimulatorModule) {
        if tables[module.apiName] == nil { moduleOrder.append(module.apiName) }
        tables[module.apiName] = ModuleTable(module)
    }

    mutating func newID() -> Int64 {
        nextID += 1
        return nextID
    }

    /// Records what a correct client never does, about the request at hand.
    mutating func violate(_ text: String) {
        violations.append(
            .init(requestIndex: log.count, request: log.current, text: text))
    }
}
