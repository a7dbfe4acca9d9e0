public import SyncCore

/// A permission that a refresh token should have, and what is read with it.
public struct RequiredScope: Sendable, Hashable {
    /// As Zoho's console takes it: `ZohoBooks.invoices.READ`. None of them can write.
    public let name: String
    /// The product that it opens.
    public let module: Module
    /// What is read with it: the tables, or in words.
    public let use: String

    /// Every scope that a product's streams take, those first without which nothing of it can be
    /// read.
    public static func all(of module: Module) -> [RequiredScope] {
        module == .crm ? crm : finance(FinanceCatalogue.of(module))
    }

    /// Which of them a list of granted ones lacks.
    /// - Parameter granted: As Zoho tells them; `.ALL`, a whole family and full access count too.
    public static func missing(of module: Module, in granted: [String]) -> [RequiredScope] {
        let granted = Set(granted.map { $0.lowercased() })
        return all(of: module).filter { scope in
            let parts = scope.name.lowercased().split(separator: ".").map(String.init)
            let area = parts.dropLast().joined(separator: ".")
            return granted.isDisjoint(with: [
                scope.name.lowercased(), area + ".all", parts[0] + ".fullaccess.all",
                parts[0] + ".fullaccess.read",
            ])
        }
    }

    /// What the console is to be given: separated by commas, without spaces.
    public static func list(_ scopes: [RequiredScope]) -> String {
        scopes.map(\.name).joined(separator: ",")
    }

    private static let crm = [
        RequiredScope(
            name: "ZohoCRM.modules.READ", module: .crm,
            use: "the records of all modules; needed for every table"),
        RequiredScope(
            name: "ZohoCRM.settings.READ", module: .crm,
            use: "which modules and fields there are; needed for every table"),
        RequiredScope(
            name: "ZohoCRM.users.READ", module: .crm, use: "crm_users"),
    ]

    private static func finance(_ catalogue: FinanceCatalogue) -> [RequiredScope] {
        var names: [String] = []
        var tables: [String: [String]] = [:]
        for stream in catalogue.streams {
            let name = catalogue.scope(of: stream)
            if tables[name] == nil { names.append(name) }
            tables[name, default: []].append(catalogue.table(of: stream.name))
        }
        return names.map { name in
            RequiredScope(
                name: name, module: catalogue.module,
                use: (tables[name] ?? []).joined(separator: ", "))
        }
    }
}
