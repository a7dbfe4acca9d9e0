import SyncCore

/// Something odd in the configuration, as it crosses the socket: in a header field, for the body of
/// the answer is the configuration and nothing else.
public struct ConfigurationWarning: Hashable, Sendable {
    /// The header field.
    public static let field = "Configuration-Warnings"

    /// Where: `modules."Zoho CRM".intervall`.
    public let key: String
    /// What is odd.
    public let message: String
    /// What to do about it.
    public let hint: String

    /// A warning.
    public init(key: String, message: String, hint: String) {
        self.key = key
        self.message = message
        self.hint = hint
    }

    /// The field's value: a JSON array in ASCII, as a header has no other letters.
    public static func fieldValue(_ warnings: [ConfigurationWarning]) -> String {
        let array = JSONValue.array(
            warnings.map {
                ["key": .string($0.key), "message": .string($0.message), "hint": .string($0.hint)]
            })
        return array.text.utf16.map { unit in
            guard unit >= 0x7F else { return String(UnicodeScalar(UInt8(unit))) }
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }

    /// The warnings in a field's value; none where it has none.
    public static func all(inField value: String) -> [ConfigurationWarning] {
        let elements = (try? JSONDocument(value))?.value.array ?? []
        return elements.compactMap { element in
            guard let key = element["key"]?.string, let message = element["message"]?.string else {
                return nil
            }
            return ConfigurationWarning(
                key: key, message: message, hint: element["hint"]?.string ?? "")
        }
    }
}

extension ConfigurationWarning: CustomStringConvertible {
    /// Where, what, and what to do.
    public var description: String {
        (key.isEmpty ? message : "\(key): \(message)") + (hint.isEmpty ? "" : " (\(hint))")
    }
}
