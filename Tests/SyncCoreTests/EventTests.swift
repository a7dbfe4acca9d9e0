import SyncCore
import Testing

@Suite struct EventTests {
    @Test func anEvent_KnowsWhereItIsTold() {
        let event = Event(.notice, .info, "x")
        let line = UInt(#line) - 1
        #expect(event.origin.file == "SyncCoreTests/EventTests.swift")
        #expect(event.origin.line == line)
        #expect(event.origin.function == "anEvent_KnowsWhereItIsTold()")
    }

    @Test func toldAtAnotherLevel_ItIsTheSame() {
        let event = Event(.rateLimited, .notice, "slow down", [(.module, "Zoho CRM")])
        let quiet = event.told(at: .debug)
        #expect(quiet.level == .debug && quiet.name == .rateLimited)
        #expect(quiet.message == "slow down" && quiet[.module] == "Zoho CRM")
        #expect(quiet.origin == event.origin)
        #expect(quiet[.stream] == nil)
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1_000, "1 000"), (12_400, "12 400"), (1_234_567, "1 234 567"),
        (-4_000, "-4 000"), (Int.min, "-9 223 372 036 854 775 808"),
    ])
    func thousandsAreSetApart(number: Int, text: String) {
        #expect(grouped(number) == text)
    }

    @Test func aNumberCountsItsWord() {
        #expect(counted(1, "call") == "1 call")
        #expect(counted(0, "call") == "0 calls")
        #expect(counted(4_000, "record") == "4 000 records")
    }
}
