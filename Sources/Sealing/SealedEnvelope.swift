internal import Crypto
internal import FoundationEssentials
public import SyncCore

/// A secret, sealed: a text that only the key opens, and only in the place it was sealed for.
///
/// `zs1:` and in base64url: 6 bytes that name the key, 12 bytes of chance (the nonce), the secret
/// encrypted with ChaCha20-Poly1305 (RFC 8439), 16 bytes that prove it. Version, key and place are
/// authenticated with it, so nothing can be changed, swapped or cut off unnoticed.
public struct SealedEnvelope: Hashable, Sendable {
    /// The sealed text, one word of printable characters.
    public let text: String
    /// The name of its key.
    public var keyID: String { Base64.encodeURL(content.prefix(SealingKey.idByteCount)) }

    private let content: [UInt8]

    private static let version = "zs1"
    private static let minimumCount = SealingKey.idByteCount + 12 + 16

    /// Reads the text of an envelope.
    public init(text: String) throws(SealingError) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { throw .malformed }
        let version = text[..<colon]
        guard version == Self.version else {
            let isVersion =
                version.hasPrefix("zs") && (3...6).contains(version.utf8.count)
                && version.utf8.dropFirst(2).allSatisfy {
                    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                }
            throw isVersion ? .unknownVersion(String(version)) : .malformed
        }
        let body = text.utf8[text.utf8.index(after: colon)...]
        guard let content = Base64.decodeURL(body), content.count >= Self.minimumCount else {
            throw .malformed
        }
        self.text = text
        self.content = Array(content)
    }

    /// Seals a secret for a place.
    public init(
        sealing secret: Secret, for place: SealedPlace, with key: SealingKey
    ) throws(SealingError) {
        try self.init(sealing: secret, for: place, with: key, nonce: ChaChaPoly.Nonce())
    }

    init(
        sealing secret: Secret, for place: SealedPlace, with key: SealingKey,
        nonce: ChaChaPoly.Nonce
    ) throws(SealingError) {
        let context = Self.context(key.idBytes, place)
        let box = secret.withBytes { bytes in
            try? ChaChaPoly.seal(
                bytes, using: key.sealingKey, nonce: nonce, authenticating: context)
        }
        guard let box else { throw .notSealed }
        content = key.idBytes + box.combined
        text = "\(Self.version):\(Base64.encodeURL(content))"
    }

    /// The secret, in the place that it was sealed for.
    public func open(
        for place: SealedPlace, with key: SealingKey
    ) throws(SealingError) -> Secret {
        guard content.starts(with: key.idBytes) else {
            throw .otherKey(sealedWith: keyID, atHand: key.id)
        }
        if let secret = opened(for: place, with: key) { return secret }
        let origin = SealedPlace.allCases.first { other in
            other != place && opened(for: other, with: key) != nil
        }
        throw origin.map { .moved(from: $0) } ?? .altered
    }

    private func opened(for place: SealedPlace, with key: SealingKey) -> Secret? {
        let combined = content.dropFirst(SealingKey.idByteCount)
        guard let box = try? ChaChaPoly.SealedBox(combined: combined),
            var plain = try? ChaChaPoly.open(
                box, using: key.sealingKey, authenticating: Self.context(key.idBytes, place))
        else { return nil }
        defer { plain.wipe() }
        return Secret(bytes: plain)
    }

    /// What is authenticated beside the secret.
    private static func context(_ keyID: [UInt8], _ place: SealedPlace) -> [UInt8] {
        Array(version.utf8) + keyID + Array(place.rawValue.utf8)
    }
}
