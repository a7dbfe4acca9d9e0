extension ZohoSimulator {
    /// What the simulator is started with.
    public struct Configuration: Sendable {
        /// The port on 127.0.0.1; 0 takes a free one.
        public var port = 0
        /// The simulator's time. By default it stands at 2026-03-02T08:00:00Z.
        public var clock = SimulatorClock.fixed(at: 1_772_438_400)
        /// The zone whose offset Zoho's time stamps carry.
        public var organizationTimeZone = "Europe/Berlin"
        /// Seconds that an access token lives.
        public var accessTokenLifetime = 3_600
        /// What the documents leave open.
        public var switches = Switches()
        /// The scopes the refresh token was granted.
        public var scopes = ZohoSimulator.defaultScopes
        /// What the organisation holds.
        public var dataSet = DataSet.demo
        /// What Books, Inventory and Invoice hold; nil follows `dataSet`: the demo has rows.
        public var financeData: FinanceDataSet?
        /// The organisations of Books, Inventory and Invoice; only the first has records.
        public var financeOrganizations = [FinanceOrganization.example]
        /// Calls a day and organisation, over the three products.
        public var financeDailyLimit = 5_000
        /// Calls a minute and organisation; nil: no limit.
        public var financeMinuteLimit: Int? = 100
        /// Calls of the finance products at one time (5 on free plans); nil: no limit.
        public var financeConcurrency: Int? = 10
        /// The client id.
        public var clientID = ZohoSimulator.exampleClientID
        /// The client secret.
        public var clientSecret = ZohoSimulator.exampleClientSecret
        /// The refresh token that is valid from the start.
        public var refreshToken = ZohoSimulator.exampleRefreshToken
        /// 10 access tokens per refresh token in 10 minutes; more are refused.
        public var enforceTokenThrottle = true
        /// API credits per rolling 24 hours; nil: no limit.
        public var dailyCredits: Int?
        /// API calls at one time; nil: no limit.
        public var concurrencyLimit: Int?
        /// Every answer waits this long, so that calls really overlap.
        public var latencyMilliseconds = 0
        /// How many calls may still carry a dead token, because they were on their way when the
        /// first was refused. More is a violation.
        public var deadTokenTolerance = 5
        /// How many requests the log keeps.
        public var requestLogLimit = 2_000

        /// The defaults.
        public init() {}
    }

    /// An example client id, valid by default.
    public static let exampleClientID = "1000.EXAMPLECLIENTID"
    /// An example client secret, valid by default.
    public static let exampleClientSecret = "example-client-secret"
    /// An example refresh token, valid by default.
    public static let exampleRefreshToken = "1000.example.refresh"
    /// The scopes of a proven read-only client, with the search scope that counting needs, and
    /// those of every stream of the finance products.
    public static let defaultScopes =
        [
            "ZohoCRM.modules.READ", "ZohoCRM.settings.READ", "ZohoCRM.users.READ",
            "ZohoCRM.org.READ", "ZohoSearch.securesearch.READ",
        ] + FinanceCatalogue.scopes
}
