import Rehearsal
import TestSupport
import Testing

/// What a sync costs in which nothing has changed.
@Suite struct QuietBooksTests {
    @Test func twentyLists_CostHardlyMoreThanOneCallEach() async throws {
        let folder = try TemporaryFolder()
        let figures = try await QuietBooks().play(in: folder.path)
        #expect(figures.lists == 20)
        #expect(figures.states.allSatisfy { $0 == "succeeded" })
        #expect(figures.calls.count == 6)
        #expect(figures.calls.allSatisfy { $0 <= 22 }, "\(figures.calls)")
        #expect(figures.written == 0)
        #expect(figures.violations == 0)
    }

    @Test func manyPagesOfOtherLists_CostNoMoreCalls() async throws {
        let folder = try TemporaryFolder()
        let rows = [
            "contacts": 20, "items": 20, "customerpayments": 20, "invoices": 20,
            "bills": 450, "journals": 450, "banktransactions": 900, "expenses": 450,
        ]
        let figures = try await QuietBooks(rows: rows).play(in: folder.path)
        #expect(figures.calls.allSatisfy { $0 <= 22 }, "\(figures.calls)")
        #expect(figures.written == 0)
    }
}
