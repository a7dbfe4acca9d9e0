import ZohoSimulator

/// What a user needs to point a client at the simulator.
struct Banner {
    let simulator: ZohoSimulator
    let data: String

    var text: String {
        let settings = simulator.configuration
        let records = simulator.modules.map { simulator.recordIDs(module: $0.apiName).count }
            .reduce(0, +)
        let rows = FinanceProduct.allCases.map { String(simulator.recordCount(of: $0)) }
            .joined(separator: ", ")
        return """
            zoho-simulator listens on \(simulator.baseURL) (accounts server, CRM, Books, \
            Inventory and Invoice)
            data: \(data), \(records) records in \(simulator.modules.count) modules; \
            rows of Books, Inventory and Invoice: \(rows); \
            organisation \(settings.financeOrganizations.first?.id ?? "none")
            watch it: curl \(simulator.baseURL)/simulator/statistics

            A config.json for it:
            {
              "enabled": true,
              "data_center": "eu",
              "accounts_server": "\(simulator.baseURL)",
              "api_domain": "\(simulator.baseURL)",
              "client_id": "\(settings.clientID)",
              "client_secret": "\(settings.clientSecret)",
              "refresh_token": "\(settings.refreshToken)",
              "database": "./zoho.sqlite",
              "modules": {
                "Zoho CRM": { "enabled": true, "last_sync": null, "interval": "10s" }
              }
            }

            Change something while a client syncs:
            curl -X POST \(simulator.baseURL)/simulator/records \
            -d '{"module":"Leads","fields":{"Last_Name":"New","Company":"Example"}}'
            curl -X POST '\(simulator.baseURL)/simulator/finance/books/records?stream=invoices' \
            -d '{"reference_number":"new"}'
            """
    }
}
