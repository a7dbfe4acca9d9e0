import Sealing
import SyncCore
import ZohoAPI

extension TokenCache {
    /// A cache that is sealed where there is a key. One from before the key is read as it is, and
    /// sealed when it is next written; one that cannot be opened costs a new token, and is told of.
    static func sealed(path: String, keyring: Keyring?, sink: any EventSink) -> TokenCache {
        TokenCache(
            path: path,
            seal: { content in
                guard let keyring else { return content }
                let envelope = try keyring.seal(Secret(bytes: content), for: .tokenCache)
                return Array(envelope.text.utf8) + [UInt8(ascii: "\n")]
            },
            unseal: { content in
                guard content.first != UInt8(ascii: "{") else { return content }
                do {
                    let text = String(
                        decoding: content.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
                    let envelope = try SealedEnvelope(text: text)
                    guard let keyring else { throw NoKey() }
                    return try keyring.open(envelope, for: .tokenCache).secret.withBytes {
                        Array($0)
                    }
                } catch {
                    sink.emit(
                        Event(
                            .notice, .warning,
                            "cannot use the kept access token in \(path): \(error) (a new one is "
                                + "asked for)"))
                    throw error
                }
            })
    }
}

/// There is no key to open the cache with.
private struct NoKey: Error, CustomStringConvertible {
    let description = "it is sealed, and there is no key"
}
