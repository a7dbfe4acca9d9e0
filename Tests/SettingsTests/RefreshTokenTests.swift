import Glibc
import Sealing
import SyncCore
import TestSupport
import Testing

@testable import Settings

/// A refresh token that Zoho has replaced, stored where the old one came from.
@Suite struct RefreshTokenTests {
    private let folder: TemporaryFolder
    private let key = SealingKey.generate()
    private let old = Secret("hush.old")
    private let new = Secret("hush.new")

    init() throws { folder = try TemporaryFolder() }

    private func file(
        _ token: String, _ variables: [String: String] = [:],
        replacer: FileReplacer = FileReplacer()
    ) throws -> ConfigFile {
        let path = try folder.write(
            #"{"client_id":"i","client_secret":"s","refresh_token":\#(token),"modules":{}}"#)
        return ConfigFile(path: path, environment: .only(variables), replacer: replacer)
    }

    private var keyed: [String: String] { ["ZOHOSYNCD_KEY": key.text.reveal()] }

    @Test func plain_isReplaced_AndTheRestStays() throws {
        let file = try file(#""hush.old""#)
        try file.load()
        let before = try folder.read()
        #expect(file.storeRefreshToken(new, replacing: old) == .stored(place: file.path))
        #expect(try folder.read() == before.replacing("hush.old", with: "hush.new"))
        #expect(file.settings?.credentials.refreshToken == new)
        let settings = file.settings
        #expect(try file.load().settings == settings, "the watch on the file finds no news")
    }

    @Test func plain_withAKey_isSealed() throws {
        let file = try file(#""hush.old""#, keyed)
        #expect(
            file.storeRefreshToken(new, replacing: old) == .stored(place: "\(file.path), sealed"))
        #expect(try !folder.read().contains("hush"))
        #expect(try file.load().settings.credentials.refreshToken == new)
    }

    @Test func sealed_isSealedAnew() throws {
        let other = SealingKey.generate()
        let file = try file(
            #"{"sealed":"\#(sealed("hush.old", .refreshToken, other))"}"#,
            keyed.merging(["ZOHOSYNCD_OLD_KEY": other.text.reveal()]) { $1 })
        #expect(
            file.storeRefreshToken(new, replacing: old) == .stored(place: "\(file.path), sealed"))
        let loaded = try file.load()
        #expect(loaded.settings.credentials.refreshToken == new)
        #expect(!loaded.warnings.contains { $0.state == .oldKey })
    }

    @Test func sealed_withoutTheKey_isLeftAlone() throws {
        let text = try sealed("hush.old", .refreshToken, key)
        for variables in [[:], ["ZOHOSYNCD_KEY": SealingKey.generate().text.reveal()]] {
            let file = try file(#"{"sealed":"\#(text)"}"#, variables)
            let before = try folder.snapshot().identity
            let (reason, hint) = try file.storeRefreshToken(new, replacing: old).refusal()
            #expect(reason.contains("refresh_token: sealed with") && !hint.isEmpty)
            #expect(try folder.snapshot().identity == before)
        }
    }

    @Test(arguments: [
        ("hush.old", "hush.new"), ("hush.old\n", "hush.new\n"), ("hush.old\r\n", "hush.new\r\n"),
    ])
    func ofAFile_isReplacedThere(text: String, expected: String) throws {
        let token = try folder.write(text, to: "token", mode: 0o640)
        for name in ["token", token] {
            try folder.write(text, to: "token", mode: 0o640)
            let file = try file(#"{"file":"\#(name)"}"#, keyed)
            let before = try folder.read()
            #expect(file.storeRefreshToken(new, replacing: old) == .stored(place: token))
            #expect(try folder.read("token") == expected)
            #expect(try folder.snapshot("token").mode == 0o640)
            #expect(try folder.read() == before)
            #expect(folder.names == ["config.json", "token"])
        }
    }

    @Test func ofAFile_thatCannotBeWritten_isToldWhy() throws {
        try folder.write("hush.old", to: "token")
        let file = try file(
            #"{"file":"token"}"#, replacer: FileReplacer { $0 == .create ? EROFS : nil })
        let (reason, hint) = try file.storeRefreshToken(new, replacing: old).refusal()
        #expect(reason.hasPrefix("cannot write \(folder.path)/token: "))
        #expect(hint.contains("ReadWritePaths="))
        #expect(try folder.read("token") == "hush.old")
        unlink("\(folder.path)/token")
        let missing = try file.storeRefreshToken(new, replacing: old).refusal().reason
        #expect(missing.contains("no such file"))
    }

    @Test(arguments: [
        (#"{"env":"S"}"#, ["S": "hush.old"], "the environment variable S"),
        (#"{"credential":"c"}"#, [:], "the credential c"),
        (
            #""hush.old""#, ["ZOHO_REFRESH_TOKEN": "hush.old"],
            "the environment variable ZOHO_REFRESH_TOKEN"
        ),
    ])
    func elsewhere_isToldWithTheNextStep(
        token: String, variables: [String: String], place: String
    ) throws {
        let file = try file(token, variables)
        let before = try folder.read()
        let (reason, hint) = try file.storeRefreshToken(new, replacing: old).refusal()
        #expect(reason == "it came from \(place), which the daemon cannot write")
        #expect(hint.contains("zohosync setup --reauthorize"))
        #expect(!(reason + hint).contains("hush"))
        #expect(try folder.read() == before)
    }

    /// An administrator has put it there by hand, as they were asked to.
    @Test func theSame_byNow_isStored() throws {
        try folder.write("hush.new\n", to: "token")
        for (token, place) in [
            (#""hush.new""#, "config.json"), (#"{"file":"token"}"#, "token"),
            (#"{"sealed":"\#(try sealed("hush.new", .refreshToken, key))"}"#, "config.json"),
        ] {
            let file = try file(token, keyed)
            let before = try folder.read()
            #expect(
                file.storeRefreshToken(new, replacing: old)
                    == .stored(place: "\(folder.path)/\(place)"))
            #expect(try folder.read() == before)
        }
    }

    /// The configuration would be refused with it at the next reading.
    @Test(arguments: ["1000.new refresh", "", "hush\n", "h\u{fc}sh", Secret.mask])
    func whatWouldNotBeReadBack_isNotWritten(text: String) throws {
        try folder.write("hush.old", to: "token")
        for token in [
            #""hush.old""#, #"{"file":"token"}"#,
            #"{"sealed":"\#(try sealed("hush.old", .refreshToken, key))"}"#,
        ] {
            let file = try file(token, keyed)
            let before = try folder.read()
            let (reason, hint) = try file.storeRefreshToken(Secret(text), replacing: old).refusal()
            #expect(reason.hasPrefix("it cannot be a refresh token: "))
            #expect(hint.contains("zohosync setup --reauthorize"))
            #expect(text.isEmpty || !(reason + hint).contains(text) || text == Secret.mask)
            #expect(try folder.read() == before)
            #expect(try folder.read("token") == "hush.old")
        }
    }

    @Test func another_byNow_isLeftAlone() throws {
        try folder.write("hush.third", to: "token")
        for token in [
            #""hush.third""#, #"{"file":"token"}"#,
            #"{"sealed":"\#(try sealed("hush.third", .refreshToken, key))"}"#,
        ] {
            let file = try file(token, keyed)
            let before = try folder.read()
            #expect(file.storeRefreshToken(new, replacing: old) == .overtaken)
            #expect(try folder.read() == before)
            #expect(try folder.read("token") == "hush.third")
        }
    }

    @Test(arguments: ["", "{", "[]", "{}", #"{"refresh_token":5}"#])
    func broken_isLeftAlone(text: String) throws {
        let file = try file(#""hush.old""#)
        try folder.write(text)
        let (reason, hint) = try file.storeRefreshToken(new, replacing: old).refusal()
        #expect(!reason.isEmpty && !hint.isEmpty)
        #expect(try folder.read() == text)
    }
}

extension RefreshTokenStorage {
    /// Why it was not stored, and what to do.
    fileprivate func refusal() throws -> (reason: String, hint: String) {
        guard case .notStored(let reason, let hint) = self else { throw Unexpected(storage: self) }
        return (reason, hint)
    }

    private struct Unexpected: Error { let storage: RefreshTokenStorage }
}
