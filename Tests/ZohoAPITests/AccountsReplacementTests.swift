import Foundation
import SyncCore
import Synchronization
import TestSupport
import Testing

@testable import ZohoAPI

/// Refresh tokens that Zoho replaces.
@Suite(.hangGuard)
struct AccountsReplacementTests {
    private static let server = "https://accounts.zoho.eu"

    /// The n-th answer brings the refresh token n.
    private func rotating() -> AccountsBench {
        AccountsBench { number, _ in Self.answer(number) }
    }

    private static func answer(_ number: Int) -> HTTPResponse {
        HTTPResponse(
            accounts: """
                {"access_token":"t\(number)","refresh_token":"1000.refresh.\(number)",\
                "api_domain":"https://www.zohoapis.eu","expires_in":3600}
                """)
    }

    private func shown(_ request: HTTPRequest?) -> String {
        String(decoding: request?.body ?? [], as: UTF8.self).split(separator: "=").last
            .map(String.init) ?? ""
    }

    @Test func whatIsStored_IsNotInTheCache() async throws {
        let bench = rotating()
        _ = try await bench.holder().token()
        #expect(bench.newRefreshTokens == [Secret("1000.refresh.1")])
        #expect(bench.events.map(\.name) == [.tokenRefreshed, .refreshTokenReplaced])
        #expect(bench.events.last?.level == .notice)
        #expect(bench.events.last?.message.contains("the file") == true)
        let text = try String(contentsOfFile: bench.path, encoding: .utf8)
        #expect(!text.contains("1000.refresh.1"))
    }

    @Test func whatIsTriedAgain_IsInTheAuditOnce_UntilItIsStored() async throws {
        let bench = rotating()
        let missed = RefreshTokenStorage.notStored(reason: "no room", hint: "make some")
        bench.store(missed)
        let holder = bench.holder()
        _ = try await holder.token()
        for _ in 0..<3 { await holder.storeReplacement() }
        #expect(bench.recorded == [missed])
        bench.store(.stored(place: "the file"))
        await holder.storeReplacement()
        #expect(bench.recorded == [missed, .stored(place: "the file")])
    }

    /// What Zoho is shown, which may be another one than the configuration has.
    @Test func theCredentialsInForce_HaveTheNewOne() async throws {
        let bench = rotating()
        bench.store(.notStored(reason: "no room", hint: "make some"))
        let holder = bench.holder()
        #expect(await holder.credentials == .sample)
        _ = try await holder.token()
        #expect(await holder.credentials.refreshToken == Secret("1000.refresh.1"))
        #expect(await holder.credentials.clientSecret == Credentials.sample.clientSecret)
    }

    @Test func whatCannotBeStored_OutlivesARestart_AndIsTriedAgain() async throws {
        let bench = rotating()
        bench.store(.notStored(reason: "it came from the environment", hint: "put it there"))
        let first = bench.holder()
        _ = try await first.token()
        #expect(await first.state.storageProblem?.contains("put it there") == true)
        #expect(bench.events.last?.name == .refreshTokenReplaced)
        #expect(bench.events.last?.level == .error)
        #expect(bench.events.last?.message.contains("put it there") == true)
        let attributes = try FileManager.default.attributesOfItem(atPath: bench.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)

        // A restart, with what is still configured.
        bench.advance(3500)
        let second = bench.holder()
        await second.storeReplacement()
        #expect(bench.newRefreshTokens.last == Secret("1000.refresh.1"))
        bench.store(.stored(place: "the file"))
        _ = try await second.token()
        #expect(await second.state.storageProblem == nil)
        #expect(shown(bench.requests.last) == "1000.refresh.1")
        #expect(bench.newRefreshTokens.last == Secret("1000.refresh.2"))
        let missed = RefreshTokenStorage.notStored(
            reason: "it came from the environment", hint: "put it there")
        #expect(bench.recorded == [missed, missed, .stored(place: "the file")])
        // It is where the old one was: the next daemon is configured with it.
        let stored = Credentials(
            clientID: "1000.CLIENT", clientSecret: Secret("se+cret"),
            refreshToken: Secret("1000.refresh.2"))
        #expect(try await bench.holder(stored).token().value == Secret("t2"))
        #expect(bench.requests.count == 2)
    }

    /// A full disk has room for neither: whoever trusts the cache then restarts the daemon.
    @Test func whatIsInMemoryOnly_IsNotSaidToBeInTheCache() async throws {
        struct NoRoom: Error {}
        let bench = rotating()
        bench.store(.notStored(reason: "no room", hint: "make some"))
        let holder = bench.holder(
            cache: TokenCache(path: bench.path, seal: { _ in throw NoRoom() }))
        _ = try await holder.token()
        let problem = try #require(await holder.state.storageProblem)
        #expect(problem.contains("in the daemon's memory only"))
        #expect(!problem.contains("token cache"))
        #expect(bench.events.last?.message == problem && bench.events.last?.level == .error)
    }

