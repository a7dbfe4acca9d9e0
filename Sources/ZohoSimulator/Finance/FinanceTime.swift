/// Reads instants as the finance products take them in filters: `2023-11-18T02:02:51-0800`.
enum FinanceTime {
    static func read(_ text: String, acceptsZulu: Bool) -> Instant? {
        let bytes = Array(text.utf8)
        if bytes.count == 20, bytes.last == UInt8(ascii: "Z") {
            return acceptsZulu ? ISOTime(text)?.instant : nil
        }
        guard bytes.count == 24, bytes[19] == UInt8(ascii: "+") || bytes[19] == UInt8(ascii: "-")
        else { return nil }
        return ISOTime(text.prefix(22) + ":" + text.suffix(2))?.instant
    }
}
