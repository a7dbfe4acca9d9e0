import SyncCore

/// How a place in the configuration is named: `modules."Zoho CRM".streams.include[0]`.
enum ConfigKeyPath {
    static func text(_ path: [String]) -> String { path.reduce("", joined) }

    /// A place and those that it is in, from the outermost on: `a`, `a."b.c"`, `a."b.c".d`.
    static func withParents(_ text: String) -> [String] {
        var places: [String] = []
        var isQuoted = false
        var isEscaped = false
        for index in text.utf8.indices {
            switch text.utf8[index] {
            case UInt8(ascii: "\\") where !isEscaped:
                isEscaped = true
                continue
            case UInt8(ascii: "\"") where !isEscaped: isQuoted.toggle()
            case UInt8(ascii: ".") where !isQuoted: places.append(String(text[..<index]))
            default: break
            }
            isEscaped = false
        }
        return places + [text]
    }

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
