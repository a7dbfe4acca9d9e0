import Testing

@testable import SyncCore

struct BudgetTests {
    private let desk = BudgetDesk()
    private let books = Budget.Claim(.books)
    private let inventory = Budget.Claim(.inventory)

    private func quota(
        _ remaining: Int, of limit: Int = 1000, _ reset: Int64? = 3600
    ) -> Budget.Word {
        .quota(limit: limit, remaining: remaining, resetsIn: reset)
    }

    // MARK: The quota

    @Test func left_NothingTold_IsUnknown() throws {
        #expect(desk.left(for: books, now: noon) == nil)
        try desk.call(books, .silence)
        try desk.call(books, .none)
        #expect(desk.left(for: books, now: noon) == nil)
        #expect(desk.report(books, now: noon).used == 2)
    }

    @Test(arguments: [(1000, 796), (999, 795), (205, 1), (204, 0), (100, 0), (0, 0)])
    func left_Remaining_LeavesAFifth(remaining: Int, left: Int) throws {
        try desk.call(books, quota(remaining))
        #expect(desk.left(for: books, now: noon) == left)
        #expect((desk.refusal(books)?.cause == .quota) == (left == 0))
    }

    @Test func left_CallsSince_AreCountedOfAnyProductAndInFlight() throws {
        try desk.call(books, quota(900))
        try desk.call(inventory, quota(950))
        _ = try desk.book(inventory, now: noon)
        #expect(desk.left(for: books, now: noon) == 900 - 2 - 204)
        #expect(desk.left(for: inventory, now: noon) == 950 - 1 - 204)
    }

    @Test func settle_AnswersInAnyOrder_LeaveTheLowest() throws {
        let first = try desk.book(books, now: noon)
        let second = try desk.book(books, now: noon)
        let third = try desk.book(books, now: noon)
        desk.settle(third, quota(497), now: noon)
        // Each may lack the two others.
        #expect(desk.left(for: books, now: noon) == 497 - 2 - 204)
        desk.settle(first, quota(480), now: noon)
        #expect(desk.left(for: books, now: noon) == 480 - 2 - 204)
        desk.settle(second, quota(498), now: noon)
        #expect(desk.left(for: books, now: noon) == 480 - 2 - 204)
        // One that was sent after all these answers knows better.
        try desk.call(books, quota(479))
        #expect(desk.left(for: books, now: noon) == 479 - 204)
    }

    @Test func settle_AnswerBehindTheTimes_DoesNotGiveCallsBack() throws {
        try desk.call(books, quota(500))
        try desk.call(books, quota(505))
        #expect(desk.left(for: books, now: noon) == 500 - 204)
    }

    @Test func settle_JumpUp_IsANewDay() throws {
        let early = noon + 7200
        try desk.call(books, quota(300, of: 1000, nil))
        try desk.call(books, quota(999, of: 1000, nil), at: early)
        #expect(desk.left(for: books, now: early) == 999 - 204)
        #expect(desk.report(books, now: early).used == 0)
    }

    @Test func settle_NewDayWhileInFlight_DoesNotBringTheOldOneBack() throws {
        for isOldLast in [true, false] {
            desk.budget = Budget()
            let old = try desk.book(books, now: noon)
            let new = try desk.book(books, now: noon)
            if !isOldLast { desk.settle(old, quota(210, of: 1000, nil), now: noon) }
            desk.settle(new, quota(999, of: 1000, nil), now: noon)
            if isOldLast { desk.settle(old, quota(210, of: 1000, nil), now: noon) }
            #expect(desk.left(for: books, now: noon) == 999 - 1 - 204)
        }
    }

    @Test func left_DayOver_IsWholeAgainButForWhatIsInFlight() throws {
        try desk.call(books, quota(100, of: 1000, 60))
        let inFlight = try desk.book(inventory, now: noon)
        #expect(desk.refusal(books, at: noon + 59)?.cause == .quota)
        #expect(desk.refusal(books, at: noon + 59)?.resetsAt == noon + 60)
        #expect(desk.left(for: books, now: noon + 60) == 1000 - 1 - 204)
        // What tells of the day before tells nothing.
        desk.settle(inFlight, quota(7), now: noon + 61)
        #expect(desk.left(for: books, now: noon + 61) == 1000 - 1 - 204)
    }

