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
