import Foundation
import GRDB
import SyncCore
import ZohoSimulator

/// What a value of Zoho has to be in the database (interface, section 4).
extension DatabaseValue {
    /// Whether this is how a value is kept. Texts that say an instant are kept in UTC, and texts that
    /// say a number may be kept as one.
    func holds(_ value: ZohoSimulator.Value) -> Bool {
        switch value {
        case .null: isNull
        case .bool(let flag): storage == .int64(flag ? 1 : 0)
        case .number(let text): isNumber(text)
        case .string(let text):
            storage == .string(text) || isInstant(text) || (Double(text) != nil && isNumber(text))
        case .array, .object: isJSON(value)
        }
    }

    /// SQLite keeps 15 significant digits of a decimal, and every digit of a whole number.
    func isNumber(_ text: String) -> Bool {
        switch storage {
        case .int64(let integer): Decimal(string: text) == Decimal(integer)
        case .double(let number): Double(text) == number
        case .string(let kept): kept == text
        case .null, .blob: false
        }
    }

    private func isInstant(_ text: String) -> Bool {
        guard text.utf8.count > 19, let instant = UTCInstant(text) else { return false }
        return storage == .string(instant.text)
    }

    private func isJSON(_ value: ZohoSimulator.Value) -> Bool {
        guard case .string(let text) = storage, let kept = try? JSONDocument(text).value else {
            return false
        }
        return kept == (try? JSONDocument(value.json).value)
    }
}
