/// A text that must not be seen: it prints as `********` everywhere, and only `reveal()` tells it.
public struct Secret: Hashable, Sendable {
    /// What stands in the place of every secret.
    public static let mask = "********"

    private let value: String

    /// Hides a text.
    public init(_ value: String) { self.value = value }

    /// The text itself. For the one place that sends it; never for a log or an error.
    public func reveal() -> String { value }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The mask.
    public var description: String { Self.mask }
    /// The mask.
    public var debugDescription: String { Self.mask }
    /// Nothing: `dump` and the mirror of every struct around would walk into the stored text.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
