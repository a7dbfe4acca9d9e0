public import SyncCore

/// The answer to a patch of the configuration.
public struct ChangedConfiguration: Sendable {
    /// The new configuration, masked.
    public let json: JSONValue
    /// What is odd in what was changed.
    public let warnings: [ConfigurationWarning]

    /// An answer.
    public init(json: JSONValue, warnings: [ConfigurationWarning] = []) {
        self.json = json
        self.warnings = warnings
    }
}
