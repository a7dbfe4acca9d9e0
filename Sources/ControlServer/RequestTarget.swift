/// The path and query of a request line, decoded.
struct RequestTarget: Hashable, Sendable {
    /// The path's segments; "/" has none.
    let segments: [String]
    /// The query's parameters; of a doubled name the last one counts.
    let query: [String: String]
    /// The host that it names itself, with its port; nil in the usual form, which names none.
    let authority: String?

    /// Reads the target of a request; nil where it is not one or an escape is broken.
    init?(_ text: String) {
        var rest = Substring(text)
        // The absolute form, as clients send it to a proxy.
        var authority: String?
        if rest.lowercased().hasPrefix("http://") {
            authority = String(rest.dropFirst(7).prefix { !"/?#".contains($0) })
            rest = rest.dropFirst(7).drop { !"/?#".contains($0) }
        }
        self.authority = authority
        guard rest.first == "/" else { return nil }
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var segments: [String] = []
        for part in parts[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let segment = percentDecoded(part, plusIsSpace: false) else { return nil }
            segments.append(segment)
        }
        self.segments = segments == [""] ? [] : segments
        var query: [String: String] = [:]
        for pair in (parts.count > 1 ? parts[1] : "").split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = percentDecoded(sides[0], plusIsSpace: true),
                let value = percentDecoded(sides.count > 1 ? sides[1] : "", plusIsSpace: true)
            else { return nil }
            query[name] = value
        }
        self.query = query
    }
}

/// The text that a percent-encoded one stands for; nil where an escape is broken or the bytes are
/// not UTF-8. In a path a plus is a plus, in a form's query it is a space.
func percentDecoded(_ text: Substring, plusIsSpace: Bool) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
        switch byte {
        case UInt8(ascii: "%"):
            guard let high = rest.popFirst(), let low = rest.popFirst(),
                let left = Character(Unicode.Scalar(high)).hexDigitValue,
                let right = Character(Unicode.Scalar(low)).hexDigitValue
            else { return nil }
            bytes.append(UInt8(left << 4 | right))
        case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
        default: bytes.append(byte)
        }
    }
    return String(validating: bytes, as: UTF8.self)
}
