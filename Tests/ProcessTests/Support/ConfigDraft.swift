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
    var crm = Module()
    var books: Module?

    init(_ change: (inout ConfigDraft) -> Void = { _ in }) { change(&self) }

    /// The file, in a layout that nobody's JSON writer would choose.
    func text(server: String, database: String) -> String {
        var modules = ["    \"Zoho CRM\":   " + text(crm, "Customer Relationship Management")]
        if let books {
            modules.append("    \"Zoho Books\": " + text(books, "Accounting"))
        }
        return """
            {
              "enabled" : \(enabled),
              "data_center": "us",
              "accounts_server": "\(server)", "api_domain": "\(server)",
              "client_id": "1000.EXAMPLECLIENTID",
              "client_secret": "\(clientSecret)",
              "refresh_token": "\(refreshToken)",

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
