import SyncCore

/// What each kind of value must look like: one function per kind, from JSON to the typed value.
enum ConfigValue {
    static func boolean(_ value: JSONValue) throws(Refusal) -> Bool {
        guard let bool = value.bool else {
            throw Refusal(
                expected: "true or false", found: value, hint: "write it without quotation marks")
        }
        return bool
    }

    static func text(_ value: JSONValue) throws(Refusal) -> String {
        guard let text = value.string else {
            throw Refusal(expected: "a string", found: value, hint: "put it in quotation marks")
        }
        return text
    }

    static func identifier(_ value: JSONValue) throws(Refusal) -> String {
        guard let text = value.string, VisibleText.accepts(text.utf8) else {
            throw Refusal(
                expected: "an id such as \"10234695\"", found: value,
                hint: "write the id as Zoho shows it, in quotation marks and without spaces")
        }
        return text
    }

    /// A client id is no secret, but the secret is what is pasted here by mistake.
    static func clientID(_ value: JSONValue) throws(Refusal) -> String {
        guard let text = value.string, VisibleText.accepts(text.utf8) else {
            throw Refusal(
                expected: "a client id", foundHidden: value,
                hint: "copy it from Zoho's API console, in quotation marks and without spaces")
        }
        return text
    }

    static func dataCenter(_ value: JSONValue) throws(Refusal) -> DataCenter {
        guard let center = value.string.flatMap(DataCenter.init(rawValue:)) else {
            let names = DataCenter.allCases.map(\.rawValue).joined(separator: ", ")
            throw Refusal(
                expected: "a data centre", found: value,
                hint: "write one of \(names): the end of the address you sign in at")
        }
        return center
    }

    static func server(_ value: JSONValue) throws(Refusal) -> String {
        let hint = "write the address alone, such as \"https://accounts.zoho.eu\""
        guard let text = value.string else {
            throw Refusal(expected: "an address", found: value, hint: hint)
        }
        do throws(ServerAddress.Refusal) {
            return try ServerAddress.parse(text)
        } catch {
            switch error {
            case .malformed:
                throw Refusal(
                    "expected an address such as https://accounts.zoho.eu", hint: hint)
            case .credentials:
                throw Refusal("expected an address without a user name or password", hint: hint)
            case .plainText:
                throw Refusal(
                    "expected https://, found http:// to another machine",
                    hint: "use https://; http:// is for 127.0.0.0/8, [::1] and localhost only")
            }
        }
    }

    /// A file's path; a relative one is seen from `folder`.
    static func file(_ value: JSONValue, folder: String) throws(Refusal) -> String {
        guard let text = value.string, !text.isEmpty, !text.hasSuffix("/"), !text.utf8.contains(0)
        else {
            throw Refusal(
                expected: "the path of a file", found: value,
                hint: "write a path such as \"/etc/zohosyncd/ca.pem\"")
        }
        return PathText.absolute(text, relativeTo: folder)
    }

    static func database(_ value: JSONValue, folder: String) throws(Refusal) -> String {
        let expected = "a path or sqlite:///path"
        let hint = "write a path such as \"\(Settings.defaultDatabasePath)\""
        guard let text = value.string else {
            throw Refusal(expected: expected, found: value, hint: hint)
        }
        do throws(DatabaseLocation.Refusal) {
            return try DatabaseLocation.path(text, relativeTo: folder)
        } catch {
            switch error {
            case .malformed: throw Refusal(expected: expected, found: value, hint: hint)
            case .postgres: throw Refusal("postgres:// is not yet supported", hint: hint)
            }
        }
    }

    static func duration(_ value: JSONValue) throws(Refusal) -> Duration {
        guard let duration = value.string.flatMap(DurationText.parse) else {
            throw Refusal(
                expected: "a duration such as 15m", found: value,
                hint: "write \"90s\", \"15m\", \"6h\" or \"1d\": at least \"1s\", at most \"3650d\""
            )
        }
        return duration
    }

    static func instant(_ value: JSONValue) throws(Refusal) -> UTCInstant {
        guard let instant = value.string.flatMap({ UTCInstant($0) }) else {
            throw Refusal(
                expected: "null or a time such as 2026-11-22T13:28:05Z", found: value,
                hint: "write null to sync at once")
        }
        return instant
    }

    static func positive(_ value: JSONValue) throws(Refusal) -> Int {
        guard let number = value.integer, number > 0 else {
            throw Refusal(
                expected: "a whole number from 1", found: value,
                hint: "write it without quotation marks, or remove the key")
        }
        return number
    }

    static func patterns(_ value: JSONValue) throws(Refusal) -> [String] {
        let names = value.array?.compactMap { $0.string.flatMap { $0.isEmpty ? nil : $0 } }
        guard let names, names.count == value.array?.count else {
            let odd = value.array?.first { $0.string?.isEmpty != false }
            throw Refusal(
                expected: "a list of names such as [\"crm_leads\", \"Deals\"]", found: odd ?? value,
                hint: "write table or Zoho names in quotation marks; * stands for any text")
        }
        return names
    }
}
