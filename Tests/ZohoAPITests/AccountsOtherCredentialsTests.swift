import Foundation
import SyncCore
import TestSupport
import Testing

@testable import ZohoAPI

/// A refresh token that Zoho has replaced, that could not be stored, and whose credentials are
/// changed by mistake.
@Suite(.hangGuard)
struct AccountsOtherCredentialsTests {
    private static let right = "https://accounts.zoho.eu"
    private static let wrong = "https://accounts.zoho.in"

    /// One data centre replaces the refresh token with each answer, the other one knows none.
    private func bench() -> AccountsBench {
        let bench = AccountsBench { number, request in Self.answer(number, request) }
        bench.store(.notStored(reason: "it came from the environment", hint: "put it there"))
        return bench
    }

    private static func answer(_ number: Int, _ request: HTTPRequest) -> HTTPResponse {
        guard request.url.hasPrefix(right) else {
            return HTTPResponse(accounts: #"{"error":"invalid_code"}"#)
        }
        return HTTPResponse(
            accounts: """
                {"access_token":"t\(number)","refresh_token":"1000.refresh.\(number)",\
                "api_domain":"https://www.zohoapis.eu","expires_in":3600}
                """)
    }

    private func shown(_ bench: AccountsBench) -> String? {
        String(decoding: bench.requests.last?.body ?? [], as: UTF8.self)
            .split(separator: "=").last.map(String.init)
    }

    @Test(arguments: [true, false])
    func aDataCentreThatIsChangedByMistake_AndBack_KeepsIt(isRestarted: Bool) async throws {
        let bench = bench()
        let holder = bench.holder()
        _ = try await holder.token()
        var back = holder
        if isRestarted {
            let mistaken = bench.holder(server: Self.wrong)
            await #expect(throws: SyncFailure.self) { try await mistaken.token() }
            back = bench.holder()
        } else {
            await holder.replaceCredentials(.sample, accountsServer: Self.wrong)
            await #expect(throws: SyncFailure.self) { try await holder.token() }
            await holder.replaceCredentials(.sample, accountsServer: Self.right)
        }
        #expect(shown(bench) == "1000.refresh.a", "nobody else gets it")
        _ = try await back.token()
        #expect(shown(bench) == "1000.refresh.1")
        // It is tried again to store it, too.
        #expect(bench.newRefreshTokens.last == Secret("1000.refresh.3"))
    }

    /// The answer of a request that was under way brings it to credentials that are not in force.
    @Test func aMistakeDuringTheRequest_KeepsItToo() async throws {
        let gate = Gate()
        let bench = AccountsBench { number, request in
            await gate.pass()
            return Self.answer(number, request)
        }
        bench.store(.notStored(reason: "it came from the environment", hint: "put it there"))
        let holder = bench.holder()
        let caller = Task { try? await holder.token() }
        await gate.arrival()
        await holder.replaceCredentials(.sample, accountsServer: Self.wrong)
        gate.open()
        _ = await caller.value
        await holder.replaceCredentials(.sample, accountsServer: Self.right)
        _ = try await holder.token()
        #expect(shown(bench) == "1000.refresh.1")
    }

    /// Other credentials that are good were no mistake: what belongs to the old ones goes.
    @Test func otherCredentialsThatAreGood_EndIt() async throws {
        let bench = bench()
        let holder = bench.holder()
        _ = try await holder.token()
        await holder.replaceCredentials(.sample, accountsServer: Self.wrong)
        _ = try? await holder.token()
        #expect(try text(bench).contains(#""1000.refresh.1""#))
        await holder.replaceCredentials(.other, accountsServer: Self.right)
        _ = try await holder.token()
        #expect(try !text(bench).contains(#""1000.refresh.1""#))
    }

    /// Mistakes do not pile up: those that were left last are kept.
    @Test func afterManyMistakes_TheFileIsStillSmall() {
        var others = OtherReplacements()
        for number in 0..<50 { others.keep(Secret("1000.left.\(number)"), for: "f\(number)") }
        others.keep(Secret("1000.left.again"), for: "f47")
        #expect(others.entries.map(\.fingerprint) == ["f46", "f48", "f49", "f47"])
        let content = TokenCache.Content(
            fingerprint: "f", limiter: RefreshLimiter(), others: others)
        #expect(TokenCache.Content(content.bytes) == content)
        #expect(others.take(for: "f47") == Secret("1000.left.again"))
        #expect(others.take(for: "f47") == nil)
    }

    private func text(_ bench: AccountsBench) throws -> String {
        try String(contentsOfFile: bench.path, encoding: .utf8)
    }
}
