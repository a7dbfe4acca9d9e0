import Rehearsal
import SyncCore
import TestSupport
import Testing

/// A day in which nothing changes is a day of which the journal hears little.
@Suite struct QuietDayTests {
    @Test func aQuietDay_IsAQuietJournal() async throws {
        let folder = try TemporaryFolder()
        let figures = try await QuietDay().play(in: folder.path)
        // It was a day of syncs, and a quiet one: else the rest proves nothing.
        #expect(figures.changes == 0)
        #expect(figures.violations == 0)
        for module in Module.allCases {
            #expect((90...96).contains(figures.runs[module] ?? 0), "\(figures.runs)")
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
