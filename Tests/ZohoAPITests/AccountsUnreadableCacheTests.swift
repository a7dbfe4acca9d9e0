import Foundation
import SyncCore
import TestSupport
import Testing

@testable import ZohoAPI

/// Caches that cannot be opened: they may hold the only good refresh token.
@Suite(.hangGuard)
struct AccountsUnreadableCacheTests {
    private struct WrongKey: Error, CustomStringConvertible { let description = "wrong key" }

    /// A cache under a key, which is a letter here.
    private func cache(_ path: String, _ key: UInt8, old: UInt8? = nil) -> TokenCache {
        TokenCache(
            path: path, seal: { [key] + $0.map { $0 ^ key } },
            unseal: { bytes in
                guard let first = bytes.first, first == key || first == old else {
                    throw WrongKey()
                }
                return .init(bytes.dropFirst().map { $0 ^ first }, isCurrent: first == key)
            })
    }

    /// Replaces the refresh token with every answer, and knows no other than the last one.
    private func rotating() -> AccountsBench {
        let bench = AccountsBench { number, request in
            let expected = number == 1 ? "refresh.a" : "refresh.\(number - 1)"
            guard String(decoding: request.body ?? [], as: UTF8.self).hasSuffix(expected) else {
                return HTTPResponse(accounts: #"{"error":"invalid_code"}"#)
            }
            return HTTPResponse(
                accounts: """
                    {"access_token":"t\(number)","refresh_token":"1000.refresh.\(number)",\
                    "api_domain":"https://www.zohoapis.eu","expires_in":3600}
                    """)
        }
        bench.store(.notStored(reason: "it came from the environment", hint: "put it there"))
        return bench
    }

    private func bytes(_ path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path).map { Array($0) }
    }

    private func key(of path: String) -> UInt8? { bytes(path)?.first }

