import SyncCore
import TestSupport
import Testing

@testable import ZohoAPI

/// A deliberate test of credentials that Zoho has refused: it asks again, within limits.
@Suite(.hangGuard)
struct AccountsRenewalTests {
    private static let refusal = HTTPResponse(accounts: #"{"error":"invalid_code"}"#)

    /// Refuses so many requests, and then issues tokens.
    private func refusing(_ count: Int) -> AccountsBench {
        AccountsBench { number, _ in number <= count ? Self.refusal : .token(number) }
    }

    private func failure(
        _ work: () async throws -> Void
    ) async throws -> SyncFailure {
        try #require(await #expect(throws: SyncFailure.self) { try await work() })
    }

    @Test func itAsksAgain_AndASuccessEndsTheRefusal() async throws {
        let bench = refusing(2)
        let holder = bench.holder()
        _ = try await failure { _ = try await holder.token() }
        bench.advance(60)
        let again = try await failure { _ = try await holder.renew() }
        #expect(again.code == .reauthorizationRequired && bench.requests.count == 2)
        #expect(again.message.contains("answered invalid_code"))
        #expect(await holder.state.requiresReauthorization)
        bench.advance(60)
        #expect(try await holder.renew())
        let state = await holder.state
        #expect(!state.requiresReauthorization && state.lastError == nil)
        #expect(state.expiresAt == bench.now + 3600)
        #expect(try await holder.token().value == Secret("1000.t.3"))
        #expect(bench.requests.count == 3)
        // Told as what it is: the refusal once, and its end.
        #expect(bench.events.map(\.name) == [.reauthorizationRequired, .tokenRefreshed])
        #expect(bench.events.last?.level == .info)
        // The clock goes on with the token, and reminds of nothing.
        #expect(await holder.nextRefresh() == bench.now + 3300)
        bench.advance(86_400)
        await holder.refreshIfDue()
        #expect(bench.events.count { $0.name == .reauthorizationRequired } == 1)
    }

    /// A script that tests every second: it is told when the answer was given, not that it is new.
    @Test func noScriptCanHammer() async throws {
        let bench = refusing(.max)
        let holder = bench.holder()
        var wrong: [String] = []
        for _ in 0..<3600 {
            let before = bench.requests.count
            let failure = try await failure { _ = try await holder.renew() }
            let asked = try #require(bench.times.last)
            let isOld = bench.requests.count == before
            let saysSo =
                failure.message.contains("that was at \(asked)")
                && failure.message.contains("may be asked again at ")
            if saysSo != isOld || failure.disposition != .reauthorize {
                wrong.append(failure.message)
            }
            bench.advance(1)
        }
        #expect(wrong == [])
        // Zoho's limit is ten; some are left for whoever comes with new credentials.
        for (early, late) in zip(bench.times, bench.times.dropFirst(6)) {
            #expect(late - early >= RefreshLimiter.window)
        }
        #expect(bench.requests.count == 36)
        #expect(bench.events.map(\.name) == [.reauthorizationRequired])
    }

    /// What the message promises is kept.
    @Test func theMomentThatIsTold_IsTheNext() async throws {
        let bench = refusing(6)
        let holder = bench.holder()
        for _ in 0..<6 {
            _ = try? await holder.renew()
            bench.advance(10)
        }
        let failure = try await failure { _ = try await holder.renew() }
        #expect(failure.message.hasSuffix("may be asked again at \(accountsNoon + 600)"))
        bench.advance(600 - 60 - 1)
        _ = try? await holder.renew()
        #expect(bench.requests.count == 6)
        bench.advance(1)
        #expect(try await holder.renew())
    }

    /// Nobody else asks again: no sync, no timer, no reload of the same.
    @Test func onlyATestAsks() async throws {
        let bench = refusing(.max)
        let holder = bench.holder()
        for _ in 0..<10 {
            _ = try? await holder.token()
            await holder.refreshIfDue()
            await holder.replaceCredentials(.sample, accountsServer: "https://accounts.zoho.eu")
            bench.advance(3600)
        }
        #expect(bench.requests.count == 1)
    }

    /// The second waits for the answer to the first, and has the old one from nobody.
    @Test func twoAtOnce_CostOneRequest() async throws {
        let gate = Gate()
        let bench = AccountsBench { number, _ in
            guard number > 1 else { return Self.refusal }
            await gate.pass()
            return .token(number)
        }
        let holder = bench.holder()
        _ = try? await holder.token()
        let first = Task { try await holder.renew() }
        await gate.arrival()
        let second = Task { try await holder.renew() }
        // Whether it comes before the answer or after it: it sees the token.
        await Task.yield()
        gate.open()
        #expect(try await first.value)
        _ = try await second.value
        #expect(try await holder.token().value.reveal().hasPrefix("1000.t."))
        #expect(bench.requests.count <= 3)
    }

    /// No answer is no answer: the refusal stays what the status tells.
    @Test func withoutAnAnswer_TheRefusalStays() async throws {
        let bench = AccountsBench { number, _ throws(HTTPFailure) in
            guard number == 1 else { throw HTTPFailure(.unreachable, "no network") }
            return Self.refusal
        }
        let holder = bench.holder()
        _ = try? await holder.token()
        let failure = try await failure { _ = try await holder.renew() }
        #expect(failure.code == .zohoUnavailable)
        let state = await holder.state
        #expect(state.requiresReauthorization && state.lastError?.code == .reauthorizationRequired)
    }

    /// Zoho has answered already, only the others have not: a test neither waits nor asks.
    @Test func duringTheSearch_TheAnswerIsThereAlready() async throws {
        let gate = Gate()
        let bench = AccountsBench { _, request in
            if request.url.hasPrefix("https://accounts.zoho.com/") { await gate.pass() }
            return HTTPResponse(accounts: #"{"error":"invalid_client"}"#)
        }
        let holder = bench.holder(dataCenters: [
            .init(name: "us", accountsServer: "https://accounts.zoho.com")
        ])
        let first = Task { try await holder.token() }
        await gate.arrival()
        let failure = try await failure { _ = try await holder.renew() }
        #expect(failure.message.contains("answered invalid_client"))
        #expect(bench.requests.count == 2)
        gate.open()
        _ = try? await first.value
    }

    /// The other data centres were asked with the first refusal; a test asks its own server alone.
    @Test func theOtherDataCenters_AreNotAskedAnew() async throws {
        let bench = AccountsBench { number, request throws(HTTPFailure) in
            guard request.url.hasPrefix("https://accounts.zoho.eu/") else {
                throw HTTPFailure(.unreachable, "no such host")
            }
            return HTTPResponse(accounts: #"{"error":"invalid_client"}"#)
        }
        let holder = bench.holder(dataCenters: [
            .init(name: "us", accountsServer: "https://accounts.zoho.com"),
            .init(name: "eu", accountsServer: "https://accounts.zoho.eu"),
        ])
        _ = try? await holder.token()
        #expect(bench.requests.count == 2)
        let failure = try await failure { _ = try await holder.renew() }
        #expect(failure.message.contains("the client id is unknown there"))
        #expect(bench.requests.count == 3)
    }
}
