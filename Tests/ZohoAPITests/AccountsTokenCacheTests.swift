import Foundation
import SyncCore
import TestSupport
import Testing

@testable import ZohoAPI

@Suite(.hangGuard)
struct AccountsTokenCacheTests {
    @Test func tenRestartsCostOneRefresh() async throws {
        let bench = AccountsBench { number, _ in .token(number) }
        for _ in 0..<10 {
            #expect(try await bench.holder().token().value == Secret("1000.t.1"))
            bench.advance(60)
        }
        #expect(bench.requests.count == 1)
        let attributes = try FileManager.default.attributesOfItem(atPath: bench.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(!FileManager.default.fileExists(atPath: bench.path + ".new"))
    }

    @Test func otherCredentialsDoNotGetTheToken() async throws {
        let bench = AccountsBench { number, _ in .token(number) }
        _ = try await bench.holder().token()
        #expect(try await bench.holder(.other).token().value == Secret("1000.t.2"))
        let elsewhere = bench.holder(.other, server: "https://accounts.zoho.in")
        #expect(try await elsewhere.token().value == Secret("1000.t.3"))
    }

    @Test(arguments: [
        "", "{", "[]", #"{"version":2}"#, #"{"version":1,"credentials":7}"#, "\u{0}\u{1}",
        #"{"version":1,"credentials":"x","attempts":"x","not_before":3,"throttles":"a"}"#,
    ])
    func aBrokenFileIsIgnored(content: String) async throws {
        let bench = AccountsBench { number, _ in .token(number) }
        try content.write(toFile: bench.path, atomically: false, encoding: .utf8)
        #expect(try await bench.holder().token().value == Secret("1000.t.1"))
        #expect(try await bench.holder().token().value == Secret("1000.t.1"))
    }

    /// A daemon that dies in every request, and is started again at once, stays within the limit.
    @Test func theLimitSurvivesRestarts() async throws {
        let bench = AccountsBench { _, _ throws(HTTPFailure) in
            throw HTTPFailure(.cancelled, "killed")
        }
        for _ in 0..<30 {
            _ = try? await bench.holder().token()
            bench.advance(1)
        }
        #expect(bench.requests.count == 10)
        // Not even other credentials get more.
        await #expect {
            try await bench.holder(.other).token()
        } throws: {
            ($0 as? SyncFailure)?.code == .rateLimited
        }
        bench.advance(600)
        _ = try? await bench.holder().token()
        #expect(bench.requests.count == 11)
    }

    @Test func aThrottleSurvivesARestart() async throws {
        let bench = AccountsBench { _, _ in HTTPResponse(accounts: #"{"error":"access_denied"}"#) }
        _ = try? await bench.holder().token()
        bench.advance(300)
        _ = try? await bench.holder().token()
        #expect(bench.requests.count == 1)
        bench.advance(300)
        _ = try? await bench.holder().token()
        #expect(bench.requests.count == 2)
    }

    @Test func aFolderThatCannotBeWrittenIsToldOnce() async throws {
        let bench = AccountsBench { number, _ in .token(number) }
        let holder = TokenHolder(
            credentials: .sample, accountsServer: "https://accounts.zoho.eu", http: bench,
            cache: TokenCache(path: "/nowhere/at/all/token.json"), now: { bench.now }, sink: bench)
        #expect(try await holder.token().value == Secret("1000.t.1"))
        #expect(bench.events.map(\.name) == [.notice, .tokenRefreshed])
        #expect(bench.events.first?.message.contains("/nowhere/at/all") == true)
    }

    @Test func aSealedFileHoldsNoToken() throws {
        let path = "/tmp/accounts-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let cache = TokenCache(
            path: path, seal: { $0.map { $0 ^ 0x55 } }, unseal: { .init($0.map { $0 ^ 0x55 }) })
        var limiter = RefreshLimiter()
        limiter.begin(at: accountsNoon)
        limiter.throttled(at: accountsNoon)
        let content = TokenCache.Content(
            fingerprint: "f",
            token: AccessToken(
                value: Secret("1000.t"), apiDomain: "https://www.zohoapis.eu",
                obtainedAt: accountsNoon,
                expiresAt: accountsNoon + 3600), limiter: limiter)
        try cache.save(content)
        #expect(cache.load().content == content)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(bytes.range(of: Data("1000.t".utf8)) == nil)
    }

    /// The power fails between the writing and the renaming, or in the middle of the writing.
    @Test(arguments: [true, false])
    func aContentThatWasWrittenWhole_CountsAfterACrash(isWhole: Bool) throws {
        let path = "/tmp/accounts-\(UUID().uuidString)"
        let beside = path + ".new"
        defer {
            for file in [path, beside] { try? FileManager.default.removeItem(atPath: file) }
        }
        func content(_ token: String) -> TokenCache.Content {
            TokenCache.Content(
                fingerprint: "f",
                token: AccessToken(
                    value: Secret(token), apiDomain: "https://www.zohoapis.eu",
                    obtainedAt: accountsNoon, expiresAt: accountsNoon + 3600),
                limiter: RefreshLimiter())
        }
        let cache = TokenCache(path: path)
        try cache.save(content("1000.old"))
        try TokenCache(path: beside).save(content("1000.new"))
        if !isWhole {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: beside))
            try bytes.dropLast(5).write(to: URL(fileURLWithPath: beside))
        }
        let expected = content(isWhole ? "1000.new" : "1000.old")
        #expect(cache.load().content == expected)
        #expect(cache.load().content == expected)
        #expect(FileManager.default.fileExists(atPath: beside) == !isWhole)
    }
}
