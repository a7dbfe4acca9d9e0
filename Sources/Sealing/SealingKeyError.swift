/// Why a text is no key. Nothing of the text itself is in it.
public enum SealingKeyError: Error, Hashable, Sendable {
    /// Other characters than those of base64, or padded wrongly.
    case notBase64
    /// Base64 of so many bytes.
    case wrongLength(Int)
}

extension SealingKeyError: CustomStringConvertible {
    /// What is wrong, in a sentence.
    public var description: String {
        let expected = "expected \(SealingKey.byteCount) bytes in base64, found "
        return switch self {
        case .notBase64: expected + "something that is not base64"
        case .wrongLength(let count): expected + "\(count) bytes"
        }
    }
}
