import SyncCore
import TestSupport
import Testing

@testable import Mirror

/// Chance against a book that a child could keep: who owes, and that the number shown is right.
struct DebtWalkTests {
    /// A lead as the walk remembers it.
    private struct Lead {
        var modified: Int
        var name: Int
        var isLive = true
        var owes = false
    }

    @Test(arguments: [UInt64](1...3), [false, true])
    func walk_AnyOrderOfThings_KeepsTheBooks(seed: UInt64, partialOnly: Bool) async throws {
        var chance = SeededGenerator(seed: seed)
        let bench = try MirrorBench()
        let schema = StreamSchema.detailed(partialOnly: partialOnly)
        _ = try await bench.mirror.apply(schema, module: .crm)
        var book: [Int: Lead] = [:]
        for step in 0..<80 {
            let now = noon + Int64(step)
            switch chance.below(10) {
            case 0..<5: try await list(&chance, bench, schema, &book, now)
            case 5:
                let id = chance.below(12)
                _ = try await bench.mirror.markDeleted(
                    ["\(id)"], schema: schema, at: now, now: now)
                book[id]?.isLive = false
                book[id]?.owes = false
            case 6:
                let batch = try await bench.mirror.nextDebts(
                    of: .crm, excluding: [], limit: 3, now: noon - 1)
                try await bench.mirror.postpone(
                    batch?.debts ?? [], of: "crm_leads", until: noon + Int64(chance.below(100)))
            default: try await pay(&chance, bench, &book, now)
            }
            let owing = book.filter(\.value.owes).keys.map(String.init).sorted()
            #expect(try await bench.debtors() == owing, "seed \(seed), step \(step)")
        }
    }

    private func list(
        _ chance: inout SeededGenerator, _ bench: MirrorBench, _ schema: StreamSchema,
        _ book: inout [Int: Lead], _ now: UTCInstant
    ) async throws {
        let isPartialOnly = schema.detail?.isForPartialRowsOnly ?? false
        var rows: [[TestCell]] = []
        var partial: Set<Int> = []
        for row in 0..<chance.below(5) {
            let id = chance.below(12)
            let lead = Lead(modified: chance.below(4), name: chance.below(3))
            let before = book[id]
            let isPartial = chance.chance(60)
            if isPartial { partial.insert(row) }
            let isNews = before?.isLive != true || before?.modified != lead.modified
            rows.append([
                .text("\(id)"), .text("\(lead.name)"), .text((noon + Int64(lead.modified)).text),
            ])
            book[id] = lead
            book[id]?.owes =
                isPartialOnly && !isPartial ? false : isNews || before?.owes ?? false
        }
        try await bench.write(rows, schema: schema, partial: partial, at: now)
    }

    private func pay(
        _ chance: inout SeededGenerator, _ bench: MirrorBench, _ book: inout [Int: Lead],
        _ now: UTCInstant
    ) async throws {
        let batch = try await bench.mirror.nextDebts(
            of: .crm, excluding: [], limit: 3, now: noon + 1000)
        let schema = try #require(batch?.schema ?? .detailed)
        var details: [RecordDetail] = []
        for debt in batch?.debts ?? [] where chance.chance(80) {
            let id = try #require(Int(debt.id))
            book[id]?.owes = false
            if chance.chance(20) {
                book[id]?.isLive = false
                details.append(RecordDetail(id: debt.id, row: nil))
            } else {
                let items = (0..<chance.below(4)).map { _ in
                    [TestCell.absent, .absent, .text("\(chance.below(3))")]
                }
                details.append(
                    RecordDetail(
                        id: debt.id, row: RowBatch([[.text(debt.id)]], width: 4),
                        children: ["Items": RowBatch(items, width: 4)]))
            }
        }
        _ = try await bench.mirror.commitDetails(
            details, paying: batch?.debts ?? [], schema: schema, now: now)
        for detail in details where detail.row != nil {
            let expected = detail.children["Items"]?.rowCount ?? 0
            let count = try bench.rows(
                "SELECT count(*) FROM crm_leads_items WHERE _parent_id = '\(detail.id)'")
            #expect(count == ["\(expected)"])
        }
    }
}
