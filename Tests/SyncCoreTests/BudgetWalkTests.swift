import TestSupport
import Testing

@testable import SyncCore

/// Random days of calls: several in flight, answered and counted in any order, others spending from
/// the same quota, restarts that lose the last savings. Never do ours go beyond four fifths.
struct BudgetWalkTests {
    private struct Call {
        var ticket: Budget.Ticket
        let module: Module
        var isCounted = false
        var word = Budget.Word.none
    }

    private struct World {
        var random: SeededGenerator
        var server: ServerQuota
        let modules: [Module]
        /// Restarts in so many hundred steps.
        let restarts: Int
        /// Whether Zoho lets old calls wait for new ones.
        let isNewestFirst: Bool
        var budget = Budget()
        var calls: [Call] = []
        var kept: [JSONValue] = []
        var now = noon
        var booked = 0
        var refused = 0

        mutating func save() {
            kept.append(budget.kept)
            if kept.count > 10 { kept.removeFirst() }
        }

        mutating func step(othersSpend: Bool) throws {
            now = now + Int64(random.below(10))
            server.advance(to: now)
            switch random.below(100) {
            case 0..<45: try book()
            case 45..<70: count()
            case 70..<95: settle()
            case 95..<97 where othersSpend:
                server.spend(random.below(3), modules[random.below(modules.count)])
            default: if random.chance(restarts) { restart() }
            }
        }

        private mutating func book() throws {
            guard calls.count < 5 else { return }
            let module = modules[random.below(modules.count)]
            do throws(BudgetRefusal) {
                let ticket = try budget.book(Budget.Claim(module), now: now)
                calls.append(Call(ticket: ticket, module: module))
                booked += 1
                save()
            } catch {
                refused += 1
            }
            // A product alone need not ask how it stands.
            let most = server.limit - server.limit / 5 - (modules.count == 1 ? 4 : 0)
            let flying = calls.count { !$0.isCounted && (server.isShared || $0.module == module) }
            try #require(server.ours(module) + flying <= most)
        }

        /// Zoho handles a call.
        private mutating func count() {
            let waiting = calls.indices.filter { !calls[$0].isCounted }
            guard
                let index = isNewestFirst ? waiting.last : waiting.randomElement(using: &random)
            else { return }
            server.count(calls[index].module)
            calls[index].isCounted = true
            calls[index].word = server.word(calls[index].module, now: now)
        }

        /// An answer comes, or none.
        private mutating func settle() {
            let counted = calls.indices.filter { calls[$0].isCounted }
            guard let index = counted.randomElement(using: &random) else { return }
            let call = calls.remove(at: index)
            budget.settle(call.ticket, random.chance(5) ? .none : call.word, now: now)
            save()
        }

        /// A kill: the last savings are lost, and what is in flight is counted by Zoho or not.
        private mutating func restart() {
            guard let state = kept.randomElement(using: &random) else { return }
            for call in calls where !call.isCounted && random.chance(50) {
                server.count(call.module)
            }
            calls = []
            budget = Budget(kept: state)
            kept = [state]
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8], [[Module.books], [.books, .inventory, .invoice]])
    func book_AnyOrder_LeavesAFifthToOthers(seed: Int, modules: [Module]) throws {
        for isShared in [true, false] {
            var world = World(
                random: SeededGenerator(seed: UInt64(seed)),
                server: ServerQuota(limit: 300, isShared: isShared, reset: noon + 20_000),
                modules: modules, restarts: [1, 50][seed % 2], isNewestFirst: seed % 3 == 0)
            for _ in 0..<10_000 { try world.step(othersSpend: seed % 4 < 2) }
            // It is no trick never to call.
            #expect(world.booked > 350)
            #expect(world.refused > 100)
        }
    }

    @Test(arguments: [true, false])
    func book_OneAfterTheOther_UsesWhatIsOurs(isShared: Bool) throws {
        var server = ServerQuota(limit: 1000, isShared: isShared, reset: noon + 20_000)
        let desk = BudgetDesk()
        try desk.spend(796, .books, &server, now: noon)
        #expect(desk.refusal(Budget.Claim(.books))?.cause == .quota)
        // Another product asks once, and then knows.
        try desk.spend(1, .invoice, &server, now: noon)
        #expect((desk.refusal(Budget.Claim(.invoice)) == nil) == !isShared)
        if !isShared { try desk.spend(795, .invoice, &server, now: noon) }
        #expect(desk.refusal(Budget.Claim(.invoice))?.cause == .quota)
        let tomorrow = noon + 20_000
        server.advance(to: tomorrow)
        try desk.spend(796, .books, &server, now: tomorrow)
        #expect(desk.refusal(Budget.Claim(.books), at: tomorrow)?.cause == .quota)
    }
}
