import Logging
import SyncCore
import TestSupport
import Testing

@testable import SystemdHost

/// The journal as zohosyncd(8) describes it.
@Suite struct ManualTests {
    private let page: ManualPage

    init() throws { page = try ManualPage("zohosyncd.8") }

    @Test func everyEvent_IsExplained() {
        let events = page.names(of: "Cm", in: "JOURNAL")
        #expect(events.sorted() == Event.Name.allCases.map(\.rawValue).sorted())
        for item in page.items(in: "JOURNAL") {
            #expect(!item.body.isEmpty, "\(item.heading.text)")
        }
    }

    /// "`journalctl -x` adds an explanation to each event but notice."
    @Test func theOneEventWithoutACatalogueEntry_IsNamed() {
        let without = Event.Name.allCases.filter { JournalMessageID.of($0) == nil }
        #expect(without.map(\.rawValue) == ["notice"])
        let text = page.section("JOURNAL").map(\.text).joined(separator: " ")
        #expect(text.contains("to each event but .Cm notice"))
    }

    @Test func everyField_IsExplained() {
        let fields = page.names(of: "Sy", in: "JOURNAL")
        let known = Event.Field.allCases.map(\.rawValue) + [EventLog.eventKey]
        #expect(fields.sorted() == known.sorted())
    }

    @Test func theFieldsOfEveryEntry_AreNamed() {
        let entry = JournalLogHandler().entry(for: event(.info, "", nil))
        let fields = entry.fields.map(\.name) + ["MESSAGE_ID"]
        let named = Set(page.section("JOURNAL").flatMap { $0.words(after: "Sy") })
        #expect(fields.filter { !named.contains($0) } == [])
    }

    @Test func theLevels_AreThoseOfTheOption() throws {
        let option = try #require(
            page.items(in: "OPTIONS").first { $0.words(after: "Fl") == ["-log-level"] })
        let levels = option.body.flatMap { $0.words(after: "Cm") }
        #expect(Set(levels) == Set(Event.Level.all.map(\.name)))
    }
}