    @Test func aFailureToStore_IsToldOnceADay() async throws {
        let bench = rotating()
        bench.store(.notStored(reason: "no room", hint: "make some"))
        let holder = bench.holder()
        for _ in 0..<26 {
            _ = try await holder.token()
            bench.advance(3500)
        }
        let told = bench.events.filter { $0.name == .refreshTokenReplaced }
        #expect(told.count == 2)
        #expect(bench.newRefreshTokens.count == 26)
        // The audit has each of them: the secret in force is another one.
        #expect(bench.recorded.count == 26)
    }

    /// The file changes by our own hand, or by somebody who was asked to: no reason to begin anew.
    @Test func aReloadWithTheNewOne_KeepsTheAccessToken() async throws {
        let bench = rotating()
        bench.store(.notStored(reason: "no room", hint: "make some"))
        let holder = bench.holder()
        let token = try await holder.token()
        // With what was configured before, as after a change of something else.
        await holder.replaceCredentials(.sample, accountsServer: Self.server)
        #expect(try await holder.token() == token)
        // Another secret of the same client does not bring the old token back.
        var changed = Credentials.sample
        changed.clientSecret = Secret("another")
        await holder.replaceCredentials(changed, accountsServer: Self.server)
        _ = try await holder.token()
        #expect(shown(bench.requests.last) == "1000.refresh.1")
        // And with the new one.
        changed.refreshToken = Secret("1000.refresh.2")
        await holder.replaceCredentials(changed, accountsServer: Self.server)
        _ = try await holder.token()
        #expect(bench.requests.count == 2)
        // An administrator's own counts.
        await holder.replaceCredentials(.other, accountsServer: Self.server)
        _ = try await holder.token()
        #expect(shown(bench.requests.last) == "1000.refresh.b")
    }

    /// The daemon goes on with the new one until it reads the administrator's.
    @Test func whereAnAdministratorWasFaster_ThatIsTold() async throws {
        let bench = rotating()
        bench.store(.overtaken)
        let holder = bench.holder()
        _ = try await holder.token()
        #expect(bench.events.map(\.name) == [.tokenRefreshed, .refreshTokenReplaced])
        #expect(bench.events.last?.level == .error)
        let problem = try #require(await holder.state.storageProblem)
        #expect(problem == bench.events.last?.message && problem.contains("somebody has changed"))
        #expect(bench.recorded == [.overtaken])
        await holder.replaceCredentials(.other, accountsServer: Self.server)
        #expect(await holder.state.storageProblem == nil)
    }

    @Test func otherCredentials_DoNotGetIt() async throws {
        let bench = rotating()
        bench.store(.notStored(reason: "no room", hint: "make some"))
        _ = try await bench.holder().token()
        _ = try await bench.holder(.other).token()
        #expect(shown(bench.requests.last) == "1000.refresh.b")
    }

    /// Killed as soon as the answer is there: the new token is on the disk before anybody is told.
    @Test func theCacheHasIt_BeforeItIsStored() async throws {
        let bench = rotating()
        let holder = TokenHolder(
            credentials: .sample, accountsServer: Self.server, http: bench,
            cache: TokenCache(path: bench.path), now: { accountsNoon }, sink: bench,
            store: { _, _ in
                let text = try? String(contentsOfFile: bench.path, encoding: .utf8)
                return .stored(place: text?.contains("1000.refresh.1") == true ? "kept" : "lost")
            })
        _ = try await holder.token()
        #expect(bench.events.last?.message.hasSuffix("kept") == true)
    }

    /// Whoever asked for the token may be gone when the answer comes, and the old refresh token has
    /// ended all the same.
    @Test func aCallerWhoLeaves_DoesNotTakeItAlong() async throws {
        let gate = Gate()
        let bench = AccountsBench { number, _ throws(HTTPFailure) in
            await gate.pass()
            // As libcurl does.
            if Task.isCancelled { throw HTTPFailure(.cancelled, "left") }
            return Self.answer(number)
        }
        let holder = bench.holder(patience: .seconds(60))
        let caller = Task { try await holder.token() }
        await gate.arrival()
        caller.cancel()
        gate.open()
        _ = try? await caller.value
        #expect(bench.newRefreshTokens == [Secret("1000.refresh.1")])
        #expect(try await holder.token().value == Secret("t1"))
        #expect(bench.requests.count == 1)
    }

    // MARK: Answers that are worth nothing else

