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
    /// FNV-1a of 64 bits: no cryptographic hash, and none is needed. It only detects that the
    /// credentials have changed, and stands in a 0600 file that holds a live token anyway.
    func fingerprint(accountsServer: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for text in [accountsServer, clientID, refreshToken] {
            // The zero keeps "ab" + "c" from looking like "a" + "bc".
            for byte in Array(text.utf8) + [0] {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
            }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
