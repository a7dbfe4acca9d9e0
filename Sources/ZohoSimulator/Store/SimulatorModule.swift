/// One module: what the metadata says of it and how it answers.
public struct SimulatorModule: Sendable {
    /// How the module answers a caller with a good token and a fitting scope.
    public enum Access: String, Sendable, CaseIterable {
        /// It is read like any other.
        case readable
        /// 400 `INVALID_MODULE`, though it may be listed.
        case invalidModule
        /// 403 `NO_PERMISSION`: the profile forbids it.
        case noPermission
        /// 401 `OAUTH_SCOPE_MISMATCH`, whatever the scopes.
        case scopeMismatch
        /// 403 `NOT_SUPPORTED`: for administrators only.
        case notSupported
        /// 400 `AUTHORIZATION_FAILED`.
        case authorizationFailed
        /// 400 `FEATURE_NOT_ENABLED`.
        case featureNotEnabled
    }

    /// The name in paths: `Sales_Orders`. Case matters.
    public var apiName: String
    /// What people call one record.
    public var singularLabel: String
    /// What people call the module.
    public var pluralLabel: String
    /// `default`, `custom`, `subform`, `linking`, …
    public var generatedType = "default"
    /// `api_supported`.
    public var isAPISupported = true
    /// `viewable`.
    public var isViewable = true
    /// `visible`, `user_hidden`, `system_hidden`, …
    public var status = "visible"
    /// The last part of the module's own scope: `leads`; every custom module says `custom`.
    public var scope: String
    /// How it answers.
    public var access = Access.readable
    /// False: `/settings/fields` answers 204.
    public var hasFieldMetadata = true
    /// The module whose rows these are, for subforms.
    public var parentModule: String?
    /// The field that lookups and tombstones show.
    public var displayField: String
    /// The fields, in Zoho's order.
    public var fields: [SimulatorField]

    /// Makes a module.
    public init(
        _ apiName: String, singular: String? = nil, scope: String? = nil,
        displayField: String = "Name", fields: [SimulatorField] = []
    ) {
        self.apiName = apiName
        let words = apiName.split(separator: "_").joined(separator: " ")
        pluralLabel = words
        singularLabel = singular ?? (words.hasSuffix("s") ? String(words.dropLast()) : words)
        self.scope = scope ?? apiName.lowercased().filter { $0 != "_" }
        self.displayField = displayField
        self.fields = fields
    }

    /// A module's own fields between those that nearly every module has: owner, times, tags.
    public static func standardFields(_ own: [SimulatorField]) -> [SimulatorField] {
        ModuleCatalogue.common(own)
    }

    /// The modules of a usual organisation, the odd ones included.
    public static var standard: [SimulatorModule] { ModuleCatalogue.standard }

    /// Changes a copy of the module.
    public func with(_ change: (inout SimulatorModule) -> Void) -> SimulatorModule {
        var copy = self
        change(&copy)
        return copy
    }
}
