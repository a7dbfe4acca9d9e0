/// Puts the head of the final answer together from the header lines that libcurl delivers.
///
/// Heads of interim answers (1xx) come first and are forgotten; trailers of a chunked body come
/// last and are ignored (CURLOPT_HEADERFUNCTION(3)).
struct ResponseHead {
    private(set) var status = 0
    private(set) var headers: [(name: String, value: String)] = []
    /// Whether the blank line after the final answer's header has come.
    private(set) var isComplete = false
    private var byteCount = 0

    /// The length that the answer claims its body has on the wire.
    var contentLength: Int? {
        headers.last { $0.name == "content-length" }.flatMap { Int($0.value) }
    }

    /// Whether the body is packed at most once, and by gzip.
    ///
    /// libcurl undoes whatever an answer names, also what was not offered: five layers of gzip, of
    /// which each piece received may become a thousand times a thousand times as much work and
    /// nothing that a limit on the body would see, or zstd with a window of 128 MiB.
    var isPlainOrGzip: Bool {
        let codings = headers.filter { $0.name == "content-encoding" }
            .flatMap { $0.value.lowercased().split(separator: ",") }
            .map { $0.trimmingSpace }
        let transfer = headers.filter { $0.name == "transfer-encoding" }
            .flatMap { $0.value.lowercased().split(separator: ",") }
            .map { $0.trimmingSpace }
        return (codings.isEmpty || codings == ["gzip"] || codings == ["identity"])
            && (transfer.isEmpty || transfer == ["chunked"])
    }

    /// Takes a line with its line end. False if the head has become larger than `limit`.
    mutating func take(_ line: UnsafeRawBufferPointer, limit: Int) -> Bool {
        guard !isComplete else { return true }
        byteCount += line.count
        guard byteCount <= limit else { return false }
        let content = trimmed(line[...])
        if line.starts(with: "HTTP/".utf8) {
            headers.removeAll()
            let words = content.split(separator: UInt8(ascii: " "))
            status =
                words.dropFirst().first.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
        } else if content.isEmpty {
            isComplete = status >= 200
        } else if line.first.map(isBlank) == true {
            // Obsolete line folding (RFC 9112, 5.2): the field goes on.
            guard let last = headers.popLast() else { return true }
            let more = text(content)
            headers.append((last.name, last.value.isEmpty ? more : last.value + " " + more))
        } else if let colon = content.firstIndex(of: UInt8(ascii: ":")) {
            headers.append(
                (
                    String(decoding: content[..<colon], as: UTF8.self).lowercased(),
                    text(trimmed(content[(colon + 1)...]))
                ))
        }
        return true
    }
}

extension Substring {
    /// Without blanks around it.
    fileprivate var trimmingSpace: Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}

private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
}

/// A field's value. Control characters, which no value may have (RFC 9110, 5.5) and libcurl hands
/// through, are blanks: a value stays on its line wherever it is told.
private func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
    String(decoding: bytes.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }, as: UTF8.self)
}

private func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
    func isSpace(_ byte: UInt8) -> Bool { isBlank(byte) || byte == 0x0A || byte == 0x0D }
    var bytes = bytes.drop(while: isSpace)
    while let last = bytes.last, isSpace(last) { bytes.removeLast() }
    return bytes
}
