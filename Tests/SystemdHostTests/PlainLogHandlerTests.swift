import Logging
import SyncCore
import Synchronization
import Testing

@testable import SystemdHost

@Suite struct PlainLogHandlerTests {
    private let moment = UTCInstant("2026-11-22T13:28:05Z") ?? UTCInstant(seconds: 0)

    private func line(
        _ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata? = nil
    ) -> String {
        PlainLogHandler().line(for: event(level, message, metadata), at: moment)
    }

    @Test func goldenLines() {
        let sync: Logger.Metadata = ["ZOHO_EVENT": "sync_finished", "ZOHO_MODULE": "Zoho CRM"]
        #expect(
            line(.info, "12 records", sync)
                == "2026-11-22T13:28:05Z info sync_finished Zoho CRM: 12 records")
        #expect(
            line(.info, "Zoho CRM: 12 records", sync)
                == "2026-11-22T13:28:05Z info sync_finished Zoho CRM: 12 records")
        #expect(
            line(.notice, "ready", ["ZOHO_EVENT": "ready", "MESSAGE_ID": "x"])
                == "2026-11-22T13:28:05Z notice ready ready")
        #expect(line(.critical, "from a library") == "2026-11-22T13:28:05Z error from a library")
        #expect(line(.trace, "detail") == "2026-11-22T13:28:05Z debug detail")
    }

    @Test func oneEventIsOneLine() {
        #expect(
            line(.warning, "a\r\n\tb\u{1b}[31m\u{85}\u{2028}ü")
                == "2026-11-22T13:28:05Z warning a\\r\\n\\tb\\u{1b}[31m\\u{85}\\u{2028}ü")
        #expect(
            line(.info, "x", ["ZOHO_MODULE": "a\nb"]) == "2026-11-22T13:28:05Z info a\\nb: x")
    }

    @Test func anErrorFollowsTheMessage() {
        struct Refused: Error {}
        var withError = event(.error, "cannot write", nil)
        withError.error = Refused()
        #expect(
            PlainLogHandler().line(for: withError, at: moment)
                == "2026-11-22T13:28:05Z error cannot write (Refused())")
    }

    @Test func aLoggerWritesWholeLines() {
        let lines = Lines()
        let moment = moment
        let handler = PlainLogHandler(
            level: .notice, now: { moment },
            write: { line in lines.all.withLock { $0.append(line) } })
        var logger = Logger(label: "test", factory: { _ in handler })
        logger[metadataKey: "ZOHO_MODULE"] = "Zoho Books"
        logger.notice("one")
        logger.info("below the level")
        #expect(lines.all.withLock { $0 } == ["2026-11-22T13:28:05Z notice Zoho Books: one\n"])
    }
}

/// Takes what a handler writes.
final class Lines: Sendable {
    let all = Mutex<[String]>([])
}
