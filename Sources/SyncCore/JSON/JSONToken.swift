/// One value or key of a scanned text: what it is and where its bytes stand.
///
/// The tokens of a document lie in text order. A container is followed by its members (keys and
/// values alternate in an object), and `next` leaps over all of them.
public struct JSONToken: Sendable {
    /// What a token is.
    public enum Kind: UInt8, Sendable {
        case null, `true`, `false`, number, string, key, array, object
    }

    /// What the token is.
    public let kind: Kind
    /// A string or key that holds a backslash escape, so that its bytes are not its text.
    public let isEscaped: Bool
    /// First byte; of a string the first one after the quotation mark.
    public let start: UInt32
    /// One past the last byte; of a string the closing quotation mark.
    public internal(set) var end: UInt32
    /// Index of the first token that is not part of this value.
    public internal(set) var next: UInt32
}
