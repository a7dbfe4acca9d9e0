/// Which call a path means.
enum CRMRoute: Equatable {
    case organization
    case users
    case user(String)
    case modules
    case module(String)
    case fields
    case records(String)
    case record(String, String)
    case deleted(String)
    case count(String)
    case unknown

    /// `segments` are those behind `/crm/v8`.
    init(_ segments: [String]) {
        switch (segments.count, segments.first ?? "") {
        case (1, "org"): self = .organization
        case (1, "users"): self = .users
        case (2, "users"): self = .user(segments[1])
        case (2, "settings"):
            self =
                switch segments[1] {
                case "modules": .modules
                case "fields": .fields
                default: .unknown
                }
        case (3, "settings") where segments[1] == "modules": self = .module(segments[2])
        case (_, "settings"), (_, "coql"), (_, "bulk"), (_, "actions"): self = .unknown
        case (1, let module): self = .records(module)
        case (2, let module):
            switch segments[1] {
            case "deleted": self = .deleted(module)
            // Real paths beside the record's id that are not built here.
            case "search", "actions", "upsert": self = .unknown
            default: self = .record(module, segments[1])
            }
        case (3, let module) where segments[1] == "actions" && segments[2] == "count":
            self = .count(module)
        default: self = .unknown
        }
    }

    /// The module whose records the call is about.
    var moduleName: String? {
        switch self {
        case .records(let name), .record(let name, _), .deleted(let name), .count(let name): name
        default: nil
        }
    }

    /// The path with its variable parts named, for the statistics.
    var pattern: String {
        switch self {
        case .organization: "/crm/v8/org"
        case .users: "/crm/v8/users"
        case .user: "/crm/v8/users/{id}"
        case .modules: "/crm/v8/settings/modules"
        case .module: "/crm/v8/settings/modules/{module}"
        case .fields: "/crm/v8/settings/fields"
        case .records: "/crm/v8/{module}"
        case .record: "/crm/v8/{module}/{id}"
        case .deleted: "/crm/v8/{module}/deleted"
        case .count: "/crm/v8/{module}/actions/count"
        case .unknown: "unknown"
        }
    }

    /// The scopes it needs: one of each inner list ("Scopes").
    func scopes(module: SimulatorModule?) -> [[String]] {
        func one(_ group: String, _ part: String? = nil) -> [String] {
            let all = ["ZohoCRM.\(group).ALL", "ZohoCRM.\(group).READ"]
            guard let part else { return all }
            return all + ["ZohoCRM.\(group).\(part).ALL", "ZohoCRM.\(group).\(part).READ"]
        }
        switch self {
        case .organization: return [one("org")]
        case .users, .user: return [one("users")]
        case .modules, .module: return [one("settings", "modules")]
        case .fields: return [one("settings", "fields")]
        case .records, .record, .deleted: return [one("modules", module?.scope ?? "custom")]
        case .count:
            return [one("modules", module?.scope ?? "custom"), ["ZohoSearch.securesearch.READ"]]
        case .unknown: return []
        }
    }
}
