import Glibc
import Setup
import SyncCore

/// The standard input: a terminal, whose echo is off while a secret is typed, or the lines of a
/// script. Questions go to the standard error.
struct Terminal: SetupDialogue {
    /// Nothing that is asked for is longer.
    private static let limit = 4096

    let isTerminal = isatty(STDIN_FILENO) == 1

    func tell(_ text: String) { complain(text + "\n") }

    func ask(_ question: String) throws(SetupFailure) -> String {
        prompt(question)
        var bytes = try line(after: question)
        defer { wipe(&bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    func askSecret(_ question: String) throws(SetupFailure) -> Secret {
        prompt(question)
        let silence = isTerminal ? TerminalSilence() : nil
        defer {
            if let silence {
                silence.end()
                complain("")
            }
        }
        var bytes = try line(after: question)
        defer { wipe(&bytes) }
        return Secret(bytes: bytes)
    }

    private func prompt(_ question: String) {
        if isTerminal { complain(question, ending: "") }
    }

    /// A line without the white space around it, byte by byte: what follows is the next answer.
    private func line(after question: String) throws(SetupFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.limit)
        while bytes.count < Self.limit {
            var byte: UInt8 = 0
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                if bytes.isEmpty {
                    throw SetupFailure(
                        .usage, "there is no answer to \"\(question.dropLast(2))\"",
                        hint: "run it at a terminal, or give all answers on the standard input")
                }
                break
            }
            if byte == 0x0A { break }
            bytes.append(byte)
        }
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D }
        while bytes.last.map(isSpace) == true { bytes.removeLast() }
        bytes.removeSubrange(..<(bytes.firstIndex { !isSpace($0) } ?? bytes.endIndex))
        return bytes
    }

    private func wipe(_ bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes { buffer in
            if let start = buffer.baseAddress { explicit_bzero(start, buffer.count) }
        }
    }
}
