/// Why a text is not JSON (RFC 8259), and where.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What the reader expected or refused; never quotes the text itself, which may be a secret.
    public let reason: String
    /// Whether it may be JSON, but more of it than allowed.
    public let isTooMuch: Bool
    /// Offset of the offending byte.
    public let offset: Int
    /// Line of the offending byte, from 1.
    public let line: Int
    /// Column of the offending byte in bytes, from 1.
    public let column: Int

    init(
        _ reason: String, isTooMuch: Bool = false, at offset: Int,
        in bytes: UnsafeBufferPointer<UInt8>
    ) {
        self.reason = reason
        self.isTooMuch = isTooMuch
        self.offset = offset
        var line = 1
        var lineStart = 0
        for index in 0..<min(offset, bytes.count) where bytes[index] == UInt8(ascii: "\n") {
            line += 1
            lineStart = index + 1
        }
        self.line = line
        self.column = offset - lineStart + 1
    }

    /// Where the text is wrong, and why.
    public var description: String { "line \(line), column \(column): \(reason)" }
}
