import SyncCore
import Synchronization
import TestSupport
import Testing

@testable import ZohoAPI

struct RationsTests {
    private let bench = CRMBench()

    private func caller(
        _ http: ScriptedHTTP, _ rations: Rations, tokens: CountedTokens = CountedTokens(),
        purpose: CallPurpose = .changes, reserved: Int = 0, callsPerMinute: Int? = nil,
        concurrency: Int = 5, ceiling: Int? = nil, module: Module = .books,
        cancel: CancelFlag = CancelFlag()
    ) -> ZohoCaller {
        makeCaller(
            http, bench, tokens: tokens, rations: rations, purpose: purpose, reserved: reserved,
            callsPerMinute: callsPerMinute, concurrency: concurrency, ceiling: ceiling,
            module: module, cancel: cancel)
    }

    // MARK: Pace

    @Test func pace_ProductsOfAnOrganisation_ShareIt() async {
        let rations = makeRations(bench)
        let http = ScriptedHTTP { _, _ in .finance() }
        for _ in 0..<6 {
            #expect(await caller(http, rations, callsPerMinute: 12).failure() == nil)
            #expect(
                await caller(http, rations, callsPerMinute: 12, module: .invoice).failure() == nil)
        }
        #expect(bench.time.now() - crmMorning < 61)
        #expect(await caller(http, rations, callsPerMinute: 12).failure() == nil)
        #expect(bench.time.now() - crmMorning >= 61)
    }

    @Test func pace_ManyAtOnce_KeepToItWhereTheyAreSent() async {
        let rations = makeRations(bench)
        let sent = Mutex<[UTCInstant]>([])
        let http = ScriptedHTTP { _, _ in
            sent.withLock { $0.append(bench.time.now()) }
            for _ in 0..<Int.random(in: 0..<10) { await Task.yield() }
            return .finance()
        }
        await withTaskExecutorPreference(OneThread()) {
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let module = [Module.books, .inventory, .invoice][number % 3]
                        let caller = caller(http, rations, callsPerMinute: 40, module: module)
                        #expect(await caller.failure() == nil)
                    }
                }
            }
        }
        let times = sent.withLock { $0.sorted() }
        #expect(times.count == 200)
        for (index, time) in times.enumerated().dropFirst(40) {
            #expect(time - times[index - 40] >= 61)
        }
    }

    @Test func pace_Restart_IsNotForgotten() async {
        let store = KeptRations()
        let http = ScriptedHTTP { _, _ in .finance() }
        for _ in 0..<2 {
            let caller = caller(http, makeRations(bench, store), callsPerMinute: 2)
            #expect(await caller.failure() == nil)
        }
        #expect(bench.time.now() - crmMorning <= 30)
        let caller = caller(http, makeRations(bench, store), callsPerMinute: 2)
        #expect(await caller.failure() == nil)
        #expect(bench.time.now() - crmMorning >= 61)
    }

    // MARK: Blocks

    @Test func block_Answer_HoldsTheWholeOrganisation() async {
        let rations = makeRations(bench)
        let http = ScriptedHTTP { number, _ in number == 1 ? .finance(44) : .finance() }
        #expect(await caller(http, rations).failure() == nil)
        #expect(bench.waits == [.seconds(60)])
        #expect(http.requests.count == 2)
        #expect(bench.events.map(\.name) == [.rateLimited])
        #expect(await caller(http, rations, module: .invoice).failure() == nil)
        #expect(bench.waits == [.seconds(60)])
    }

    @Test func block_FiveInARow_StopTheModule() async {
        let rations = makeRations(bench)
        let http = ScriptedHTTP { _, _ in .finance(43) }
        let failure = await caller(http, rations).failure()
        #expect(failure?.code == .rateLimited)
        #expect(failure?.disposition == .stopModule)
        #expect(http.requests.count == 5)
        #expect(bench.waits == [60, 120, 300, 600].map { .seconds($0) })
        #expect(bench.events.count == 5)
        // Nobody asks again while it lasts, and nobody waits for it.
        let other = await caller(http, rations, module: .inventory).failure()
        #expect(other?.code == .rateLimited && http.requests.count == 5)
        #expect(await rations.report(.books).blockedUntil == bench.time.now() + 1200)
        bench.advance(1200)
        #expect(await caller(http, rations).failure()?.disposition == .stopModule)
        #expect(http.requests.count == 6)
    }

    @Test func block_Restart_DoesNotSendInIt() async {
        let store = KeptRations()
        let cancel = CancelFlag()
        let blocked = ScriptedHTTP { _, _ in
            cancel.cancel()
            return .finance(44)
        }
        let first = caller(blocked, makeRations(bench, store), cancel: cancel)
        #expect(await first.failure()?.code == .cancelled)
        bench.advance(20)
        let http = ScriptedHTTP { _, _ in .finance() }
        #expect(await caller(http, makeRations(bench, store)).failure() == nil)
        #expect(bench.waits == [.seconds(40)])
    }

    @Test func block_Over_IsFoundOutByOneCall() async {
        let rations = makeRations(bench)
        let flight = Flight()
        let http = ScriptedHTTP { number, _ in
            if number == 1 { return .finance(44) }
            await flight.begin()
            for _ in 0..<20 { await Task.yield() }
            let isAlone = await flight.end() == 1
            return number == 2 && !isAlone ? .finance(45) : .finance()
        }
        await withTaskExecutorPreference(OneThread()) {
            await withTaskGroup(of: SyncFailure?.self) { group in
                for _ in 0..<4 { group.addTask { await caller(http, rations).failure() } }
                for await failure in group { #expect(failure == nil) }
            }
        }
        #expect(http.requests.count == 5)
    }

    // MARK: Crowds

    @Test func crowd_TooMany_IsRepeatedSoonAndWithFewer() async {
        let rations = makeRations(bench)
        let http = ScriptedHTTP { number, _ in number <= 2 ? .finance(1070) : .finance() }
        #expect(await caller(http, rations).failure() == nil)
        #expect(bench.waits.count == 2)
        #expect(zip(bench.waits, [2, 3]).allSatisfy { $0 >= .seconds(1) && $0 <= .seconds($1) })
        #expect(bench.events.map(\.name) == [.rateLimited, .rateLimited])
        let flight = Flight()
        let slow = ScriptedHTTP { _, _ in
            await flight.begin()
            for _ in 0..<5 { await Task.yield() }
            await flight.end()
            return .finance()
        }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = await caller(slow, rations).failure() } }
        }
        #expect(await flight.most == 1)
    }

    @Test func crowd_Lasting_FailsTheStream() async {
        let http = ScriptedHTTP { _, _ in .finance(1070) }
        let failure = await caller(http, makeRations(bench)).failure()
        #expect(http.requests.count == 5)
        #expect(failure?.code == .rateLimited)
        #expect(failure?.disposition == .failStream)
    }

    // MARK: Budget

    @Test func budget_Headers_EndTheDayAFifthBeforeZohoDoes() async {
        let rations = makeRations(bench)
        let http = ScriptedHTTP { number, _ in
            .finance(remaining: 5000 - 3988 - number, of: 5000)
        }
        var failure: SyncFailure?
        while failure == nil { failure = await caller(http, rations).failure() }
        #expect(http.requests.count == 8)
        #expect(failure?.code == .budgetExhausted)
        #expect(failure?.disposition == .stopModule)
        #expect(
            failure?.message == "the day's calls of Zoho Books are used up: 3 996 of 5 000, "
                + "a fifth is left for others")
        #expect(failure?.hint == "the day ends at \((crmMorning + 3600).text)")
        #expect(bench.events.map(\.name) == [.budgetLow])
        let report = await rations.report(.books)
        #expect(report.used == 8 && report.limit == 5000 && report.left == 0)
        #expect(report.resetsAt == crmMorning + 3600)
        bench.advance(3600)
        #expect(await caller(http, rations).failure() == nil)
    }

    @Test func budget_Details_LeaveWhatIsReserved() async {
        let rations = makeRations(bench)
        let http = ScriptedHTTP { _, _ in .finance(remaining: 500) }
        let details = caller(http, rations, purpose: .details, reserved: 296)
        #expect(details.allowance(for: .details) == nil)
        #expect(await details.failure() == nil)
        #expect(details.allowance(for: .details) == 0)
        #expect(details.allowance(for: .changes) == 296)
        #expect(await details.failure()?.code == .budgetExhausted)
        #expect(bench.events.isEmpty)
    }

    @Test func budget_Spent_IsNothingUntilTheReset() async {
        let rations = makeRations(bench)
        let http = ScriptedHTTP { number, _ in
            number == 1 ? .finance(45, remaining: 0, reset: 700) : .finance()
        }
        let failure = await caller(http, rations).failure()
        #expect(failure?.code == .budgetExhausted)
        #expect(failure?.disposition == .stopModule)
        #expect(failure?.hint?.contains((crmMorning + 700).text) == true)
        #expect(await caller(http, rations).failure() != nil)
        #expect(http.requests.count == 1)
        bench.advance(700)
        #expect(await caller(http, rations).failure() == nil)
    }

    @Test func budget_Restart_IsKept() async {
        let store = KeptRations()
        let http = ScriptedHTTP { _, _ in .finance(remaining: 600) }
        #expect(await caller(http, makeRations(bench, store)).failure() == nil)
        let report = await makeRations(bench, store).report(.books)
        #expect(report.used == 1)
        #expect(report.left == 600 - 204 - 20)
    }

    @Test func budget_FailedTransport_IsACall() async {
        let rations = makeRations(bench)
        let http = ScriptedHTTP { _, _ throws(HTTPFailure) in
            throw HTTPFailure(.insecure, "fault")
        }
        #expect(await caller(http, rations, ceiling: 1).failure()?.code == .zohoUnavailable)
        #expect(await caller(http, rations, ceiling: 1).failure()?.code == .budgetExhausted)
        #expect(await rations.report(.books).used == 1)
    }

    @Test func store_Unreadable_MakesNoCall() async {
        let fault = SyncFailure(.databaseError, "cannot", disposition: .stopModule)
        let rations = makeRations(bench, KeptRations(failure: fault))
        let http = ScriptedHTTP { _, _ in .finance() }
        #expect(await caller(http, rations).failure() == fault)
        #expect(http.requests.isEmpty)
        #expect(await rations.report(.books).used == 0)
    }

    // MARK: Scopes

    @Test func scope_TokenThatWorks_IsNotRefreshed() async {
        let rations = makeRations(bench)
        let tokens = CountedTokens()
        let http = ScriptedHTTP { number, _ in number == 1 ? .finance() : .finance(57) }
        #expect(await caller(http, rations, tokens: tokens).failure() == nil)
        let failure = await caller(http, rations, tokens: tokens).failure()
        #expect(failure?.code == .insufficientScope)
        #expect(failure?.disposition == .skipStream)
        #expect(failure?.hint == "h")
        #expect(tokens.invalidated == [] && http.requests.count == 2)
    }

    @Test func scope_UnknownToken_IsRefreshedOnceForAllStreams() async {
        let rations = makeRations(bench)
        let tokens = CountedTokens()
        let http = ScriptedHTTP { _, _ in .finance(57) }
        for _ in 0..<10 {
            let failure = await caller(http, rations, tokens: tokens).failure()
            #expect(failure?.disposition == .skipStream)
        }
        #expect(tokens.invalidated == ["t1"])
        #expect(http.requests.count == 11)
    }

    // MARK: Waiting

    @Test func wait_Cancelled_EndsAtOnceAndLeavesNothingBehind() async {
        let rations = makeRations(bench)
        let (arrived, arrive) = AsyncStream<Void>.makeStream()
        let (release, free) = AsyncStream<Void>.makeStream()
        let http = ScriptedHTTP { number, _ in
            guard number == 1 else { return .finance() }
            arrive.finish()
            for await _ in release {}
            return .finance()
        }
        async let first = caller(http, rations, concurrency: 1).failure()
        for await _ in arrived {}
        let cancel = CancelFlag()
        async let second = caller(http, rations, concurrency: 1, cancel: cancel).failure()
        let third = Task { await caller(http, rations, concurrency: 1).failure() }
        for _ in 0..<50 { await Task.yield() }
        cancel.cancel()
        third.cancel()
        #expect(await second?.code == .cancelled)
        #expect(await third.value?.code == .cancelled)
        free.finish()
        #expect(await first == nil)
        #expect(await caller(http, rations, concurrency: 1).failure() == nil)
        #expect(http.requests.count == 2)
    }
}
