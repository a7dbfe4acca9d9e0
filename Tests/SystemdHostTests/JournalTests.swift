import Logging
import SyncCore
import Testing

@testable import SystemdHost

@Suite struct JournalTests {
    @Test func anEntryHasTheFixedFieldsAndTheMetadata() {
        var handler = JournalLogHandler()
        handler.metadata["ZOHO_MODULE"] = "overridden"
        handler.metadataProvider = Logger.MetadataProvider { ["ZOHO_RUN_ID": "r1"] }
        let entry = handler.entry(
            for: event(
                .warning, "line one\nline two",
                [
                    "ZOHO_MODULE": "Zoho CRM", "ZOHO_STREAM": "", "request-id": "7",
                    "PRIORITY": "0",
                ]))
        #expect(
            entry.fields.map { "\($0.name)=\(String(decoding: $0.value, as: UTF8.self))" } == [
                "MESSAGE=line one\nline two", "PRIORITY=4", "SYSLOG_IDENTIFIER=zohosyncd",
                "CODE_FILE=Room/File.swift", "CODE_LINE=12", "CODE_FUNC=run()",
                "ZOHO_MODULE=Zoho CRM", "ZOHO_RUN_ID=r1", "REQUEST_ID=7",
            ])
    }

    @Test(arguments: [
        ("ZOHO_MODULE", "ZOHO_MODULE"), ("PEER_UID", "PEER_UID"), ("request-id", "REQUEST_ID"),
        ("_PID", "PID"), ("2nd", "ND"), ("__", nil), ("", nil), ("größe", "GR_SSE"),
        ("message", nil), ("CODE_FILE", nil), ("a=b\nc", "A_B_C"),
        (String(repeating: "X", count: 70), String(repeating: "X", count: 64)),
    ])
    func fieldNamesAreMadeValid(name: String, expected: String?) {
        #expect(JournalEntry.fieldName(name) == expected)
    }

    @Test func anEmptyMessageIsStillAnEntry() {
        let entry = JournalLogHandler().entry(for: event(.info, "", nil))
        #expect(entry.fields.first?.name == "MESSAGE" && entry.fields.first?.value.isEmpty == true)
        #expect(entry.fields.count == 6)
    }

    @Test func levelsBecomePriorities() {
        let expected: [Logger.Level: Int] = [
            .trace: 7, .debug: 7, .info: 6, .notice: 5, .warning: 4, .error: 3, .critical: 2,
        ]
        for level in Logger.Level.allCases {
            #expect(level.syslogPriority == expected[level])
        }
    }

    // MARK: Text that is not plain

    /// The journal takes the length of each field beside it: nothing in a value ends it.
    @Test func linesOfAValueStay() {
        let entry = JournalLogHandler().entry(
            for: event(.info, "one\n\ttwo\r\nMESSAGE=three", ["ZOHO_STREAM": "a\nPRIORITY=0"]))
        #expect(text(of: entry, "MESSAGE") == ["MESSAGE=one\n\ttwo\nMESSAGE=three"])
        #expect(text(of: entry, "PRIORITY") == ["PRIORITY=6"])
        #expect(text(of: entry, "ZOHO_STREAM") == ["ZOHO_STREAM=a\nPRIORITY=0"])
    }

    /// journalctl shows a message with such characters as a blob, which nobody can read.
    @Test(arguments: [
        ("nul \0 end", #"nul \u{0} end"#), ("esc \u{1B}[31m", #"esc \u{1b}[31m"#),
        ("bell \u{7}", #"bell \u{7}"#), ("back\rspace", #"back\rspace"#),
        ("c1 \u{85}", #"c1 \u{85}"#), ("größe 例 🙂", "größe 例 🙂"), ("", ""),
    ])
    func aMessageStaysReadable(_ message: String, _ expected: String) {
        let entry = JournalLogHandler().entry(for: event(.info, message, nil))
        #expect(text(of: entry, "MESSAGE") == ["MESSAGE=" + expected])
    }

    @Test func aFieldKeepsEveryByte() {
        let entry = JournalLogHandler().entry(
            for: event(.info, "x", ["ZOHO_STREAM": "a\0b\u{1B}c"]))
        #expect(
            entry.assignments.last == Array("ZOHO_STREAM=a".utf8) + [0] + Array("b".utf8)
                + [0x1B] + Array("c".utf8))
    }

    /// What came as bytes that are no UTF-8 was repaired when it became text.
    @Test func whatIsNoUTF8_IsRepaired() {
        let broken = String(decoding: [0x61, 0xFF, 0xC3, 0x62, 0xED, 0xA0, 0x80], as: UTF8.self)
        let entry = JournalLogHandler().entry(
            for: event(.info, broken, ["ZOHO_STREAM": .string(broken)]))
        for value in entry.assignments {
            #expect(String(validating: value, as: UTF8.self) != nil)
        }
        #expect(text(of: entry, "MESSAGE").first?.hasPrefix("MESSAGE=a\u{FFFD}\u{FFFD}b") == true)
    }

    @Test func aLongMessageStaysWhole_AndAnEndlessOneIsCutBetweenCharacters() {
        let long = String(repeating: "0123456789", count: 6_000)
        let entry = JournalLogHandler().entry(for: event(.info, long, nil))
        #expect(text(of: entry, "MESSAGE") == ["MESSAGE=" + long])
        // Two bytes each, after one: the limit is in the middle of a character.
        let endless = "x" + String(repeating: "é", count: 50_000)
        let cut = JournalLogHandler().entry(for: event(.info, endless, ["ZOHO_STREAM": "s"]))
        let kept = "x" + String(repeating: "é", count: (JournalEntry.longestValue - 2) / 2)
        #expect(
            text(of: cut, "MESSAGE")
                == ["MESSAGE=\(kept) … (\(endless.utf8.count - kept.utf8.count) bytes more)"])
        #expect(text(of: cut, "ZOHO_STREAM") == ["ZOHO_STREAM=s"])
    }

    private func text(of entry: JournalEntry, _ name: String) -> [String] {
        entry.assignments.map { String(decoding: $0, as: UTF8.self) }
            .filter { $0.hasPrefix(name + "=") }
    }

    @Test func anErrorIsAFieldOfItsOwn() {
        struct Refused: Error {}
        var withError = event(.error, "cannot write", nil)
        withError.error = Refused()
        let entry = JournalLogHandler().entry(for: withError)
        #expect(entry.fields.last?.name == "ERROR")
        #expect(entry.fields.last.map { String(decoding: $0.value, as: UTF8.self) } == "Refused()")
    }
}

/// A log event as swift-log hands it to a handler.
func event(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata?) -> LogEvent {
    LogEvent(
        level: level, message: "\(message)", metadata: metadata, source: "Room",
        file: "Room/File.swift", function: "run()", line: 12)
}
