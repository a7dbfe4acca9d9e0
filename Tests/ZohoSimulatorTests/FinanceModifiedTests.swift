import Testing
import ZohoSimulator

/// `last_modified_time`, under every reading.
struct FinanceModifiedTests {
    private static let path = "last_modified_time=2026-03-02T10:00:00%2B0100"

    private func three(_ simulator: ZohoSimulator, _ client: LoopbackClient, _ stream: String) {
        // The clock stands at 08:00 UTC; rows are a minute apart around 09:00 UTC.
        for minute in [59.0, 1, 1] {
            simulator.clock.advance(bySeconds: minute * 60)
            simulator.create(product: .books, stream: stream)
        }
        client.refresh()
    }

    @Test(arguments: [
        ("invoices", "invoices", false, 2), ("invoices", "invoices", true, 1),
        ("bills", "bills", true, 2), ("journals", "journals", false, 1),
        ("retainerinvoices", "retainerinvoices", false, 3),
    ])
    func streams_ReadItTheirOwnWay(
        stream: String, key: String, exclusive: Bool, count: Int
    ) async throws {
        try await withFinance(.empty, { $0.switches.lastModifiedExclusive = exclusive }) {
            simulator, client in
            three(simulator, client, stream)
            #expect(client.books("\(stream)?\(Self.path)").rows(key).count == count)
            #expect(simulator.violations.isEmpty)
        }
    }

    @Test func readings_CanBeSet() async throws {
        try await withFinance { simulator, client in
            three(simulator, client, "invoices")
            func answer() -> LoopbackClient.Answer { client.books("invoices?\(Self.path)") }
            #expect(answer().rows("invoices").count == 2)
            simulator.setFilter(product: .books, stream: "invoices", .ignored)
            #expect(answer().rows("invoices").count == 3)
            simulator.setFilter(product: .books, stream: "invoices", .equality)
            #expect(answer().rows("invoices").count == 1)
            simulator.setFilter(product: .books, stream: "invoices", .refused)
            #expect(answer().status == 400 && answer().number == 2)
            // A misspelt name is dropped.
            #expect(client.books("invoices?modified_time=2030-01-01").rows("invoices").count == 3)
        }
    }

    @Test func malformedTimes_AreRefused() async throws {
        try await withFinance { simulator, client in
            for text in [
                "2026-03-02T09:00:00Z", "2026-03-02", "2026-03-02T09:00:00", "soon",
                "2026-03-02T10:00:00%2B01:00",
            ] {
                let answer = client.books("invoices?last_modified_time=\(text)")
                #expect(answer.status == 400 && answer.number == 2, "\(text)")
            }
            #expect(simulator.violations.isEmpty)
            #expect(
                client.books("invoices?last_modified_time=2026-03-02T10:00:00+0100").status == 400)
            #expect(simulator.violations.count == 1)
        }
    }

    @Test func zulu_IsFineWhenTheSwitchSaysSo() async throws {
        try await withFinance(.empty, { $0.switches.refusesZuluFilters = false }) {
            simulator, client in
            three(simulator, client, "invoices")
            let answer = client.books("invoices?last_modified_time=2026-03-02T09:00:00Z")
            #expect(answer.rows("invoices").count == 2)
        }
    }
}