    /// A reload while the request is under way: of the same grant only where the refresh token that
    /// was shown is still the one in force.
    @Test(arguments: [
        (Reload.apiDomain, "1000.refresh.1"), (.clientSecret, "1000.refresh.1"),
        (.refreshToken, "1000.refresh.b"), (.clientID, "1000.refresh.a"),
        (.server, "1000.refresh.a"),
    ])
    func aReloadDuringTheRequest_DoesNotLoseIt(reload: Reload, next: String) async throws {
        let gate = Gate()
        let bench = AccountsBench { number, _ in
            await gate.pass()
            return Self.answer(number)
        }
        let holder = bench.holder()
        let caller = Task { try await holder.token() }
        await gate.arrival()
        var credentials = Credentials.sample
        switch reload {
        case .clientSecret: credentials.clientSecret = Secret("another")
        case .clientID: credentials.clientID = "1000.OTHER"
        case .refreshToken: credentials = .other
        case .apiDomain, .server: break
        }
        await holder.replaceCredentials(
            credentials,
            accountsServer: reload == .server ? "https://accounts.zoho.in" : Self.server,
            apiDomain: reload == .server ? nil : "https://www.zohoapis.eu")
        gate.open()
        #expect(try await caller.value.value == Secret("t2"))
        #expect(shown(bench.requests.last) == next)
        let isKept = next == "1000.refresh.1"
        #expect(bench.newRefreshTokens.contains(Secret("1000.refresh.1")) == isKept)
        // What is dropped is told, as it may have been the only good one.
        let dropped = bench.events.filter { $0.name == .refreshTokenReplaced && $0.level == .error }
        #expect(dropped.count == (isKept ? 0 : 1))
        #expect(dropped.allSatisfy { $0.message.contains("other credentials were configured") })
        #expect(bench.recorded.contains(.overtaken) != isKept)
        #expect(bench.newRefreshTokens.last == Secret("1000.refresh.2"))
    }

    enum Reload: Sendable { case apiDomain, clientSecret, refreshToken, clientID, server }

    @Test(arguments: [
        #""access_token":"t","api_domain":"https://evil.example""#, #""access_token":"t""#,
        #""access_token":"t","expires_in":0"#, #""access_token":"t t""#, #""x":1"#,
        #""access_token":"t","error":null"#,
    ])
    func anAnswerThatIsWorthNothingElse_StillBringsIt(rest: String) async throws {
        let bench = AccountsBench { number, _ in
            number == 1
                ? HTTPResponse(accounts: #"{\#(rest),"refresh_token":"1000.refresh.1"}"#)
                : Self.answer(number)
        }
        let holder = bench.holder()
        await #expect(throws: SyncFailure.self) { try await holder.token() }
        #expect(bench.newRefreshTokens == [Secret("1000.refresh.1")])
        #expect(bench.events.map(\.name) == [.tokenRefreshFailed, .refreshTokenReplaced])
        bench.advance(3600)
        _ = try await holder.token()
        #expect(shown(bench.requests.last) == "1000.refresh.1")
    }

    @Test(arguments: [
        "1000.new refresh", String(repeating: "R", count: 1_500_000), Secret.mask, "",
    ])
    func oneThatCannotBeUsed_IsToldOnceADay_AndTheOldOneStays(text: String) async throws {
        let bench = AccountsBench { number, _ in
            HTTPResponse(
                accounts: """
                    {"access_token":"t\(number)","refresh_token":"\(text)",\
                    "api_domain":"https://www.zohoapis.eu","expires_in":3600}
                    """)
        }
        let holder = bench.holder()
        for _ in 0..<26 {
            _ = try await holder.token()
            bench.advance(3500)
        }
        #expect(shown(bench.requests.last) == "1000.refresh.a")
        #expect(bench.newRefreshTokens == [])
        let told = bench.events.filter { $0.name == .notice }
        #expect(told.map(\.level) == [.error, .error])
        #expect(told.first?.message.contains("zohosync setup --reauthorize") == true)
        #expect(told.allSatisfy { $0.message.count < 400 })
        #expect(text.isEmpty || told.allSatisfy { !$0.message.contains(text) })
        // Nor does a restart find it in the cache.
        _ = try await bench.holder().token()
        #expect(shown(bench.requests.last) == "1000.refresh.a")
    }

    /// The file has taken it, and the holder has taken other settings meanwhile: what Zoho sends next
    /// replaces what is in the file, and not what was there before.
    @Test func aReloadWhileItIsStored_DoesNotForgetWhatTheFileHolds() async throws {
        let bench = rotating()
        let gate = Gate()
        let pairs = Mutex<[[Secret]]>([])
        let holder = TokenHolder(
            credentials: .sample, accountsServer: Self.server, http: bench,
            cache: TokenCache(path: bench.path), now: { bench.now }, sink: bench,
            store: { new, old in
                pairs.withLock { $0.append([old, new]) }
                await gate.pass()
                return .stored(place: "the file")
            })
        let caller = Task { try await holder.token() }
        await gate.arrival()
        var changed = Credentials.sample
        changed.clientSecret = Secret("another")
        await holder.replaceCredentials(changed, accountsServer: Self.server)
        gate.open()
        _ = try await caller.value
        #expect(
            pairs.withLock { $0.map { $0.map { $0.reveal() } } } == [
                ["1000.refresh.a", "1000.refresh.1"], ["1000.refresh.1", "1000.refresh.2"],
            ])
    }

    @Test func theState_CountsWhatHappened() async throws {
        let bench = AccountsBench { number, _ in
            number == 2 ? HTTPResponse(accounts: "", status: 503) : .token(number)
        }
        let holder = bench.holder()
        for _ in 0..<3 {
            _ = try? await holder.token()
            bench.advance(3500)
        }
        #expect(await holder.state.refreshes == 2)
        #expect(await holder.state.failures == 1)
    }
}
