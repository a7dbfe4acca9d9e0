import Glibc
import SyncCore

/// Writes to standard output at once: followers of a pipe want each line when it happens. What cannot
/// be written ends the program: a key that is not in its file must not look like one that is.
func output(_ text: String) {
    guard !write(text, to: STDOUT_FILENO) else { return }
    let reason = String(cString: strerror(errno))
    complain(ClientFailure(.inputOutput, "cannot write the output: \(reason)").text)
    exit(ClientFailure.Exit.inputOutput.rawValue)
}

/// Writes a line to standard error.
func complain(_ text: String, ending: String = "\n") {
    _ = write(text + ending, to: STDERR_FILENO)
}

private func write(_ text: String, to descriptor: Int32) -> Bool {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return false }
        bytes = bytes.dropFirst(count)
    }
    return true
}

/// Whether somebody watches.
var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

/// A value of the daemon's JSON in a cell: nothing is `-`.
func cell(_ value: JSONValue?) -> String {
    switch value {
    case nil, .null: "-"
    case .bool(let flag): flag ? "yes" : "no"
    case .string(let text): clean(text)
    case .some(let other): other.text
    }
}

/// Text on one line and without control characters, the old ones beyond ASCII included: what comes
/// from Zoho must not steer a terminal.
func clean(_ text: String) -> String {
    String(
        String.UnicodeScalarView(
            text.unicodeScalars.map { $0.isControl ? " " : $0 }))
}

/// Rows under headings, each column as wide as its widest cell.
func table(_ headings: [String], _ rows: [[String]]) -> String {
    let lines = [headings] + rows
    let widths = headings.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
        let padded = zip(line, widths).map { text, width in
            text + String(repeating: " ", count: width - text.count)
        }.joined(separator: "  ")
        return String(padded.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
}

/// A path segment, percent-encoded.
func encoded(_ text: String) -> String {
    text.utf8.map { byte in
        let character = Character(Unicode.Scalar(byte))
        let isPlain =
            byte < 0x80 && (character.isLetter || character.isNumber || "-._~".contains(character))
        let hex = String(byte, radix: 16, uppercase: true)
        return isPlain ? String(character) : "%" + (hex.count == 1 ? "0" : "") + hex
    }.joined()
}
