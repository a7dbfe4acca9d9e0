import Settings
import SyncCore

/// What a setup needs to know of the configuration that is there, read with a light hand: it may
/// name secrets that only the daemon can fetch.
struct PresentConfig: Equatable {
    /// What the configuration that the package brings names.
    private static let example = (client: "1000.EXAMPLECLIENTID", organization: "10234695")

    /// Whether there is one.
    var exists = false
    var clientID: String?
    var dataCenter: DataCenter?
    var accountsServer: String?
    var apiDomain: String?
    var organizationID: String?
    /// The modules that are enabled.
    var modules: [Module] = [.crm, .books, .inventory]

    /// Whether it is the example, whose account is nobody's.
    var isExample: Bool {
        clientID == Self.example.client && organizationID == Self.example.organization
    }

    init(_ json: JSONValue?) {
        guard let json else { return }
        exists = true
        clientID = json["client_id"]?.string
        dataCenter = json["data_center"]?.string.flatMap(DataCenter.init(rawValue:))
        accountsServer = json["accounts_server"]?.string.flatMap(ServerAddress.accepted)
        apiDomain = json["api_domain"]?.string.flatMap(ServerAddress.accepted)
        organizationID = json["organization_id"]?.string
        modules = Module.allCases.filter { module in
            json["modules"]?[module.rawValue].map { $0["enabled"] != false } ?? false
        }
    }

    /// A module's organisation.
    static func organizationID(of module: Module, in json: JSONValue) -> String? {
        (json["modules"]?[module.rawValue]?["organization_id"] ?? json["organization_id"])?.string
    }
}
