internal import Glibc

/// A text that must not be seen: it prints as `********` everywhere, and only `reveal()` and
/// `withBytes` tell it. Its memory is wiped when the last copy goes.
public struct Secret: Sendable {
    /// What stands in the place of every secret.
    public static let mask = "********"

    private let storage: Storage

    /// Hides a text.
    public init(_ value: String) { self.init(bytes: value.utf8) }

    /// Hides bytes, which should be UTF-8.
    public init(bytes: some Collection<UInt8>) { storage = Storage(bytes) }

    /// The text itself. For the one place that sends it; never for a log or an error. A copy that
    /// nobody wipes: where bytes will do, `withBytes` leaves none behind.
    public func reveal() -> String { withBytes { String(decoding: $0, as: UTF8.self) } }

    /// The text's bytes, in the memory that is wiped at the end. They must not be kept.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // A pointer keeps nobody alive, and whoever goes first wipes what it points at.
        try withExtendedLifetime(storage) { storage throws(Failure) in
            try body(UnsafeRawBufferPointer(storage.bytes))
        }
    }

    /// Whether there is nothing in it.
    public var isEmpty: Bool { storage.bytes.isEmpty }

    // Proof: the bytes are written in `init` only, and wiped when nobody can read them any more.
    private final class Storage: @unchecked Sendable {
        let bytes: UnsafeMutableRawBufferPointer

        init(_ content: some Collection<UInt8>) {
            bytes = .allocate(byteCount: content.count, alignment: 1)
            bytes.copyBytes(from: content)
        }

        deinit {
            // Unlike a plain loop it is not left out because nobody reads the bytes again
            // (explicit_bzero(3)).
            if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
            bytes.deallocate()
        }
    }
}

extension Secret: Hashable {
    /// Whether both hide the same text. The time it takes tells nothing of where they differ.
    public static func == (left: Secret, right: Secret) -> Bool {
        left.withBytes { left in
            right.withBytes { right in
                left.count == right.count && zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
            }
        }
    }

    /// Takes the text in.
    public func hash(into hasher: inout Hasher) { withBytes { hasher.combine(bytes: $0) } }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The mask.
    public var description: String { Self.mask }
    /// The mask.
    public var debugDescription: String { Self.mask }
    /// Nothing: `dump` and the mirror of every struct around would walk into the stored text.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
