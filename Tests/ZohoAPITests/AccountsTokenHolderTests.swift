import SyncCore
import TestSupport
import Testing

@testable import ZohoAPI

@Suite(.hangGuard)
struct AccountsTokenHolderTests {
    @Test func asksInTheBodyOnly() async throws {
        let bench = AccountsBench { number, _ in .token(number) }
        let token = try await bench.holder(server: "https://accounts.zoho.eu/").token()
        #expect(token.value == Secret("1000.t.1") && token.apiDomain == "https://www.zohoapis.eu")
        #expect(token.expiresAt == accountsNoon + 3600)
        let request = try #require(bench.requests.first)
        #expect(request.method == "POST")
        #expect(request.url == "https://accounts.zoho.eu/oauth/v2/token")
        #expect(
            String(decoding: request.body ?? [], as: UTF8.self)
                == "grant_type=refresh_token&client_id=1000.CLIENT&client_secret=se%2Bcret"
                + "&refresh_token=1000.refresh.a")
        #expect(bench.events.map(\.name) == [.tokenRefreshed])
    }

    @Test func manyCallersCostOneRequest() async throws {
        let bench = AccountsBench { number, _ in
            for _ in 0..<50 { await Task.yield() }
            return .token(number)
        }
        let holder = bench.holder()
        try await withThrowingTaskGroup(of: Secret.self) { group in
            for _ in 0..<50 { group.addTask { try await holder.token().value } }
            for try await value in group { #expect(value == Secret("1000.t.1")) }
        }
        #expect(bench.requests.count == 1)
    }

    @Test func aCancelledCallerLeavesTheOthersTheirToken() async throws {
        let gate = Turnstile()
        let bench = AccountsBench { number, _ throws(HTTPFailure) in
            if number == 1 {
                await gate.wait()
                throw HTTPFailure(.cancelled, "the task was cancelled")
            }
            return .token(number)
        }
        let holder = bench.holder()
        let leader = Task { try await holder.token() }
        while bench.requests.isEmpty { await Task.yield() }
        let follower = Task { try await holder.token() }
        let impatient = Task { try await holder.token() }
        for _ in 0..<50 { await Task.yield() }
        impatient.cancel()
        await #expect(throws: TokenFailure.cancelled) { try await impatient.value }
        leader.cancel()
        await #expect(throws: TokenFailure.cancelled) { try await leader.value }
        #expect(try await follower.value.value == Secret("1000.t.2"))
    }

    @Test func refreshesBeforeTheEnd() async throws {
        let bench = AccountsBench { number, _ in .token(number) }
        let holder = bench.holder()
        _ = try await holder.token()
        #expect(await holder.nextRefresh() == accountsNoon + 3300)
        bench.advance(3299)
        await holder.refreshIfDue()
        #expect(bench.requests.count == 1)
        bench.advance(1)
        await holder.refreshIfDue()
        #expect(bench.requests.count == 2)
        #expect(await holder.state.expiresAt == accountsNoon + 3300 + 3600)
    }

    @Test func aShortLifeKeepsATenth() async throws {
        let bench = AccountsBench { number, _ in .token(number, seconds: 60) }
        let holder = bench.holder()
        _ = try await holder.token()
        #expect(await holder.nextRefresh() == accountsNoon + 54)
    }

    /// The timer alone, whatever the life: the token in hand is good, as far as Zoho's limit allows.
    @Test(arguments: [60, 90, 3600])
    func byTheClockAlone_ThereIsAlwaysAToken(seconds: Int) async throws {
        let bench = AccountsBench { number, _ in .token(number, seconds: seconds) }
        let holder = bench.holder()
        let end = accountsNoon + 86_400
        var without: Int64 = 0
        while let next = await holder.nextRefresh(), next < end {
            if let expiry = await holder.state.expiresAt { without += max(0, next - expiry) }
            bench.advance(next - bench.now)
            await holder.refreshIfDue()
        }
        for (early, late) in zip(bench.times, bench.times.dropFirst(RefreshLimiter.limit)) {
            #expect(late - early >= RefreshLimiter.window)
        }
        // Ten lives of a minute, each but for its last tenth, are less than ten minutes.
        #expect(seconds == 60 ? without > 0 && without < 8_640 : without == 0)
    }

    @Test func aTokenThatStillLivesServesWhileZohoIsAway() async throws {
        let bench = AccountsBench { number, _ in
            number == 1 ? .token(1) : HTTPResponse(accounts: "<html>", status: 503)
        }
        let holder = bench.holder()
        _ = try await holder.token()
        bench.advance(3400)
        #expect(try await holder.token().value == Secret("1000.t.1"))
        #expect(await holder.state.lastError?.code == .zohoUnavailable)
        bench.advance(200)
        await #expect {
            try await holder.token()
        } throws: {
            ($0 as? SyncFailure)?.code == .zohoUnavailable
        }
    }

    /// A machine that boots before its network must not have used up Zoho's limit by then.
    @Test func whatNeverReachedZohoDoesNotCount() async throws {
        let bench = AccountsBench { number, _ throws(HTTPFailure) in
            guard number > 25 else { throw HTTPFailure(.unreachable, "no network") }
            return .token(number)
        }
        let holder = bench.holder()
        var hasToken = false
        for _ in 0..<3600 where !hasToken {
            await holder.refreshIfDue()
            hasToken = await holder.state.expiresAt != nil
            bench.advance(1)
        }
        #expect(hasToken && bench.requests.count == 26)
        // Each failure waits longer than the one before, five minutes at most.
        let waits = zip(bench.times, bench.times.dropFirst()).map { $1 - $0 }
        #expect(waits == waits.sorted() && (waits.last ?? 0) <= 300)
    }

    @Test func aRejectedTokenIsReplacedOnce() async throws {
        let bench = AccountsBench { number, _ in .token(number) }
        let holder = bench.holder()
        let first = try await holder.token()
        bench.advance(120)
        await holder.invalidate(first)
        let second = try await holder.token()
        await holder.invalidate(first)
        #expect(try await holder.token() == second)
        #expect(bench.requests.count == 2)
        // Refused at birth, twice in a row: waiting, not asking again and again.
        await holder.invalidate(second)
        let third = try await holder.token()
        #expect(third.value == Secret("1000.t.3"))
        await holder.invalidate(third)
        await #expect {
            try await holder.token()
        } throws: {
            ($0 as? SyncFailure)?.disposition == .retry(after: .seconds(60))
        }
        bench.advance(60)
        #expect(try await holder.token().value == Secret("1000.t.4"))
    }

    /// Nobody who tests the connection takes an old answer for a new one.
    @Test func aRefusal_IsNotPutToTheTest_AndThatIsSaid() async throws {
        let bench = AccountsBench { _, _ in HTTPResponse(accounts: #"{"error":"invalid_code"}"#) }
        let holder = bench.holder()
        await #expect(throws: SyncFailure.self) { _ = try await holder.renew() }
        let refusedAt = bench.now
        bench.advance(600)
        let failure = await #expect(throws: SyncFailure.self) { _ = try await holder.renew() }
        #expect(failure?.disposition == .reauthorize)
        #expect(failure?.message.contains("invalid_code") == true)
        #expect(
            failure?.message.contains("that was at \(refusedAt), and Zoho is not asked again")
                == true)
        #expect(bench.requests.count == 1)
    }

    @Test(arguments: ["invalid_code", "invalid_client", "invalid_client_secret"])
    func aRefusalIsFinal(error: String) async throws {
        let bench = AccountsBench { _, request in
            String(decoding: request.body ?? [], as: UTF8.self).hasSuffix("refresh.b")
                ? .token(9) : HTTPResponse(accounts: #"{"error":"\#(error)"}"#)
        }
        let holder = bench.holder()
        for _ in 0..<5 {
            await #expect {
                try await holder.token()
            } throws: { thrown in
                let failure = thrown as? SyncFailure
                return failure?.code == .reauthorizationRequired
                    && failure?.disposition == .reauthorize
                    && failure?.message.contains(error) == true
            }
            #expect(await holder.nextRefresh() == bench.now + 86400)
            bench.advance(86399)
            await holder.refreshIfDue()
            bench.advance(1)
            await holder.refreshIfDue()
        }
        #expect(bench.requests.count == 1)
        // At once, and again every day: nobody may have read it.
        #expect(
            bench.events.map(\.name)
                == [Event.Name](repeating: .reauthorizationRequired, count: 6))
        #expect(bench.events.allSatisfy { $0.level == .error })
        #expect(bench.events.last?.message.hasSuffix("since \(accountsNoon)") == true)
        #expect(await holder.state.requiresReauthorization)

        // A reload with the same credentials changes nothing, other credentials do.
        await holder.replaceCredentials(.sample, accountsServer: "https://accounts.zoho.eu")
        await #expect(throws: SyncFailure.self) { try await holder.token() }
        await holder.replaceCredentials(.other, accountsServer: "https://accounts.zoho.eu")
        #expect(try await holder.token().value == Secret("1000.t.9"))
        #expect(await !holder.state.requiresReauthorization)
        #expect(await holder.state.lastError == nil)
    }

    @Test func anAnswerToOldCredentialsIsNotTaken() async throws {
        let gate = Turnstile()
        let bench = AccountsBench { number, _ in
            guard number == 1 else { return .token(number) }
            await gate.wait()
            return HTTPResponse(accounts: #"{"error":"invalid_code"}"#)
        }
        let holder = bench.holder()
        let waiting = Task { try await holder.token() }
        while bench.requests.isEmpty { await Task.yield() }
        for _ in 0..<50 { await Task.yield() }
        await holder.replaceCredentials(.other, accountsServer: "https://accounts.zoho.eu")
        gate.open()
        #expect(try await waiting.value.value == Secret("1000.t.2"))
        #expect(bench.events.map(\.name) == [.tokenRefreshed])
    }

    @Test func aThrottleIsWaitedOut() async throws {
        let bench = AccountsBench { number, _ in
            number < 3 ? HTTPResponse(accounts: #"{"error":"Access Denied"}"#) : .token(number)
        }
        let holder = bench.holder()
        for wait: Int64 in [600, 1200] {
            for _ in 0..<3 {
                await #expect {
                    try await holder.token()
                } throws: { thrown in
                    let failure = thrown as? SyncFailure
                    return failure?.code == .rateLimited
                        && failure?.disposition == .retry(after: .seconds(wait))
                }
            }
            bench.advance(wait)
        }
        #expect(try await holder.token().value == Secret("1000.t.3"))
        #expect(
            bench.events.map(\.name) == [.tokenRefreshFailed, .tokenRefreshFailed, .tokenRefreshed])
    }

    /// The hourly refresh is no news; the first token is, and the first after trouble.
    @Test func aRoutineRefresh_IsADetail() async throws {
        let bench = AccountsBench { number, _ in
            number == 4 ? HTTPResponse(accounts: #"{"error":"Access Denied"}"#) : .token(number)
        }
        let holder = bench.holder()
        _ = try await holder.token()
        for _ in 0..<2 {
            bench.advance(3_500)
            await holder.refreshIfDue()
        }
        #expect(bench.events.map(\.level) == [.info, .debug, .debug])
        bench.advance(3_500)
        await holder.refreshIfDue()
        bench.advance(600)
        await holder.refreshIfDue()
        bench.advance(3_500)
        await holder.refreshIfDue()
        #expect(
            bench.events.dropFirst(3).map(\.name)
                == [.tokenRefreshFailed, .tokenRefreshed, .tokenRefreshed])
        #expect(bench.events.dropFirst(3).map(\.level) == [.warning, .info, .debug])
    }

    @Test(arguments: [true, false])
    func aTokenForARefusedOneOrNewCredentials_IsNews(isRefused: Bool) async throws {
        let bench = AccountsBench { number, _ in .token(number) }
        let holder = bench.holder()
        let token = try await holder.token()
        if isRefused {
            await holder.invalidate(token)
        } else {
            await holder.replaceCredentials(.other, accountsServer: "https://accounts.zoho.eu")
        }
        _ = try await holder.token()
        #expect(bench.events.map(\.level) == [.info, .info])
    }

    @Test func aForeignAPIDomainIsRefused() async throws {
        let bench = AccountsBench { number, _ in .token(number, domain: "https://evil.example") }
        await #expect {
            try await bench.holder().token()
        } throws: {
            ($0 as? SyncFailure)?.code == .invalidResponse
        }
        let own = bench.holder(.other, apiDomain: "http://127.0.0.1:8080/")
        #expect(try await own.token().apiDomain == "http://127.0.0.1:8080")
    }

    @Test func aNewRefreshTokenIsHandedOnAndUsed() async throws {
        let bench = AccountsBench { number, _ in
            HTTPResponse(
                accounts: """
                    {"access_token":"t\(number)","refresh_token":"1000.refresh.b",\
                    "api_domain":"https://www.zohoapis.eu","expires_in":3600}
                    """)
        }
        let holder = bench.holder()
        _ = try await holder.token()
        #expect(bench.newRefreshTokens == [Secret("1000.refresh.b")])
        bench.advance(3500)
        _ = try await holder.token()
        #expect(
            String(decoding: bench.requests[1].body ?? [], as: UTF8.self).hasSuffix("refresh.b"))
        #expect(bench.newRefreshTokens.count == 1)
        #expect(try await bench.holder(.other).token().value == Secret("t2"))
    }

    @Test func nothingShowsASecret() async throws {
        let bench = AccountsBench { number, _ in .token(number) }
        let token = try await bench.holder().token()
        var dumped = "\(token) \(Credentials.sample) \(String(reflecting: token))"
        dumped += String(reflecting: Credentials.sample)
        dump(token, to: &dumped)
        dump(Credentials.sample, to: &dumped)
        for secret in ["1000.t.1", "se+cret", "1000.refresh"] {
            #expect(!dumped.contains(secret))
        }
    }
}