    @Test func left_WithoutResetHeader_IsWholeAtMidnightOrTheHourOnceTold() throws {
        try desk.call(books, quota(100, of: 1000, nil))
        let midnight = noon.midnight + 86_400
        #expect(desk.refusal(books, at: midnight - 1)?.resetsAt == midnight)
        #expect(desk.refusal(books, at: midnight) == nil)
        try desk.call(books, quota(900, of: 1000, 7200), at: midnight)
        try desk.call(books, quota(100, of: 1000, nil), at: midnight + 7200)
        #expect(desk.refusal(books, at: midnight + 7200)?.resetsAt == midnight + 7200 + 86_400)
    }

    @Test func settle_Spent_IsNothingUntilTheReset() throws {
        try desk.call(books, quota(900))
        try desk.call(books, .none, isSpent: true)
        #expect(desk.left(for: books, now: noon + 3599) == 0)
        #expect(desk.refusal(books, at: noon + 3599)?.cause == .spent)
        #expect(desk.refusal(books, at: noon + 3600) == nil)
        // Of a product that has never told anything: until midnight.
        desk.budget = Budget()
        try desk.call(books, .none, isSpent: true)
        #expect(desk.refusal(books)?.resetsAt == noon.midnight + 86_400)
    }

    // MARK: Products

    @Test func left_UnknownProduct_SharesUntilItHasTold() throws {
        try desk.call(books, quota(250))
        #expect(desk.left(for: inventory, now: noon) == 250 - 204)
        try desk.call(books, quota(200))
        // It may ask once how it stands itself.
        let asking = try desk.book(inventory, now: noon)
        let refused = desk.refusal(inventory)
        #expect(refused?.cause == .quota)
        #expect(refused?.module == .books)
        desk.settle(asking, quota(999), now: noon)
        #expect(desk.left(for: inventory, now: noon) == 999 - 204)
        #expect(desk.refusal(books)?.cause == .quota)
    }

    // MARK: Purposes, ceilings

