import SyncCore

/// The users of a CRM account. They have no metadata, no time of modification that can be asked for
/// and no list of deletions: they are read as a whole, and their columns follow what they hold.
struct CRMUsers {
    static let stream = StreamDescription(
        zohoName: "users", table: "crm_users", reading: .snapshot)

    /// The call for a page, from 1 (Zoho CRM API v8, Get Users).
    static func call(page: Int) -> ZohoCall {
        ZohoCall(
            CRMSource.path("users"),
            query: [("type", "AllUsers"), ("page", String(page)), ("per_page", "200")])
    }

    /// Adds columns for every key of these users that has none yet.
    static func extend(_ schema: inout StreamSchema, with users: [JSONValue]) {
        var keys: [String] = []
        var samples: [String: JSONValue] = [:]
        for user in users {
            for member in user.object?.members ?? [] {
                if samples[member.key] == nil { keys.append(member.key) }
                if samples[member.key]?.isNull ?? true { samples[member.key] = member.value }
            }
        }
        for key in keys where key != "id" {
            SampledColumns.add(key, sample: samples[key] ?? .null, to: &schema)
        }
        schema.fields = keys
    }
}
