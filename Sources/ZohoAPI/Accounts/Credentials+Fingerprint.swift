import SyncCore

extension Credentials {
    /// Tells these credentials at this server from others, in the token cache.
    ///
    /// No cryptographic hash is needed: it only detects that the credentials have changed, and
    /// stands in a 0600 file that holds a live token anyway.
    func fingerprint(accountsServer: String) -> String {
        var hash = FNV1a()
        hash.add(accountsServer.utf8)
        // The zero keeps "ab" + "c" from looking like "a" + "bc".
        hash.add([0])
        hash.add(clientID.utf8)
        hash.add([0])
        refreshToken.withBytes { hash.add($0) }
        hash.add([0])
        let digits = String(hash.value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
