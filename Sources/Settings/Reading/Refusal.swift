import SyncCore

/// Why a value is refused, before anyone knows where it stands.
struct Refusal: Error, Equatable {
    let message: String
    let hint: String

    init(_ message: String, hint: String) {
        self.message = message
        self.hint = hint
    }

    /// "expected …, found …", with the value itself.
    init(expected: String, found value: JSONValue, hint: String) {
        self.init("expected \(expected), found \(Self.words(for: value))", hint: hint)
    }

    /// "expected …, found …", with the value's type only.
    init(expected: String, foundHidden value: JSONValue, hint: String) {
        self.init("expected \(expected), found \(value.kind)", hint: hint)
    }

    private static func words(for value: JSONValue) -> String {
        switch value {
        case .null, .bool, .number: shortened(value.text)
        // An address in the wrong place may carry a password.
        case .string(let text) where text.contains("://") || text.contains("@"): value.kind
        case .string(let text) where text.isEmpty: "an empty string"
        case .string: shortened(value.text)
        case .array, .object: value.kind
        }
    }

    private static func shortened(_ text: String) -> String {
        text.count > 40 ? text.prefix(37) + "…" : text
    }
}
