public import SyncCore

/// The validated configuration: every default filled in, every secret resolved, every address safe.
///
/// What is optional here is optional in meaning.
public struct Settings: Hashable, Sendable {
    /// Whether anything is synced on a schedule.
    public var enabled: Bool
    /// The account's data centre.
    public var dataCenter: DataCenter
    /// Where tokens come from, without a slash at the end.
    public var accountsServer: String
    /// Where the APIs are, without a slash at the end; nil: where the token's answer says.
    public var apiDomain: String?
    /// A file of certificates to trust instead of the system's; nil: the system's.
    public var caBundle: String?
    /// The organisation of Books, Inventory and Invoice; nil: the account's only one.
    public var organizationID: String?
    /// What the token is asked with.
    public var credentials: Credentials
    /// The absolute path of the SQLite database.
    public var databasePath: String
    /// The modules in the order of the file.
    public var modules: [ModuleSettings]

    /// Settings.
    public init(
        enabled: Bool = true, dataCenter: DataCenter = .us, accountsServer: String? = nil,
        apiDomain: String? = nil, caBundle: String? = nil, organizationID: String? = nil,
        credentials: Credentials,
        databasePath: String = Settings.defaultDatabasePath, modules: [ModuleSettings] = []
    ) {
        self.enabled = enabled
        self.dataCenter = dataCenter
        self.accountsServer = accountsServer ?? dataCenter.accountsServer
        self.apiDomain = apiDomain
        self.caBundle = caBundle
        self.organizationID = organizationID
        self.credentials = credentials
        self.databasePath = databasePath
        self.modules = modules
    }

    /// The database of an installed service.
    public static let defaultDatabasePath = "/var/lib/zohosyncd/zoho.sqlite"

    /// A module's settings; nil where the configuration does not name it.
    public subscript(module: Module) -> ModuleSettings? {
        modules.first { $0.module == module }
    }

    /// The organisation that a module reads: its own, else the common one.
    public func organizationID(for module: Module) -> String? {
        self[module]?.organizationID ?? organizationID
    }
}
