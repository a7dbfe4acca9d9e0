import Settings
import SyncCore
import ZohoAPI

/// The client of Zoho's API console, and where it is known.
struct SetupClient {
    var id: String
    var secret: Secret
    var dataCenter: DataCenter
    /// Where it shows its credentials, without a slash at the end.
    var accountsServer: String
    /// Whether that was chosen by hand, and is not the data centre's.
    var isServerChosen: Bool

    /// What is written for it.
    func patch(
        _ grant: Grant, _ order: SetupOrder, _ present: PresentConfig
    ) -> JSONValue {
        var patch = JSONObject()
        if !present.exists { patch["enabled"] = true }
        if !order.isReauthorization || dataCenter != present.dataCenter {
            patch["data_center"] = .string(dataCenter.rawValue)
        }
        if isServerChosen {
            if accountsServer != present.accountsServer {
                patch["accounts_server"] = .string(accountsServer)
            }
        } else if present.accountsServer != nil {
            patch["accounts_server"] = .null
        }
        if let organization = order.organizationID {
            patch["organization_id"] = .string(organization)
        } else if present.isExample {
            patch["organization_id"] = .null
        }
        if !order.isReauthorization {
            patch["client_id"] = .string(id)
            patch["client_secret"] = .string(secret.reveal())
        }
        patch["refresh_token"] = .string(grant.refreshToken.reveal())
        if !present.exists {
            patch["database"] = .string(order.database)
            patch["modules"] = Self.modules
        }
        return .object(patch)
    }

    /// The modules of a new configuration, as in the manual's example.
    private static let modules: JSONValue = [
        "Zoho CRM": module("Customer Relationship Management", "15m"),
        "Zoho Books": module("Accounting and financial management", "30m"),
        "Zoho Inventory": module("Inventory and stock management", "30m"),
        "Zoho Invoice": module("Invoicing system", "1h", isEnabled: false),
    ]

    private static func module(
        _ description: String, _ interval: String, isEnabled: Bool = true
    ) -> JSONValue {
        [
            "enabled": .bool(isEnabled), "last_sync": .null, "description": .string(description),
            "interval": .string(interval),
        ]
    }
}
