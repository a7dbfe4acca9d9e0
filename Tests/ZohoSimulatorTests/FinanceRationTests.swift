import Glibc
import Testing
import ZohoSimulator

struct FinanceRationTests {
    @Test func headers_TellOfTheDay() async throws {
        try await withFinance(.empty, { $0.financeDailyLimit = 1_000 }) { simulator, client in
            let first = client.books("invoices")
            #expect(first.headers["x-rate-limit-limit"] == "1000")
            #expect(first.headers["x-rate-limit-remaining"] == "999")
            // 09:00 in Berlin: fifteen hours until midnight.
            #expect(first.headers["x-rate-limit-reset"] == "54000")
            #expect(client.inventory("items").headers["x-rate-limit-remaining"] == "998")
            #expect(client.books("invoices/1").headers["x-rate-limit-remaining"] == "997")
            #expect(client.books("organizations").headers["x-rate-limit-limit"] == nil)
            simulator.spendQuota(500)
            #expect(client.books("invoices").headers["x-rate-limit-remaining"] == "496")
            simulator.clock.advance(bySeconds: 54_000)
            client.refresh()
            #expect(client.books("invoices").headers["x-rate-limit-remaining"] == "999")
        }
    }

    @Test func reset_KnowsSummerTime() async throws {
        // 2026-03-29 00:30 in Berlin: that day has 23 hours.
        try await withFinance(.empty, { $0.clock = .fixed(at: 1_774_740_600) }) { _, client in
            #expect(client.books("invoices").headers["x-rate-limit-reset"] == "81000")
        }
    }

    @Test func products_MayCountApart() async throws {
        try await withFinance(.empty, { $0.switches.separateFinanceCounters = true }) {
            _, client in
            _ = client.books("invoices")
            #expect(client.inventory("items").headers["x-rate-limit-remaining"] == "4999")
        }
    }

    @Test func spentDay_Answers45UntilMidnight() async throws {
        try await withFinance(
            .empty,
            {
                $0.financeDailyLimit = 2
                $0.switches.rateLimitIsViolation = false
                $0.switches.retryAfterSeconds = 9
            }
        ) { simulator, client in
            _ = client.books("invoices")
            _ = client.books("invoices")
            let spent = client.books("invoices")
            #expect(spent.status == 429 && spent.number == 45)
            #expect(spent.headers["x-rate-limit-remaining"] == "0")
            #expect(spent.headers["retry-after"] == "9")
            #expect(simulator.violations.isEmpty)
            #expect(client.books("invoices").number == 45)
            #expect(simulator.violations.count == 1)
            #expect(simulator.statistics.finance.refusals == [45: 2])
            simulator.clock.advance(bySeconds: 54_000)
            client.refresh()
            #expect(client.books("invoices").number == 0)
        }
    }

    @Test(arguments: [44, 43])
    func fullMinute_BlocksForAWhile(code: Int) async throws {
        try await withFinance(
            .empty,
            {
                $0.financeMinuteLimit = 3
                $0.switches.minuteBlockCode = code
                $0.switches.rateLimitIsViolation = false
            }
        ) { simulator, client in
            for _ in 0..<3 { #expect(client.books("invoices").number == 0) }
            let blocked = client.books("invoices")
            #expect(blocked.status == 429 && blocked.number == code)
            #expect(blocked.headers["retry-after"] == nil)
            #expect(simulator.violations.isEmpty)
            simulator.clock.advance(bySeconds: 59)
            #expect(client.books("invoices").number == code)
            #expect(simulator.violationTexts == ["call while blocked"])
            simulator.clock.advance(bySeconds: 1)
            #expect(client.books("invoices").number == 0)
        }
    }

    @Test func askingAgainAfterAMinute_IsNoFaultInALongBlock() async throws {
        try await withFinance(
            .empty,
            {
                $0.financeMinuteLimit = 1
                $0.switches.minuteBlockSeconds = 300
                $0.switches.rateLimitIsViolation = false
            }
        ) { simulator, client in
            _ = client.books("invoices")
            #expect(client.books("invoices").number == 44)
            simulator.clock.advance(bySeconds: 60)
            #expect(client.books("invoices").number == 44)
            #expect(simulator.violations.isEmpty)
            simulator.clock.advance(bySeconds: 240)
            #expect(client.books("invoices").number == 0)
        }
    }

    @Test func meetingALimit_IsAViolation() async throws {
        try await withFinance(.empty, { $0.financeMinuteLimit = 1 }) { simulator, client in
            _ = client.books("invoices")
            _ = client.books("invoices")
            #expect(simulator.violations.count == 1)
            #expect(simulator.statistics.finance.refusals == [44: 1])
        }
    }

    @Test func tooManyAtOnce_Is1070() async throws {
        try await withFinance(.empty, { $0.financeConcurrency = 2 }) { simulator, client in
            simulator.inject(.init(.hang, times: 2))
            let header = ["Authorization": "Zoho-oauthtoken \(client.token ?? "")"]
            let waiting = (0..<2).map { _ in LoopbackClient(port: simulator.port) }
            for other in waiting { other.ask("GET", "/books/v3/invoices", header) }
            while simulator.statistics.finance.mostInFlight < 2 { sched_yield() }
            let refused = client.books("invoices")
            #expect(refused.status == 429 && refused.number == 1_070)
            #expect(simulator.statistics.finance.refusals == [1_070: 1])
            #expect(simulator.statistics.mostInFlight == 0)
            #expect(simulator.statistics.calls == 0)
            #expect(simulator.violations.isEmpty)
        }
    }
}
