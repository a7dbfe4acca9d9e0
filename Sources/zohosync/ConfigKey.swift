import SyncCore

/// Reads a key of the configuration as people write it: `modules.crm.interval`,
/// `modules."Zoho CRM".interval`.
enum ConfigKey {
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
