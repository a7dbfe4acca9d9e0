import Glibc
import Logging
import Testing

@testable import SystemdHost

@Suite struct LogDestinationTests {
    @Test func theJournalIsTakenOnlyWhenTheDescriptorIsItsOwn() throws {
        var ends: [CInt] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        var status = stat()
        try #require(fstat(ends[1], &status) == 0)
        let own = "\(status.st_dev):\(status.st_ino)"
        let other = "\(status.st_dev):\(status.st_ino + 1)"
        func detect(_ stream: String?, _ descriptor: CInt) -> LogDestination {
            LogDestination.detect(journalStream: stream, descriptor: descriptor)
        }
        #expect(detect(own, ends[1]) == .journal)
        #expect(detect(other, ends[1]) == .standardError)
        #expect(detect(nil, ends[1]) == .standardError)
        #expect(detect(own, -1) == .standardError)
        for broken in ["", ":", "8", "8:", "8:x", own + ":1"] {
            #expect(detect(broken, ends[1]) == .standardError)
        }
    }

    @Test func eachDestinationHasItsHandler() {
        let journal = LogDestination.journal.makeHandler(level: .debug)
        #expect(journal is JournalLogHandler && journal.logLevel == .debug)
        let plain = LogDestination.standardError.makeHandler(level: .error)
        #expect(plain is PlainLogHandler && plain.logLevel == .error)
    }
}
