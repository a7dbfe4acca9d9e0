import SyncCore

/// How a place in the configuration is named: `modules."Zoho CRM".streams.include[0]`.
enum ConfigKeyPath {
    static func text(_ path: [String]) -> String { path.reduce("", joined) }

    static func joined(_ parent: String, _ key: String) -> String {
        let isPlain =
            !key.isEmpty
            && key.utf8.allSatisfy {
                $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
            }
        let name = isPlain ? key : JSONValue.string(key).text
        return parent.isEmpty ? name : "\(parent).\(name)"
    }
}
