import SyncCore

/// What the decoder asks of a token on the way from bytes to parameters, without copying its text.
extension JSONToken {
    /// Whether the token's bytes are this text.
    func isText(_ text: StaticString, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard Int(end - start) == text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount
        where bytes[Int(start) + index] != text.utf8Start[index] { return false }
        return true
    }

    /// The moment that a string tells, if it is one.
    func instant(in bytes: UnsafeBufferPointer<UInt8>) -> UTCInstant? {
        guard kind == .string else { return nil }
        return UTCInstant(iso: UnsafeBufferPointer(rebasing: bytes[Int(start)..<Int(end)]))
    }
}
