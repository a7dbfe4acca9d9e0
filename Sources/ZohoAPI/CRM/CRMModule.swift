import SyncCore

/// What the metadata says of a module (Zoho CRM API v8, Modules Metadata).
struct CRMModule {
    let apiName: String
    /// When the module itself was last changed; null for one that never was.
    let revision: String?
    private let generatedType: String
    private let isServed: Bool
    private let isViewable: Bool

    init?(_ metadata: JSONValue) {
        guard let apiName = metadata["api_name"]?.string, !apiName.isEmpty else { return nil }
        self.apiName = apiName
        revision = metadata["modified_time"]?.string
        generatedType = metadata["generated_type"]?.string ?? "default"
        isServed = metadata["api_supported"]?.bool ?? true
        isViewable = metadata["viewable"]?.bool ?? true
    }

    /// Whether it has records of its own. The rows of a subform belong to their parents, and a web
    /// tab has none.
    var isStream: Bool {
        !["subform", "static_subform", "web", "webtab", "webtab_link"].contains(generatedType)
    }

    /// Why it cannot be read, where the metadata tells.
    var unavailable: String? {
        if !isServed { return "not served by the API" }
        if !isViewable { return "not viewable by the connected user" }
        return nil
    }
}
