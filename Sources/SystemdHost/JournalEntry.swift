import CSystemd
import Glibc

/// The fields of one journal entry (systemd.journal-fields(7)).
struct JournalEntry {
    /// The name and the value of each field, as bytes: a value may hold line breaks.
    private(set) var fields: [(name: String, value: [UInt8])] = []

    /// Bytes of a value that are written; what names and messages of a sane size never reach.
    static let longestValue = 65_536

    /// Adds a field that has a fixed, valid name.
    mutating func append(_ name: String, _ value: String) {
        fields.append((name, Self.cut(Array(value.utf8))))
    }

    /// Adds the text that people read. It keeps its lines; other control characters are written as
    /// escapes, because journalctl shows a text that has them as "[… blob data]" (journalctl(1)).
    mutating func append(message: String) {
        append(
            "MESSAGE",
            PlainLogHandler.escaped(
                message.replacing("\r\n", with: "\n"), keeping: ["\n", "\t"]))
    }

    /// Adds a field whose name comes from elsewhere. An empty value says nothing and is left out.
    mutating func appendMetadata(_ name: String, _ value: String) {
        guard !value.isEmpty, let name = Self.fieldName(name) else { return }
        append(name, value)
    }

    /// The name as the journal takes it: upper-case letters, digits and underscores, at most 64,
    /// no digit or underscore first (those are the journal's own). Nil where nothing is left of
    /// it, or where it is a field that this program fills itself.
    static func fieldName(_ name: String) -> String? {
        let mapped = name.uppercased().unicodeScalars.map { scalar -> Character in
            switch scalar {
            case "A"..."Z", "0"..."9": Character(scalar)
            default: "_"
            }
        }
        let valid = mapped.drop { $0 == "_" || $0.isNumber }.prefix(64)
        guard !valid.isEmpty, !ownFields.contains(String(valid)) else { return nil }
        return String(valid)
    }

    private static let ownFields: Set<String> = [
        "MESSAGE", "PRIORITY", "SYSLOG_IDENTIFIER", "CODE_FILE", "CODE_LINE", "CODE_FUNC",
    ]

    /// The value, cut between two characters where it is too long.
    private static func cut(_ value: [UInt8]) -> [UInt8] {
        guard value.count > longestValue else { return value }
        var end = longestValue
        // Of a character's bytes all but the first are 10xxxxxx.
        while end > 0, value[end] & 0xC0 == 0x80 { end -= 1 }
        return value[..<end] + Array(" … (\(value.count - end) bytes more)".utf8)
    }

    /// The fields as the journal takes them. Each has its length beside it, so a value may hold any
    /// byte, line breaks and NUL included.
    var assignments: [[UInt8]] { fields.map { Array("\($0.name)=".utf8) + $0.value } }

    /// Hands the entry to the journal (sd_journal_sendv(3)).
    /// - Returns: Whether it was accepted, or no journal runs on this machine.
    func send() -> Bool {
        let assignments = assignments
        let total = assignments.reduce(0) { $0 + $1.count }
        return withUnsafeTemporaryAllocation(byteCount: total, alignment: 1) { buffer in
            var vectors: [iovec] = []
            var offset = 0
            for assignment in assignments {
                let slice = UnsafeMutableRawBufferPointer(
                    rebasing: buffer[offset..<offset + assignment.count])
                slice.copyBytes(from: assignment)
                vectors.append(iovec(iov_base: slice.baseAddress, iov_len: slice.count))
                offset += assignment.count
            }
            return sd_journal_sendv(vectors, CInt(vectors.count)) >= 0
        }
    }
}
