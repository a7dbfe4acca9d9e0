/// A configuration to write: what a test does not care about is as in the manual.
struct ConfigDraft {
    static let clientSecret = "example-client-secret"
    static let refreshToken = "1000.example.refresh"

    struct Module {
        var enabled = true
        var lastSync: String?
        var interval = "1h"
        var extra = ""
    }

    var enabled = "true"
    var clientSecret = Self.clientSecret
    var refreshToken = Self.refreshToken
    var organizationID: String?
    var crm = Module()
    var books: Module?
    var inventory: Module?
    var invoice: Module?

    init(_ change: (inout ConfigDraft) -> Void = { _ in }) { change(&self) }

    /// The file, in a layout that nobody's JSON writer would choose.
    func text(server: String, database: String) -> String {
        var modules = ["    \"Zoho CRM\":   " + text(crm, "Customer Relationship Management")]
        for (name, module, description) in [
            ("Books", books, "Accounting"), ("Inventory", inventory, "Stock"),
            ("Invoice", invoice, "Invoicing"),
        ] {
            guard let module else { continue }
            modules.append("    \"Zoho \(name)\": " + text(module, description))
        }
        let organization = organizationID.map { "\"organization_id\": \"\($0)\"," } ?? ""
        return """
            {
              "enabled" : \(enabled),
              "data_center": "us",
              "accounts_server": "\(server)", "api_domain": "\(server)",
              "client_id": "1000.EXAMPLECLIENTID",
              "client_secret": "\(clientSecret)",
              "refresh_token": "\(refreshToken)", \(organization)

              "database": "\(database)",
              "modules": {
            \(modules.joined(separator: ",\n"))
              }
            }

            """
    }

    private func text(_ module: Module, _ description: String) -> String {
        let lastSync = module.lastSync.map { "\"\($0)\"" } ?? "null"
        return """
            { "enabled": \(module.enabled), "last_sync": \(lastSync), \
            "description": "\(description)", "interval": "\(module.interval)"\(module.extra) }
            """
    }
}

extension ConfigDraft {
    /// Zoho Books alone, at a pace that no test has to wait for.
    static func books(_ change: (inout ConfigDraft) -> Void = { _ in }) -> ConfigDraft {
        ConfigDraft {
            $0.crm.enabled = false
            $0.books = .quick
            change(&$0)
        }
    }

    /// All four products.
    static func everything(_ change: (inout ConfigDraft) -> Void = { _ in }) -> ConfigDraft {
        ConfigDraft {
            $0.books = .quick
            $0.inventory = .quick
            $0.invoice = .quick
            change(&$0)
        }
    }
}

extension ConfigDraft.Module {
    /// A finance product without a pace to speak of.
    static var quick: Self { Self(extra: #", "calls_per_minute": 90000"#) }
}
