import Testing

@testable import SyncCore

/// The plan of a list's reading, for every state that a list can be in.
struct ListPlanTests {
    private static let day: Int64 = 86400
    private static let all = ListTraits(hasFilter: true, hasNewestFirst: true, hasWindow: true)

    /// A list of 12 pages that was swept an hour ago.
    private static func plan(
        _ traits: ListTraits = all, isFull: Bool = false, isManual: Bool = false,
        sweptAgo: Int64? = 3600, fullSweep: Duration = .seconds(86400),
        _ change: (inout ListState) -> Void = { _ in }
    ) -> ListPlan {
        var state = ListState()
        state.pages = 12
        state.provenAt = noon - 3600
        change(&state)
        var cursor = Cursor()
        cursor.sweptAt = sweptAgo.map { noon - $0 }
        cursor.list = state
        return ListPlan(
            traits: traits, cursor: cursor, isFull: isFull, isManual: isManual,
            fullSweep: fullSweep, now: noon)
    }

    // MARK: Changes

    private typealias Proof = ListState.Proof
    private static let ways: [(ListTraits, [Proof], ListPlan.Reading?)] = [
        (all, [.unknown, .unknown, .unknown], .filtered),
        (all, [.honoured, .unknown, .unknown], .filtered),
        (all, [.ignored, .unknown, .unknown], .newestFirst),
        (all, [.ignored, .honoured, .honoured], .newestFirst),
        (all, [.ignored, .ignored, .unknown], .window),
        (all, [.ignored, .ignored, .honoured], .window),
        (all, [.ignored, .ignored, .ignored], nil),
        (ListTraits(hasFilter: true), [.ignored, .honoured, .honoured], nil),
        (ListTraits(hasNewestFirst: true), [.honoured, .unknown, .honoured], .newestFirst),
        (ListTraits(hasWindow: true), [.honoured, .honoured, .unknown], .window),
        (ListTraits(), [.honoured, .honoured, .honoured], nil),
    ]

    /// The last of the ways is a whole reading, which is not due an hour after the last one.
    @Test(arguments: ways)
    fileprivate func changes_AreFoundInTheCheapestWayThatIsNotRefuted(
        traits: ListTraits, proofs: [ListState.Proof], reading: ListPlan.Reading?
    ) {
        let plan = Self.plan(traits) { state in
            state.filter = proofs[0]
            state.newestFirst = proofs[1]
            state.window = proofs[2]
        }
        #expect(plan.changes == reading)
    }

    @Test(arguments: ways)
    fileprivate func changes_OfAListNeverReadOrOnOnePage_OrOnDemand_AreTheWhole(
        traits: ListTraits, proofs: [ListState.Proof], _: ListPlan.Reading?
    ) {
        func prove(_ state: inout ListState) { state.filter = proofs[0] }
        #expect(Self.plan(traits, sweptAgo: nil, prove).changes == .whole)
        #expect(Self.plan(traits, isFull: true, prove).changes == .whole)
        #expect(Self.plan(traits) { $0.pages = 1 }.changes == .whole)
        let unknown = ListPlan(
            traits: traits, cursor: Cursor(), isFull: false, isManual: false,
            fullSweep: .seconds(1), now: noon)
        #expect(unknown.changes == .whole && unknown.isBackfill && !unknown.isSweepDue)
    }

    /// Pages, seconds since the last reading, time between two sweeps, whether it is read again.
    private static let waits: [(Int, Int64?, Int64, Bool)] = [
        (1, 0, day, true), (2, 3599, day, false), (2, 3600, day, true),
        (12, 12 * 1800 - 1, day, false), (12, 12 * 1800, day, true), (500, day - 1, day, false),
        (500, day, day, true), (12, 600, 600, true), (2, nil, day, true), (2, -5, day, true),
    ]

    @Test(arguments: waits)
    func window_IsReadAgainTheLaterTheMoreItCosts(
        pages: Int, ago: Int64?, fullSweep: Int64, isDue: Bool
    ) {
        func plan(isManual: Bool) -> ListPlan {
            Self.plan(
                ListTraits(hasWindow: true), isManual: isManual, fullSweep: .seconds(fullSweep)
            ) { state in
                state.windowPages = pages
                state.windowReadAt = ago.map { noon - $0 }
            }
        }
        #expect(plan(isManual: false).changes == (isDue ? .window : nil))
        #expect(plan(isManual: true).changes == .window)
    }

