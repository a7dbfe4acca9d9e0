import SyncCore

/// What the daemon shows to Zoho to get an access token. No description of it, nor a dump, holds
/// a secret.
public struct Credentials: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// The client id of the API console; no secret, but not shown either.
    public let clientID: String
    let clientSecret: String
    let refreshToken: String

    /// Credentials of one client at one data centre.
    public init(clientID: String, clientSecret: String, refreshToken: String) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.refreshToken = refreshToken
    }

    /// Nothing of the content.
    public var description: String { "Credentials(…)" }
    /// Nothing of the content.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// Tells these credentials at this server from others, in the token cache.
    ///
    /// No cryptographic hash is needed: it only detects that the credentials have changed, and
    /// stands in a 0600 file that holds a live token anyway.
    func fingerprint(accountsServer: String) -> String {
        var hash = FNV1a()
        for text in [accountsServer, clientID, refreshToken] {
            // The zero keeps "ab" + "c" from looking like "a" + "bc".
            hash.add(text.utf8)
            hash.add([0])
        }
        let digits = String(hash.value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
