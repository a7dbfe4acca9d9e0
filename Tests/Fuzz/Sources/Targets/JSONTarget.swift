import SyncCore

/// The JSON scanner: tokens that lie properly within the text, and a value that survives being
/// written and read again.
enum JSONTarget {
    static func run(_ input: [UInt8]) throws {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(input)
        } catch {
            try demand(
                (0...input.count).contains(error.offset) && error.line > 0 && error.column > 0,
                "an error is placed outside of the text")
            return
        }
        try demand(document.bytes == input, "the text has changed")
        try nested(document)
        let value = document.value
        let compact = try read(value.bytes)
        try demand(compact == value, "the written value is another one")
        try demand(try read(Array(value.prettyText.utf8)) == value, "the pretty text is another")
        try demand(compact.text == value.text, "writing twice gives two texts")
        _ = UTCInstant(value.string ?? "")
        _ = value.integer
    }

    private static func read(_ bytes: [UInt8]) throws -> JSONValue {
        do throws(JSONError) {
            return try JSONDocument(bytes).value
        } catch {
            throw Violation(description: "what was written cannot be read: \(error)")
        }
    }

    /// Every token lies in the text, and in the container that it belongs to.
    private static func nested(_ document: JSONDocument) throws {
        var open: [(next: Int, end: Int)] = [(document.tokens.count, document.bytes.count)]
        for (index, token) in document.tokens.enumerated() {
            while let last = open.last, index >= last.next, open.count > 1 { open.removeLast() }
            let container = open[open.count - 1]
            try demand(
                token.start <= token.end && Int(token.end) <= container.end
                    && Int(token.next) > index && Int(token.next) <= container.next,
                "token \(index) is not within its container")
            if token.kind == .array || token.kind == .object {
                open.append((Int(token.next), Int(token.end)))
            } else {
                try demand(Int(token.next) == index + 1, "a plain value has members")
            }
        }
    }
}
