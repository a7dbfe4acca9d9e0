public import SyncCore

/// The key at hand and, while keys are rotated, the one before it.
public struct Keyring: Hashable, Sendable {
    /// Seals, and opens.
    public let current: SealingKey
    /// Opens what is still sealed with it.
    public let old: SealingKey?

    /// A ring of one key or two.
    public init(current: SealingKey, old: SealingKey? = nil) {
        self.current = current
        self.old = old
    }

    /// What opening has yielded.
    public struct Opened: Hashable, Sendable {
        /// The secret.
        public let secret: Secret
        /// Whether it took the old key.
        public let isOld: Bool
    }

    /// Opens an envelope with the key that it names.
    public func open(
        _ envelope: SealedEnvelope, for place: SealedPlace
    ) throws(SealingError) -> Opened {
        if let old, old != current, envelope.keyID == old.id {
            return Opened(secret: try envelope.open(for: place, with: old), isOld: true)
        }
        return Opened(secret: try envelope.open(for: place, with: current), isOld: false)
    }

    /// Seals a secret with the current key.
    public func seal(
        _ secret: Secret, for place: SealedPlace
    ) throws(SealingError) -> SealedEnvelope {
        try SealedEnvelope(sealing: secret, for: place, with: current)
    }
}
