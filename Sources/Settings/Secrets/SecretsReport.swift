/// What has become of the secrets in the file. Key paths and names only.
public struct SecretsReport: Hashable, Sendable {
    /// Those that are sealed anew; empty: the file was not touched.
    public var sealed: [String] = []
    /// Those that were sealed with this key before.
    public var kept: [String] = []
    /// Those that are sealed with the old key, and stay so.
    public var old: [String] = []
    /// Those that are plain text, and stay so.
    public var plain: [String] = []
    /// Those that are elsewhere, with their place: `client_secret`, `the file /etc/zoho/secret`.
    public var elsewhere: [Reference] = []

    /// A secret that is not in the file.
    public struct Reference: Hashable, Sendable {
        /// The key.
        public let keyPath: String
        /// Where the secret is, in words.
        public let place: String
    }
}
