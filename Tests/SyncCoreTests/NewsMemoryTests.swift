import SyncCore
import Testing

/// What is told once, and not at every sync.
@Suite struct NewsMemoryTests {
    private let now = UTCInstant(seconds: 1_780_000_000)

    @Test func aNotice_IsToldOnceADay() {
        var memory = NewsMemory()
        let event = Event(
            .notice, .warning, "odd", [(.module, "Zoho CRM"), (.stream, "crm_leads")])
        #expect(memory.level(of: event, now: now) == .warning)
        #expect(memory.level(of: event, now: now + 900) == .debug)
        // Being told of it does not start the day anew.
        #expect(memory.level(of: event, now: now + 86_399) == .debug)
        #expect(memory.level(of: event, now: now + 86_400) == .warning)
        #expect(memory.level(of: event, now: now + 86_401) == .debug)
    }

    @Test func aClockThatIsSetBack_DoesNotSilenceIt() {
        var memory = NewsMemory()
        let event = Event(.notice, .warning, "odd", [(.module, "Zoho CRM")])
        #expect(memory.level(of: event, now: now + 300_000_000) == .warning)
        #expect(memory.level(of: event, now: now) == .warning)
        #expect(memory.level(of: event, now: now + 900) == .debug)
    }

    /// It tells how much would go, which changes as Zoho does.
    @Test func theGuard_IsToldOnceADayWhateverItsFigures() {
        var memory = NewsMemory()
        let levels = ["30 of 90", "31 of 90"].map { figures in
            memory.level(
                of: Event(
                    .deletionGuard, .warning, figures,
                    [(.module, "Zoho CRM"), (.stream, "crm_leads")]), now: now)
        }
        #expect(levels == [.warning, .debug])
    }

    @Test func aBurstOfRefusals_IsOneLineAnHour() {
        var memory = NewsMemory()
        let event = Event(.rateLimited, .notice, "too many calls", [(.module, "Zoho CRM")])
        let levels = [0, 1, 3_599, 3_600, 3_601].map {
            memory.level(of: event, now: now + Int64($0))
        }
        #expect(levels == [.notice, .debug, .debug, .notice, .debug])
    }

    @Test func anotherTextStreamOrModule_IsNews() {
        var memory = NewsMemory()
        let events = [
            Event(.notice, .warning, "odd", [(.module, "Zoho CRM"), (.stream, "crm_leads")]),
            Event(.notice, .warning, "odd", [(.module, "Zoho CRM"), (.stream, "crm_deals")]),
            Event(.notice, .warning, "odd", [(.module, "Zoho Books"), (.stream, "crm_leads")]),
            Event(.notice, .warning, "odder", [(.module, "Zoho CRM"), (.stream, "crm_leads")]),
            Event(
                .deletionGuard, .warning, "odd", [(.module, "Zoho CRM"), (.stream, "crm_leads")]),
        ]
        for event in events { #expect(memory.level(of: event, now: now) == .warning) }
        for event in events { #expect(memory.level(of: event, now: now) == .debug) }
    }

    @Test(arguments: Event.Name.allCases)
    func aDeed_IsToldEveryTime(_ name: Event.Name) {
        var memory = NewsMemory()
        let event = Event(name, .notice, "x")
        _ = memory.level(of: event, now: now)
        let repeats: Set<Event.Name> = [.notice, .rateLimited, .deletionGuard]
        #expect(
            memory.level(of: event, now: now) == (repeats.contains(name) ? .debug : .notice))
    }

    @Test func whatItRemembers_IsBounded() {
        var memory = NewsMemory()
        for number in 0...NewsMemory.capacity {
            let event = Event(.notice, .info, "\(number)")
            #expect(memory.level(of: event, now: now + Int64(number)) == .info)
        }
        let later = now + Int64(NewsMemory.capacity + 1)
        // The oldest made room for the last.
        #expect(memory.level(of: Event(.notice, .info, "1"), now: later) == .debug)
        #expect(memory.level(of: Event(.notice, .info, "0"), now: later) == .info)
    }
}
