internal import Crypto
internal import FoundationEssentials
public import SyncCore

/// The key that secrets are sealed with: 32 bytes, wiped when the last copy goes.
///
/// What seals and what names the key are derived from it (HKDF, RFC 5869), so neither tells
/// anything about the other.
public struct SealingKey: Hashable, Sendable {
    /// How long a key is.
    public static let byteCount = 32

    private let bytes: Secret

    private init(bytes: Secret) { self.bytes = bytes }

    /// A new key, from the system's source of chance.
    public static func generate() -> SealingKey {
        let key = SymmetricKey(size: .bits256)
        return SealingKey(bytes: key.withUnsafeBytes { Secret(bytes: $0) })
    }

    /// Reads the base64 text of a key, with or without a line feed at its end.
    public init(text: Secret) throws(SealingKeyError) {
        let decoded = text.withBytes { bytes in
            let last = bytes.lastIndex { $0 != 0x0A && $0 != 0x0D }
            return Base64.decode(bytes[..<(last.map { $0 + 1 } ?? 0)])
        }
        guard var decoded else { throw .notBase64 }
        defer { decoded.wipe() }
        guard decoded.count == Self.byteCount else { throw .wrongLength(decoded.count) }
        self.init(bytes: Secret(bytes: decoded))
    }

    /// The key as base64 text, without a line feed.
    public var text: Secret {
        bytes.withBytes { bytes in
            var key = Data(bytes)
            defer { key.wipe() }
            var text = key.base64EncodedData()
            defer { text.wipe() }
            return Secret(bytes: text)
        }
    }

    /// Names the key without telling anything about it: eight characters.
    public var id: String { Base64.encodeURL(idBytes) }

    /// How long the name is in an envelope.
    static let idByteCount = 6

    var idBytes: [UInt8] {
        derived("zohosyncd key id", byteCount: Self.idByteCount).withUnsafeBytes { Array($0) }
    }

    /// The key for the first version of envelopes.
    var sealingKey: SymmetricKey { derived("zohosyncd sealing 1", byteCount: Self.byteCount) }

    private func derived(_ purpose: String, byteCount: Int) -> SymmetricKey {
        bytes.withBytes { bytes in
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: bytes), info: Data(purpose.utf8),
                outputByteCount: byteCount)
        }
    }
}
