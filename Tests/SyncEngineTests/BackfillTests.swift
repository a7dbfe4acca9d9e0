import Rehearsal
import TestSupport
import Testing

/// The figures of a first fill, a small part of what `make bench` plays.
@Suite struct BackfillTests {
    @Test func aGreatStream_IsReadWithinTheDaysCalls() async throws {
        let folder = try TemporaryFolder()
        let fill = Backfill(invoices: 1_200, dailyCalls: 300, headerCalls: 10)
        let figures = try await fill.play(in: folder.path)
        #expect(figures.headers == 1_200)
        #expect(figures.newestOnFirstDay == figures.newest)
        #expect(figures.excess <= 0.03)
        #expect((figures.callsPerDay.max() ?? 0) <= 300 * 8 / 10)
        #expect(figures.refusals == 0)
        #expect(figures.violations == 0)
        #expect(figures.restarts == 2)
        // However much is owed, changes are looked for every half hour.
        #expect(figures.runs >= Int(figures.seconds / 1_860))
        // Before the second sync nobody knows what a quiet one costs.
        let errors = figures.forecasts.dropFirst().map { $0.told - figures.seconds }
        #expect(errors.count >= 4)
        #expect(errors.allSatisfy { abs($0) <= 6 * 3600 }, "\(errors)")
        #expect(figures.linesKept == figures.lines)
    }
}
