import SyncCore

/// Reads a key of the configuration as people write it: `modules.crm.interval`,
/// `modules."Zoho CRM".interval`.
enum ConfigKey {
    /// The keys that the shell offers, as zohosyncd.json(5) describes them.
    static let known: [String] =
        [
            "enabled", "data_center", "accounts_server", "api_domain", "ca_bundle",
            "organization_id",
            "client_id", "client_secret", "refresh_token", "database",
        ]
        + Module.allCases.flatMap { module in
            [
                "enabled", "last_sync", "description", "interval", "organization_id",
                "streams.include", "streams.exclude", "daily_api_calls", "calls_per_minute",
                "concurrency", "full_sweep",
            ].map { "modules.\(module.shortName).\($0)" }
        }

    /// The path's keys; a module's short name becomes its full one.
    static func parse(_ text: String) throws(ClientFailure) -> [String] {
        var keys: [String] = []
        var key = ""
        var isQuoted = false
        for character in text {
            switch character {
            case "\"": isQuoted.toggle()
            case "." where !isQuoted:
                keys.append(key)
                key = ""
            default: key.append(character)
            }
        }
        keys.append(key)
        guard !isQuoted, !keys.contains("") else {
            throw ClientFailure(
                .usage, "this is not a key: \(text)", hint: "for example modules.crm.interval")
        }
        if keys.count > 1, keys[0] == "modules" { keys[1] = fullName(keys[1]) }
        return keys
    }
}
