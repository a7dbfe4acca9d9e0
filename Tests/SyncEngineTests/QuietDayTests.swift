import Rehearsal
import SyncCore
import TestSupport
import Testing

/// A day in which nothing changes is a day of which the journal hears little.
@Suite struct QuietDayTests {
    @Test func aQuietDay_IsAQuietJournal() async throws {
        let folder = try TemporaryFolder()
        // A few lists of each product tell as much as all of them, which the benchmark plays.
        let streams = [
            "crm_leads", "crm_deals", "*_users", "*_taxes", "*_items", "books_invoices",
        ]
        let figures = try await QuietDay(streams: streams).play(in: folder.path)
        // It was a day of syncs, and a quiet one: else the rest proves nothing.
        #expect(figures.changes == 0)
        #expect(figures.violations == 0)
        for module in Module.allCases {
            #expect((90...96).contains(figures.runs[module] ?? 0), "\(figures.runs)")
            #expect((2...6).contains(figures.streams[module] ?? 0), "\(figures.streams)")
            let lines = figures.lines[module] ?? []
            #expect(lines.count == 24 && lines.allSatisfy { $0 <= 1 }, "\(module): \(lines)")
            // Nor is it dead silence.
            #expect(lines.reduce(0, +) >= 22, "\(module): \(lines)")
        }
        #expect(figures.warnings == [])
        #expect(figures.otherLines == 0)
        // The events feed hears of each start and each end.
        #expect(figures.events >= 2 * figures.runs.values.reduce(0, +))
    }
}