    @Test(arguments: waits.filter { $0.0 > 1 && $0.1 != nil })
    func listThatTellsNothing_IsReadAgainTheLaterTheMoreItCosts(
        pages: Int, ago: Int64?, fullSweep: Int64, isDue: Bool
    ) {
        func plan(isManual: Bool) -> ListPlan {
            Self.plan(
                ListTraits(), isManual: isManual, sweptAgo: ago, fullSweep: .seconds(fullSweep)
            ) { $0.pages = pages }
        }
        #expect(plan(isManual: false).changes == (isDue ? .whole : nil))
        #expect(plan(isManual: true).changes == .whole)
        #expect(!plan(isManual: true).isSweepDue, "it has just been read as a whole")
    }

    // MARK: Proofs

    @Test(
        arguments: [
            (0, true), (30 * day - 1, true), (30 * day, false), (400 * day, false), (-1, false),
        ] as [(Int64, Bool)])
    func proof_IsBelievedForThirtyDays_AndNotFromTheFuture(ago: Int64, isBelieved: Bool) {
        let plan = Self.plan { state in
            state.filter = .ignored
            state.newestFirst = .ignored
            state.window = .ignored
            state.provenAt = noon - ago
        }
        #expect(plan.state.filter == (isBelieved ? .ignored : .unknown))
        #expect(plan.state.newestFirst == plan.state.filter)
        #expect(plan.state.window == plan.state.filter)
        #expect(plan.state.provenAt == (isBelieved ? noon - ago : nil))
        #expect(plan.needsProof == !isBelieved)
        #expect(plan.changes == (isBelieved ? nil : .filtered))
        #expect(plan.state.pages == 12, "how far it was read is no proof")
    }

    // MARK: Sweeps

    /// Seconds since the last sweep; whether changes are only found by their date; whether it is due.
    private static let sweeps: [(Int64, Bool, Bool)] = [
        (3600, false, false), (day - 1, false, false), (day, false, true),
        (day, true, false), (7 * day - 1, true, false), (7 * day, true, true),
        (-1, false, true), (-365 * day, false, true), (-1, true, true),
    ]

    /// A sweep that a clock running ahead has noted tells nothing of when the next one is due.
    @Test(arguments: sweeps)
    func sweep_IsDueAfterItsPeriod_OrWhenTheClockWasSetBack(
        ago: Int64, isDated: Bool, isDue: Bool
    ) {
        let plan = Self.plan(sweptAgo: ago) { state in
            state.filter = isDated ? .ignored : .honoured
            state.newestFirst = isDated ? .ignored : .unknown
            state.windowPages = 1
        }
        #expect(plan.isSweepDue == isDue)
    }

    @Test func sweep_ThatWasInterrupted_GoesOnAtOnce() {
        #expect(Self.plan { $0.nextPage = 5 }.isSweepDue)
        #expect(Self.plan { $0.nextParent = "p7" }.isSweepDue)
        #expect(Self.plan { $0.nextPage = 5 }.changes == .filtered, "after the changes")
        #expect(!Self.plan(isFull: true) { $0.nextPage = 5 }.isSweepDue)
        #expect(!Self.plan(sweptAgo: nil) { $0.nextPage = 5 }.isSweepDue)
    }

    @Test(
        arguments: [
            (5, 2 * day, false), (6, 2 * day, true), (6, 8 * day - 1, true), (6, 8 * day, false),
            (6, -1, false),
        ] as [(Int, Int64, Bool)])
    func sweep_OfManyPages_WaitsForDetailsAWeekAtMost(pages: Int, ago: Int64, mayWait: Bool) {
        #expect(Self.plan(sweptAgo: ago) { $0.pages = pages }.maySweepWait == mayWait)
    }

    // MARK: Calls

    private static let costs: [(ListPlan, Int)] = [
        (plan { $0.filter = .honoured }, 1), (plan { $0.filter = .unknown }, 2),
        (plan(ListTraits(hasNewestFirst: true)), 1),
        (plan(ListTraits(hasWindow: true)) { $0.windowPages = 3 }, 3),
        (plan(ListTraits(hasWindow: true)) { $0.windowPages = 0 }, 1),
        (plan(ListTraits()), 0), (plan(ListTraits(), isManual: true), 12),
        (plan(isFull: true), 12), (plan { $0.pages = 1 }, 1), (plan { $0.pages = 0 }, 1),
        (plan(sweptAgo: day) { $0.filter = .honoured }, 1 + 12),
        // The page before the one to go on with is read again.
        (plan(sweptAgo: day) { ($0.filter, $0.nextPage) = (.honoured, 5) }, 1 + 8),
        (plan(sweptAgo: day) { ($0.filter, $0.nextPage) = (.honoured, 99) }, 1 + 1),
    ]

    @Test(arguments: costs.indices)
    func calls_OfARun_AreForetold(index: Int) {
        let (plan, calls) = Self.costs[index]
        #expect(plan.calls == calls)
    }
}
