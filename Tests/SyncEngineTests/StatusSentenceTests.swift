import SyncCore
import Testing

@testable import SyncEngine

/// The sentence that `systemctl status` shows.
@Suite struct StatusSentenceTests {
    private static let noon = UTCInstant(seconds: 1_780_000_000)

    @Test(arguments: [
        (-5, "now"), (0, "now"), (1, "in 1 s"), (40, "in 40 s"), (59, "in 59 s"),
        (60, "in 1 min"), (89, "in 1 min"), (90, "in 2 min"), (720, "in 12 min"),
        (3_600, "in 60 min"), (5_400, "in 90 min"), (5_969, "in 99 min"), (5_970, "in 2 h"),
        (10_800, "in 3 h"), (86_400, "in 24 h"), (170_000, "in 47 h"), (172_800, "in 2 days"),
    ])
    func aWait_IsAsExactAsItMatters(seconds: Int64, text: String) {
        #expect(StatusSentence.text(after: seconds) == text)
    }

    @Test func atRest_ItTellsWhatComesNextAndWhatIsLeft() {
        var sentence = rest(4, (.books, 720))
        #expect(text(sentence) == "4 modules, next Zoho Books in 12 min")
        sentence.calls = [RationReport(used: 9), RationReport(limit: 5_000, left: 1_831)]
        #expect(
            text(sentence)
                == "4 modules, next Zoho Books in 12 min; 1 831 of 5 000 calls left")
        #expect(text(rest(1, (.crm, 40))) == "1 module, next Zoho CRM in 40 s")
        #expect(text(rest(2, (.crm, -3))) == "2 modules, next Zoho CRM now")
        #expect(text(rest(2, nil)) == "2 modules")
        #expect(text(rest(0, nil)) == "no module is enabled")
    }

    @Test func ofSeveralLimits_TheTightestIsTold() {
        var sentence = rest(3, nil)
        sentence.calls = [
            RationReport(limit: 100_000, left: 4_000), RationReport(limit: 5_000, left: 3_000),
            RationReport(limit: nil, left: 1), RationReport(limit: 10, left: nil),
        ]
        #expect(text(sentence) == "3 modules; 4 000 of 100 000 calls left")
        sentence.calls = [RationReport(limit: 0, left: 0), RationReport(limit: 5, left: 5)]
        #expect(text(sentence) == "3 modules; 0 of 0 calls left")
    }

    @Test func whileItSyncs_ItTellsHowFar() {
        var sentence = rest(4, (.crm, 180))
        sentence.calls = [RationReport(limit: 5_000, left: 1_831)]
        sentence.running = [.init(module: .books, records: 12_400)]
        #expect(
            text(sentence)
                == "syncing Zoho Books (12 400 records so far), next Zoho CRM in 3 min")
        sentence.running.append(.init(module: .invoice, records: 1))
        sentence.next = nil
        #expect(text(sentence) == "syncing Zoho Books, Zoho Invoice (12 401 records so far)")
    }

    @Test func disabled_IsSaid_AndAManualSyncShown() {
        var sentence = rest(4, nil)
        sentence.isScheduled = false
        sentence.calls = [RationReport(limit: 5_000, left: 1_831)]
        #expect(text(sentence) == "disabled: no scheduled syncs")
        sentence.running = [.init(module: .crm, records: 1)]
        #expect(text(sentence) == "syncing Zoho CRM (1 record so far)")
    }

    @Test(arguments: [
        (
            StatusSentence.Trouble.credentialsRefused,
            "Zoho refuses the credentials: run zohosync setup --reauthorize"
        ),
        (
            .configurationBroken,
            "the configuration file is broken, its last good settings are in use: run zohosyncd "
                + "check-config; 2 modules, next Zoho CRM in 40 s"
        ),
        (
            .configurationNotWritable,
            "last_sync cannot be written into the configuration file: let zohosyncd write it; "
                + "2 modules, next Zoho CRM in 40 s"
        ),
        (
            .waitsForCalls(.books, until: UTCInstant(seconds: 1_779_998_400)),
            "Zoho Books waits for its calls until 20:00 UTC; 2 modules, next Zoho CRM in 40 s"
        ),
        (
            .failing(.crm, times: 1, code: "zoho_unavailable"),
            "the last sync of Zoho CRM failed (zoho_unavailable); 2 modules, next Zoho CRM in 40 s"
        ),
        (
            .failing(.crm, times: 3, code: "database_error"),
            "3 syncs of Zoho CRM failed in a row (database_error); 2 modules, next Zoho CRM in 40 s"
        ),
        (
            .partial(.books),
            "a part of Zoho Books could not be synced: see zohosync status; "
                + "2 modules, next Zoho CRM in 40 s"
        ),
        (
            .failing(.crm, times: 2, code: nil),
            "2 syncs of Zoho CRM failed in a row; 2 modules, next Zoho CRM in 40 s"
        ),
    ])
    func troubleComesFirst(_ trouble: StatusSentence.Trouble, _ expected: String) {
        var sentence = rest(2, (.crm, 40))
        sentence.troubles = [trouble]
        #expect(text(sentence) == expected)
    }

    @Test func severalTroubles_AreEachSaid_ButNothingBesideRefusedCredentials() {
        var sentence = rest(2, (.crm, 40))
        sentence.troubles = [
            .failing(.crm, times: 1, code: "a"), .failing(.books, times: 2, code: "b"),
        ]
        sentence.running = [.init(module: .crm)]
        #expect(
            text(sentence)
                == "the last sync of Zoho CRM failed (a); 2 syncs of Zoho Books failed in a row (b)"
                + "; syncing Zoho CRM (0 records so far), next Zoho CRM in 40 s")
        sentence.troubles.append(.credentialsRefused)
        #expect(text(sentence).hasPrefix("Zoho refuses the credentials: "))
        #expect(!text(sentence).contains("syncing"))
    }

    private func rest(
        _ modules: Int, _ next: (module: Module, seconds: Int64)?
    ) -> StatusSentence {
        var sentence = StatusSentence()
        sentence.modules = modules
        sentence.next = next.map { ($0.module, Self.noon + $0.seconds) }
        return sentence
    }

    private func text(_ sentence: StatusSentence) -> String { sentence.text(now: Self.noon) }
}
