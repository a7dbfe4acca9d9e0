/// Why a sealed text cannot be opened. Nothing of the text itself is in it.
public enum SealingError: Error, Hashable, Sendable {
    /// No sealed text at all, or one that was cut very short.
    case malformed
    /// Of another version of the format.
    case unknownVersion(String)
    /// Sealed with another key; both are named by their ids.
    case otherKey(sealedWith: String, atHand: String)
    /// The key is right and the text is not: somebody changed it, or cut it short.
    case altered
    /// Sealed for another place, and moved here.
    case moved(from: SealedPlace)
    /// The cryptographic library has refused to seal.
    case notSealed
}

extension SealingError: CustomStringConvertible {
    /// What is wrong, in a sentence.
    public var description: String {
        switch self {
        case .malformed: "no sealed value, or one that was cut short"
        case .unknownVersion(let version): "sealed by another version (\(version))"
        case .otherKey(let sealedWith, let atHand):
            "sealed with another key: its id is \(sealedWith), the key at hand is \(atHand)"
        case .altered: "changed or cut short since it was sealed"
        case .moved(let place): "sealed for \(place.rawValue), and not for here"
        case .notSealed: "the value could not be sealed"
        }
    }
}
