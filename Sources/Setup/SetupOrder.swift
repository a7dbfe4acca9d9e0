public import Settings

/// What a setup is asked for on the command line.
public struct SetupOrder: Sendable {
    /// Whether client and data centre stay, and only the refresh token is made anew.
    public var isReauthorization: Bool
    /// The account's data centre; nil: asked for, or as configured.
    public var dataCenter: DataCenter?
    /// An accounts server in place of the data centre's.
    public var accountsServer: String?
    /// The organisation of Books, Inventory and Invoice.
    public var organizationID: String?
    /// The database of a configuration that is made now.
    public var database: String

    /// An order.
    public init(
        isReauthorization: Bool = false, dataCenter: DataCenter? = nil,
        accountsServer: String? = nil, organizationID: String? = nil,
        database: String = Settings.defaultDatabasePath
    ) {
        self.isReauthorization = isReauthorization
        self.dataCenter = dataCenter
        self.accountsServer = accountsServer
        self.organizationID = organizationID
        self.database = database
    }
}
