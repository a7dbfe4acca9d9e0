import Rehearsal
import TestSupport
import Testing

/// The figures of a first fill, a tenth of the size of `make bench`.
@Suite struct BackfillTests {
    @Test func aGreatStream_IsReadWithinTheDaysCalls() async throws {
        let folder = try TemporaryFolder()
        let fill = Backfill(invoices: 5_000, dailyCalls: 600, headerCalls: 30)
        let figures = try await fill.play(in: folder.path)
        print(figures)
        #expect(figures.headers == 5_000)
        #expect(figures.newestOnFirstDay == figures.newest)
        #expect(figures.excess <= 0.03)
        #expect((figures.callsPerDay.max() ?? 0) <= 600 * 8 / 10)
        #expect(figures.refusals == 0)
        #expect(figures.violations == 0)
        #expect(figures.restarts == 2)
        #expect(figures.linesKept == figures.lines)
    }
}
