/// Query parameters or a form body.
struct Query: Sendable {
    let items: [(name: String, value: String)]

    init(_ raw: some StringProtocol) {
        items = raw.split(separator: "&").map { item in
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (
                Query.decoded(pair[0], plusIsBlank: true),
                pair.count > 1 ? Query.decoded(pair[1], plusIsBlank: true) : ""
            )
        }
    }

    subscript(_ name: String) -> String? { items.first { $0.name == name }?.value }

    static func decoded(_ text: some StringProtocol, plusIsBlank: Bool) -> String {
        let source = Array(text.utf8)
        guard source.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") })
        else { return String(text) }
        var bytes: [UInt8] = []
        var index = 0
        while index < source.count {
            let byte = source[index]
            if byte == UInt8(ascii: "%"), index + 2 < source.count,
                let value = UInt8(
                    String(decoding: source[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                index += 3
            } else {
                bytes.append(plusIsBlank && byte == UInt8(ascii: "+") ? 0x20 : byte)
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
