import Sealing
import SyncCore
import ZohoAPI

extension TokenCache {
    /// A cache that is sealed where there is a key. One from before the key, or under the old key, is
    /// read and sealed anew; one that cannot be opened is put aside, and costs a new token.
    static func sealed(path: String, keyring: Keyring?) -> TokenCache {
        TokenCache(
            path: path,
            seal: { content in
                guard let keyring else { return content }
                let envelope = try keyring.seal(Secret(bytes: content), for: .tokenCache)
                return Array(envelope.text.utf8) + [UInt8(ascii: "\n")]
            },
            unseal: { content in
                guard content.first != UInt8(ascii: "{") else {
                    return Unsealed(content, isCurrent: keyring == nil)
                }
                let text = String(
                    decoding: content.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
                let envelope = try SealedEnvelope(text: text)
                guard let keyring else { throw NoKey(id: envelope.keyID) }
                let opened = try keyring.open(envelope, for: .tokenCache)
                return Unsealed(opened.secret.withBytes { Array($0) }, isCurrent: !opened.isOld)
            })
    }
}

/// There is no key to open the cache with.
private struct NoKey: Error, CustomStringConvertible {
    let id: String

    var description: String { "it is sealed with the key \(id), and there is no key" }
}