    @Test func left_Details_LeavesWhatIsReserved() throws {
        try desk.call(books, quota(304))
        for purpose in [CallPurpose.details, .sweeps] {
            let claim = Budget.Claim(.books, purpose, reserved: 100)
            #expect(desk.left(for: claim, now: noon) == 0)
            #expect(desk.refusal(claim)?.cause == .reserved)
            #expect(
                desk.left(for: Budget.Claim(.books, purpose, reserved: 99), now: noon) == 1)
        }
        #expect(desk.left(for: Budget.Claim(.books, reserved: 100), now: noon) == 100)
    }

    @Test func left_Ceiling_IsUsedFullyAndOfADay() throws {
        let claim = Budget.Claim(.books, ceiling: 3)
        try desk.call(claim, .silence)
        try desk.call(claim, .none)
        #expect(desk.left(for: claim, now: noon) == 1)
        #expect(
            desk.refusal(Budget.Claim(.books, .details, reserved: 1, ceiling: 3))?.cause
                == .reserved)
        try desk.call(claim, .silence)
        let refused = desk.refusal(claim)
        #expect(refused?.cause == .ceiling && refused?.used == 3 && refused?.limit == 3)
        #expect(refused?.resetsAt == noon.midnight + 86_400)
        #expect(desk.refusal(Budget.Claim(.inventory, ceiling: 3)) == nil)
        #expect(desk.refusal(claim, at: noon.midnight + 86_400) == nil)
    }

    @Test func left_CeilingAndQuota_BothHold() throws {
        try desk.call(books, quota(302))
        #expect(desk.left(for: Budget.Claim(.books, ceiling: 51), now: noon) == 50)
        #expect(desk.left(for: Budget.Claim(.books, ceiling: 5000), now: noon) == 98)
        #expect(desk.report(Budget.Claim(.books, ceiling: 51), now: noon).limit == 51)
    }

    @Test func report_DayOfZoho_EndsWhenZohoSays() throws {
        let claim = Budget.Claim(.books, ceiling: 2)
        try desk.call(claim, quota(900, of: 1000, 10_000))
        try desk.call(claim, quota(899, of: 1000, 10_000))
        #expect(desk.refusal(claim, at: noon + 9_999)?.cause == .ceiling)
        #expect(desk.refusal(claim, at: noon + 10_000) == nil)
        // A clock a little ahead of Zoho's does not give the day twice.
        try desk.call(claim, quota(998, of: 1000, 3), at: noon + 10_000)
        #expect(desk.report(claim, now: noon + 10_004).used == 1)
    }

    // MARK: Low

    @Test func isNewlyLow_Tenth_IsToldOnceADay() throws {
        try desk.call(books, quota(284))
        #expect(!desk.isNewlyLow(books, now: noon))
        try desk.call(books, quota(283))
        #expect(desk.isNewlyLow(books, now: noon))
        #expect(!desk.isNewlyLow(books, now: noon))
        #expect(!desk.isNewlyLow(books, now: noon + 3600))
        try desk.call(books, quota(10), at: noon + 3600)
        #expect(desk.isNewlyLow(books, now: noon + 3600))
    }

    @Test func isNewlyLow_Ceiling_CountsToo() throws {
        let claim = Budget.Claim(.crm, ceiling: 10)
        for _ in 0..<9 { try desk.call(claim, .silence) }
        #expect(!desk.isNewlyLow(claim, now: noon))
        try desk.call(claim, .silence)
        #expect(desk.isNewlyLow(claim, now: noon))
    }

    // MARK: Credits

    @Test func left_Credits_KeepDetailsFromAFifth() throws {
        let crm = Budget.Claim(.crm)
        let details = Budget.Claim(.crm, .details)
        try desk.call(crm, .silence)
        #expect(desk.left(for: details, now: noon) == nil)
        try desk.call(crm, .credits(2500))
        #expect(desk.left(for: details, now: noon) == 1500)
        try desk.call(crm, .credits(1000))
        #expect(desk.refusal(details)?.cause == .reserved)
        #expect(desk.refusal(crm) == nil)
        // With a ceiling the operator has decided.
        #expect(desk.refusal(Budget.Claim(.crm, .details, ceiling: 100)) == nil)
        try desk.call(crm, .silence)
        #expect(desk.left(for: details, now: noon) == nil)
    }

    // MARK: Clocks, keeping

    @Test func advance_ClockSetBack_DoesNotProlongTheDay() throws {
        try desk.call(books, quota(100, of: 1000, 600))
        let back = noon - 400_000
        #expect(desk.refusal(books, at: back)?.resetsAt == back + 600)
        #expect(desk.refusal(books, at: back + 600) == nil)
    }

    @Test func kept_RoundTrip_KnowsALittleLess() throws {
        try desk.call(books, quota(500))
        let inFlight = try desk.book(books, now: noon)
        let next = BudgetDesk(Budget(kept: desk.budget.kept))
        #expect(next.left(for: books, now: noon + 60) == 500 - 1 - 204 - 20)
        #expect(next.report(books, now: noon + 60).used == 2)
        #expect(next.report(books, now: noon + 60).resetsAt == noon + 3600)
        // Of what was in flight when the program ended nothing is known any more.
        desk.settle(inFlight, .none, now: noon)
        #expect(next.left(for: books, now: noon + 3600) == 796)
    }

    @Test func kept_Credits_KeepTheirFloor() throws {
        try desk.call(Budget.Claim(.crm), .credits(2500))
        try desk.call(Budget.Claim(.crm), .credits(1700))
        let next = BudgetDesk(Budget(kept: desk.budget.kept))
        #expect(next.left(for: Budget.Claim(.crm, .details), now: noon) == 700)
    }

    @Test func kept_Restart_DoesNotLetProductsAskAgain() throws {
        try desk.call(books, quota(100))
        #expect(desk.refusal(inventory) == nil)
        let next = BudgetDesk(Budget(kept: desk.budget.kept))
        #expect(next.refusal(inventory)?.cause == .quota)
    }

    @Test(arguments: [
        JSONValue.null, [], "x", ["modules": ["books": ["quota": 3, "used": "x"]]],
        ["modules": ["books": ["quota": ["limit": -1, "left": 9_000_000_000_000_000_000]]]],
        ["seen": 9_000_000_000_000_000_000, "credits_most": -9_000_000_000_000_000_000],
    ])
    func kept_Nonsense_IsNotKnown(kept: JSONValue) {
        let desk = BudgetDesk(Budget(kept: kept))
        _ = desk.left(for: books, now: noon)
        #expect(desk.report(books, now: noon).used == 0)
    }
}
