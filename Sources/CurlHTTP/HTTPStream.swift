/// An answer whose body is read while it arrives.
public struct HTTPStream: Sendable {
    /// The status code.
    public let status: Int
    /// Header fields in the order received; names in lower case.
    public let headers: [(name: String, value: String)]
    /// The body, decompressed, in pieces as they come; for one reader. The transfer pauses while
    /// the reader is behind, and ends when the stream is let go or the reading task is cancelled.
    /// Throws `HTTPFailure`.
    public let body: AsyncThrowingStream<[UInt8], any Error>

    /// The value of a header field (the last one of that name), by its name in lower case.
    public func header(_ name: String) -> String? { headers.last { $0.name == name }?.value }
}