    @Test func aWrongKey_PutsItAside_AndTheRightOneFindsItAgain() async throws {
        let bench = rotating()
        #expect(try await bench.holder(cache: cache(bench.path, 1)).token().value == Secret("t1"))
        let good = try #require(bytes(bench.path))

        let wrong = bench.holder(cache: cache(bench.path, 2))
        #expect(bytes(bench.aside) == good && bytes(bench.path) == nil)
        let notice = try #require(bench.events.last)
        #expect(notice.name == .notice && notice.level == .warning)
        #expect(notice.message.contains("wrong key") && notice.message.contains(bench.aside))
        await #expect(throws: SyncFailure.self) { try await wrong.token() }
        #expect(bytes(bench.aside) == good && key(of: bench.path) == 2)
        let attributes = try FileManager.default.attributesOfItem(atPath: bench.aside)
        #expect(attributes[.posixPermissions] as? Int == 0o600)

        // A third one does not push it out, nor is there a file for each.
        let third = bench.holder(cache: cache(bench.path, 3))
        #expect(bench.events.last?.message.contains("earlier one") == true)
        await #expect(throws: SyncFailure.self) { try await third.token() }
        #expect(bytes(bench.aside) == good && key(of: bench.path) == 3)

        let right = bench.holder(cache: cache(bench.path, 1))
        #expect(bytes(bench.path) == good && key(of: bench.aside + ".last") == 3)
        #expect(bench.events.last?.message.contains("back in \(bench.path)") == true)
        #expect(try await right.token().value == Secret("t1"))
        #expect(bench.requests.count == 3)
        let folder = (bench.path as NSString).deletingLastPathComponent
        let name = (bench.path as NSString).lastPathComponent
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { $0.hasPrefix(name) }.count == 2)
    }

    /// A stop between putting it aside and the first save leaves no cache at all.
    @Test func whatWasPutAside_IsFoundWithoutACache() async throws {
        let bench = rotating()
        _ = try await bench.holder(cache: cache(bench.path, 1)).token()
        _ = bench.holder(cache: cache(bench.path, 2))
        let events = bench.events.count
        _ = bench.holder(cache: cache(bench.path, 2))
        #expect(bench.events.count == events, "told once")
        let right = bench.holder(cache: cache(bench.path, 1))
        #expect(try await right.token().value == Secret("t1"))
        #expect(bytes(bench.aside) == nil && bench.requests.count == 1)
    }

    /// Killed before the new content took its place, and started with the wrong key: nobody can tell
    /// which of the two is whole, so both stay.
    @Test(arguments: [true, false], [true, false])
    func killedWhileWriting_ThenAWrongKey_LosesNothing(isWhole: Bool, hasOlder: Bool) async throws {
        let bench = rotating()
        let first = bench.holder(cache: cache(bench.path, 1))
        _ = try await first.token()
        let older = try #require(bytes(bench.path))
        bench.advance(3500)
        _ = try await first.token()
        let newer = try #require(bytes(bench.path))
        let beside = bench.path + ".new"
        try Data(isWhole ? newer : newer.dropLast(5)).write(to: URL(filePath: beside))
        try Data(older).write(to: URL(filePath: bench.path))
        if !hasOlder { try FileManager.default.removeItem(atPath: bench.path) }

        for key: UInt8 in [2, 3] {
            _ = try? await bench.holder(cache: cache(bench.path, key)).token()
            #expect(bench.events.contains { $0.message.contains(bench.aside) })
            #expect(self.key(of: bench.path) == key)
        }
        let expected = isWhole ? "1000.refresh.2" : hasOlder ? "1000.refresh.1" : nil
        for _ in 0..<2 {
            let content = cache(bench.path, 1).load().content
            #expect(content?.replacement?.reveal() == expected)
        }
    }

    /// Nor does what was written whole cover what another key opens.
    @Test func whatTakesTheCachesPlaceAfterACrash_PutsAsideWhatItCannotOpen() async throws {
        let bench = rotating()
        _ = try await bench.holder(cache: cache(bench.path, 1)).token()
        let good = try #require(bytes(bench.path))
        var content = try #require(cache(bench.path, 1).load().content)
        content.replacement = Secret("1000.refresh.new")
        try cache(bench.path + ".new", 2).save(content)
        #expect(cache(bench.path, 2).load().content == content)
        #expect(bytes(bench.aside) == good)
        #expect(
            cache(bench.path, 1).load().content?.replacement == Secret("1000.refresh.1"))
    }

    /// What one daemon cannot open takes the place of nothing that another one needs.
    @Test func aWrongKeyForTheSecondTime_LosesNothingEither() async throws {
        let bench = rotating()
        _ = try await bench.holder(cache: cache(bench.path, 1)).token()
        for key: UInt8 in [2, 3, 2, 4] {
            _ = try? await bench.holder(cache: cache(bench.path, key)).token()
            let content = cache(bench.path, 1).load().content
            #expect(content?.replacement == Secret("1000.refresh.1"))
        }
    }

    /// It goes as soon as the configured refresh token has proved to be good.
    @Test func whatIsNotNeeded_GoesAway() async throws {
        let bench = AccountsBench { number, _ in .token(number) }
        _ = try await bench.holder(cache: cache(bench.path, 1)).token()
        let holder = bench.holder(cache: cache(bench.path, 2))
        #expect(bytes(bench.aside) != nil)
        #expect(try await holder.token().value == Secret("1000.t.2"))
        #expect(bytes(bench.aside) == nil && key(of: bench.path) == 2)
    }

    @Test func aCacheUnderTheOldKey_IsSealedAnewAtOnce() async throws {
        let bench = rotating()
        _ = try await bench.holder(cache: cache(bench.path, 1)).token()
        _ = bench.holder(cache: cache(bench.path, 2, old: 1))
        #expect(key(of: bench.path) == 2)
        let later = bench.holder(cache: cache(bench.path, 2))
        #expect(try await later.token().value == Secret("t1"))
        bench.advance(3500)
        #expect(try await later.token().value == Secret("t2"))
        #expect(bench.requests.count == 2)
    }

    /// One that was put aside before the old key came back, with and without what the failing daemon
    /// has left: the new key opens that, and it is worth nothing.
    @Test(arguments: [true, false])
    func whatWasPutAside_IsSealedAnewToo(hasRest: Bool) async throws {
        let bench = rotating()
        _ = try await bench.holder(cache: cache(bench.path, 1)).token()
        _ = try? await bench.holder(cache: cache(bench.path, 2)).token()
        if !hasRest { try FileManager.default.removeItem(atPath: bench.path) }
        _ = bench.holder(cache: cache(bench.path, 2, old: 1))
        #expect(bench.events.last?.message.contains("back in \(bench.path)") == true)
        #expect(key(of: bench.path) == 2 && bytes(bench.aside) == nil)
        #expect(
            try await bench.holder(cache: cache(bench.path, 2)).token().value == Secret("t1"))
    }

    /// What is older than the present cache, or of other credentials, does not push it out.
    @Test(arguments: [Credentials.sample, .other])
    func whatWasPutAside_DoesNotReplaceWhatIsGood(credentials: Credentials) async throws {
        let bench = AccountsBench { number, _ in
            HTTPResponse(
                accounts: """
                    {"access_token":"t\(number)","refresh_token":"1000.refresh.\(number)",\
                    "api_domain":"https://www.zohoapis.eu","expires_in":3600}
                    """)
        }
        bench.store(.notStored(reason: "it came from the environment", hint: "put it there"))
        _ = try await bench.holder(cache: cache(bench.path, 1)).token()
        let between = bench.holder(credentials, cache: cache(bench.path, 2))
        #expect(try await between.token().value == Secret("t2"))
        let later = bench.holder(credentials, cache: cache(bench.path, 2, old: 1))
        #expect(try await later.token().value == Secret("t2"))
        bench.advance(3500)
        _ = try await later.token()
        let body = bench.requests.last?.body ?? []
        #expect(String(decoding: body, as: UTF8.self).hasSuffix("1000.refresh.2"))
    }

    @Test func whatCannotBeSealedAnew_IsTold() async throws {
        struct NoRoom: Error, CustomStringConvertible { let description = "no room" }
        let bench = rotating()
        _ = try await bench.holder(cache: cache(bench.path, 1)).token()
        let readOnly = TokenCache(
            path: bench.path, seal: { _ in throw NoRoom() },
            unseal: { .init($0.dropFirst().map { $0 ^ 1 }, isCurrent: false) })
        let holder = bench.holder(cache: readOnly)
        #expect(bench.events.last?.message.contains("no room") == true)
        #expect(bench.events.last?.message.contains("before the old key is taken away") == true)
        #expect(try await holder.token().value == Secret("t1"))
    }

    /// As after a start by hand, as root.
    @Test(.enabled(if: geteuid() != 0, "root may read everything"))
    func whatMayNotBeRead_IsPutAside() throws {
        let bench = rotating()
        try "x".write(toFile: bench.path, atomically: false, encoding: .utf8)
        chmod(bench.path, 0)
        _ = bench.holder()
        #expect(FileManager.default.fileExists(atPath: bench.aside))
    }

    @Test(arguments: ["{", #"{"version":2,"refresh_token":"1000.refresh.z"}"#, "zs9:x"])
    func whatIsBrokenOrNewer_IsPutAside(text: String) throws {
        let bench = rotating()
        try text.write(toFile: bench.path, atomically: false, encoding: .utf8)
        _ = bench.holder()
        #expect(bytes(bench.aside) == Array(text.utf8))
        #expect(bench.events.last?.message.contains("another version") == true)
        #expect(bench.events.last?.message.contains("1000.") == false)
    }
}
