import SyncCore
import Testing
import ZohoSimulator

@testable import ZohoAPI

struct CRMCallerTests {
    private let bench = CRMBench()
    private let meter = CallMeter()

    private func ask(
        _ http: ScriptedHTTP, tokens: CountedTokens = CountedTokens(), ceiling: Int? = nil,
        _ call: ZohoCall = ZohoCall("/crm/v8/Leads")
    ) async throws(SyncFailure) -> ZohoAnswer {
        try await makeCaller(http, bench, tokens: tokens, ceiling: ceiling)
            .answer(to: call, meter: meter, judge: crmFailure)
    }

    @Test func answer_Request_IsWhatZohoWants() async throws {
        let http = ScriptedHTTP { _, _ in
            HTTPResponse(200, "{}", [("date", "Mon, 02 Mar 2026 08:00:00 GMT")])
        }
        let call = ZohoCall("/p", query: [("a", "x,y z+&é"), ("b", "")], since: crmMorning)
        let answer = try await ask(http, call)
        let request = try #require(http.requests.first)
        #expect(request.method == "GET")
        #expect(request.url == "https://api.example.test/p?a=x,y%20z%2B%26%C3%A9&b=")
        #expect(
            request.headers.map { "\($0.name): \($0.value)" } == [
                "If-Modified-Since: 2026-03-02T08:00:00+00:00"
            ])
        #expect(request.authorization == Secret("Zoho-oauthtoken t1"))
        #expect(answer.serverTime == crmMorning)
        #expect(meter.value == 1)
    }

    @Test func answer_BytesThatAreNoUTF8_AreReplacedAndTold() async throws {
        let body = Array(#"{"data":[{"Last_Name":"M"#.utf8) + [0xFC] + Array(#"ller"}]}"#.utf8)
        let http = ScriptedHTTP { _, _ in HTTPResponse(status: 200, headers: [], body: body) }
        let answer = try await ask(http)
        let row = answer.document?.value["data"]?.array?.first
        #expect(row?["Last_Name"] == "M\u{FFFD}ller")
        #expect(http.requests.count == 1)
        #expect(bench.events.map(\.level) == [.notice])
        #expect(bench.events.first?[.module] == "Zoho CRM")
    }

    @Test(arguments: [204, 304])
    func answer_StatusWithoutBody_HasNoDocument(status: Int) async throws {
        let answer = try await ask(ScriptedHTTP { _, _ in HTTPResponse(status) })
        #expect(answer.document == nil)
    }

    @Test func answer_InvalidToken_RefreshesOnce() async throws {
        let tokens = CountedTokens()
        let http = ScriptedHTTP { number, _ in
            number == 1 ? .zoho(401, "INVALID_TOKEN") : HTTPResponse(200, "{}")
        }
        _ = try await ask(http, tokens: tokens)
        #expect(tokens.invalidated == ["t1"])
        #expect(http.requests.last?.authorization == Secret("Zoho-oauthtoken t2"))
        #expect(bench.waits == [])
    }

    @Test func answer_FreshTokenRefusedToo_DoesNotLoop() async throws {
        let tokens = CountedTokens()
        let http = ScriptedHTTP { _, _ in .zoho(401, "INVALID_TOKEN") }
        let failure = await #expect(throws: SyncFailure.self) {
            try await ask(http, tokens: tokens)
        }
        #expect(http.requests.count == 2)
        #expect(tokens.invalidated == ["t1", "t2"])
        #expect(failure?.disposition == .stopModule)
        #expect(failure?.hint?.contains("data_center") == true)
    }

    @Test(arguments: [401, 403])
    func answer_ScopeMismatch_IsNotTakenForAnExpiredToken(status: Int) async throws {
        let tokens = CountedTokens()
        let http = ScriptedHTTP { _, _ in .zoho(status, "OAUTH_SCOPE_MISMATCH") }
        let failure = await #expect(throws: SyncFailure.self) {
            try await ask(http, tokens: tokens)
        }
        #expect(http.requests.count == 1)
        #expect(tokens.invalidated == [])
        #expect(failure?.disposition == .skipStream)
    }

    private static let passing: [(HTTPResponse?, HTTPFailure.Kind?)] = [
        (.zoho(429, "TOO_MANY_REQUESTS"), nil), (.zoho(500, "INTERNAL_ERROR"), nil),
        (HTTPResponse(502, "<html>bad gateway</html>"), nil), (HTTPResponse(503), nil),
        (HTTPResponse(200, "<html>"), nil), (HTTPResponse(200), nil),
        (HTTPResponse(200, #"{"data":[{"#), nil), (nil, .interrupted), (nil, .timeout),
        (nil, .unreachable),
    ]

    @Test(arguments: passing.indices)
    func answer_PassingFault_IsRepeatedFiveTimesAtMost(index: Int) async throws {
        let (response, kind) = Self.passing[index]
        @Sendable func script(_ number: Int) throws(HTTPFailure) -> HTTPResponse {
            if number == 3 { return HTTPResponse(200, "{}") }
            if let response { return response }
            throw HTTPFailure(kind ?? .timeout, "fault")
        }
        let mended = ScriptedHTTP { number, _ throws(HTTPFailure) in try script(number) }
        _ = try await ask(mended)
        #expect(mended.requests.count == 3)
        #expect(bench.waits.count == 2)
        #expect(zip(bench.waits, [1, 2]).allSatisfy { $0 >= .zero && $0 <= .seconds($1) })
        let lasting = ScriptedHTTP { _, _ throws(HTTPFailure) in try script(0) }
        let failure = await #expect(throws: SyncFailure.self) { try await ask(lasting) }
        #expect(lasting.requests.count == 5)
        #expect(failure?.disposition == .failStream)
        #expect(failure?.hint != nil)
        #expect(meter.value == 8)
    }

    @Test(arguments: [
        (HTTPFailure.Kind.insecure, FailureCode.zohoUnavailable, Disposition.stopModule),
        (.tooLarge, .invalidResponse, .failStream), (.cancelled, .cancelled, .stopModule),
        (.invalidRequest, .zohoUnavailable, .stopModule),
    ])
    func answer_LastingFault_IsNotRepeated(
        kind: HTTPFailure.Kind, code: FailureCode, disposition: Disposition
    ) async throws {
        let http = ScriptedHTTP { _, _ throws(HTTPFailure) in throw HTTPFailure(kind, "fault") }
        let failure = await #expect(throws: SyncFailure.self) { try await ask(http) }
        #expect(http.requests.count == 1)
        #expect(failure?.code == code)
        #expect(failure?.disposition == disposition)
    }

    @Test func answer_RetryAfter_IsObeyed() async throws {
        let http = ScriptedHTTP { number, _ in
            number == 1
                ? .zoho(429, "TOO_MANY_REQUESTS", [("retry-after", "77")]) : HTTPResponse(200, "{}")
        }
        _ = try await ask(http)
        #expect(bench.waits == [.seconds(77)])
        #expect(bench.events.map(\.name) == [.rateLimited])
    }

    @Test func answer_RetryAfterBeyondPatience_FailsTheStreamAtOnce() async throws {
        let http = ScriptedHTTP { _, _ in .zoho(429, "X", [("retry-after", "3600")]) }
        let failure = await #expect(throws: SyncFailure.self) { try await ask(http) }
        #expect(http.requests.count == 1)
        #expect(bench.waits == [])
        #expect(failure?.code == .rateLimited)
        #expect(failure?.disposition == .failStream)
    }

    @Test func answer_BudgetUsedUp_StopsUntilMidnight() async throws {
        let http = ScriptedHTTP { _, _ in HTTPResponse(200, "{}") }
        let caller = makeCaller(http, bench, ceiling: 2)
        func ask() async throws(SyncFailure) {
            _ = try await caller.answer(to: ZohoCall("/p"), meter: meter, judge: crmFailure)
        }
        try await ask()
        try await ask()
        let failure = await #expect(throws: SyncFailure.self) { try await ask() }
        #expect(failure?.code == .budgetExhausted)
        #expect(failure?.disposition == .stopModule)
        #expect(http.requests.count == 2)
        bench.advance(86_400)
        try await ask()
        #expect(http.requests.count == 3)
    }

    @Test func report_Used_IsOfTodayOnly() async throws {
        let rations = makeRations(bench)
        let http = ScriptedHTTP { _, _ in HTTPResponse(200, "{}") }
        let caller = makeCaller(http, bench, rations: rations)
        _ = try await caller.answer(to: ZohoCall("/p"), meter: meter, judge: crmFailure)
        #expect(await rations.report(.crm).used == 1)
        bench.advance(86_400)
        #expect(await rations.report(.crm).used == 0)
    }

    @Test func line_ManyCalls_AreInFlightByTheLimitOnly() async throws {
        let line = CallLine()
        let flight = Flight()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<60 {
                group.addTask {
                    try await line.enter(limit: 3, cancel: CancelFlag())
                    line.go()
                    await flight.begin()
                    for _ in 0..<5 { await Task.yield() }
                    await flight.end()
                    line.leave()
                }
            }
            try await group.waitForAll()
        }
        #expect(await flight.most <= 3)
        #expect(await flight.total == 60)
        #expect(line.inFlight == 0)
    }

    @Test func answer_ManyAtOnce_ReachTheServerByTheLimitOnly() async throws {
        try await withCRM(.demo) { world in
            let stream = try await world.stream("Leads")
            let schema = try await world.schema(stream)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<12 {
                    group.addTask {
                        _ = try await world.source.page(
                            of: stream, schema: schema, request: PageRequest(),
                            meter: CallMeter())
                    }
                }
                try await group.waitForAll()
            }
            #expect(world.simulator.statistics.mostInFlight <= 5)
            #expect(world.simulator.statistics.tokenRequests == 1)
        }
    }
}
