import Glibc
import Sealing
import SyncCore
import TestSupport
import Testing

@testable import Settings

/// `zohosync secrets seal` and `rotate`, on a file.
@Suite struct SealingFileTests {
    private let folder: TemporaryFolder
    private let key = SealingKey.generate()
    private let old = SealingKey.generate()

    init() throws { folder = try TemporaryFolder() }

    private func file(_ variables: [String: String]) -> ConfigFile {
        ConfigFile(path: "\(folder.path)/config.json", environment: .only(variables))
    }

    private var keyed: ConfigFile { file(["ZOHOSYNCD_KEY": key.text.reveal()]) }

    private var rotating: ConfigFile {
        file(["ZOHOSYNCD_KEY": key.text.reveal(), "ZOHOSYNCD_OLD_KEY": old.text.reveal()])
    }

    private static let layout =
        "{ \"client_id\" : \"i\",\n\t\"client_secret\":\"hush1\" ,  \"refresh_token\" :\t\"hush2\","
        + "\"zz\":[1 ,2],\n\"modules\":{\"Zoho CRM\":   { \"last_sync\":  null , \"a\\u0062\":1}}}\n\n"

    // MARK: Seal

    @Test func seal_plain_changesNothingElse() throws {
        try folder.write(Self.layout, mode: 0o640)
        let report = try keyed.sealSecrets()
        #expect(report == SecretsReport(sealed: ["client_secret", "refresh_token"]))
        let text = try folder.read()
        #expect(!text.contains("hush"))
        let form = /\{ "sealed": "zs1:[A-Za-z0-9_-]+" \}/
        #expect(text.matches(of: form).count == 2)
        var masked = text
        for secret in ["\"hush1\"", "\"hush2\""] {
            let range = try #require(masked.firstMatch(of: form)?.range)
            masked.replaceSubrange(range, with: secret)
        }
        #expect(masked == Self.layout)
        #expect(try folder.snapshot().mode == 0o640)
        #expect(folder.names == ["config.json"])
        let credentials = try keyed.load().settings.credentials
        #expect(credentials.clientSecret.reveal() == "hush1")
        #expect(credentials.refreshToken.reveal() == "hush2")
    }

    @Test(.enabled(if: geteuid() == 0, "only root may give files away"))
    func seal_byRoot_keepsTheOwner() throws {
        try folder.write(Self.layout)
        try #require(chown("\(folder.path)/config.json", 12345, 54321) == 0)
        try keyed.sealSecrets()
        let snapshot = try folder.snapshot()
        #expect(snapshot.owner == 12345 && snapshot.group == 54321)
    }

    @Test func seal_again_doesNotWrite() throws {
        try folder.write(Self.layout)
        try keyed.sealSecrets()
        let before = try folder.snapshot().identity
        #expect(try keyed.sealSecrets() == SecretsReport(kept: ["client_secret", "refresh_token"]))
        #expect(try folder.snapshot().identity == before)
    }

    @Test func seal_references_stay_AndNeedNoKey() throws {
        let text = #"{"client_secret":{"env":"S"},"refresh_token":{"file":"t"}}"#
        try folder.write(text)
        let expected = SecretsReport(elsewhere: [
            .init(keyPath: "client_secret", place: "the environment variable S"),
            .init(keyPath: "refresh_token", place: "the file t"),
        ])
        #expect(try keyed.sealSecrets() == expected)
        #expect(try file([:]).sealSecrets() == expected)
        #expect(try folder.read() == text)
        try folder.write(#"{"client_secret":{"credential":"c"},"refresh_token":"hush"}"#)
        let report = try keyed.sealSecrets()
        #expect(report.sealed == ["refresh_token"])
        #expect(report.elsewhere.map(\.place) == ["the credential c"])
    }

    /// A mistake elsewhere is no reason to leave a secret in the open.
    @Test func seal_fileWithMistakes_isSealed() throws {
        try folder.write(crm(#""interval":15"#))
        #expect(try keyed.sealSecrets().sealed.count == 2)
        #expect(try folder.read().contains(#""interval":15"#))
    }

    @Test func seal_unusable_writesNothing() throws {
        let sealed = try sealed("hush2", .refreshToken, old)
        for (text, config, message) in [
            (Self.layout, file([:]), "there is no key"),
            (Self.layout, file(["ZOHOSYNCD_KEY": "hushhush"]), "ZOHOSYNCD_KEY: expected 32 bytes"),
            (
                #"{"client_secret":"hush1","refresh_token":{"sealed":"\#(sealed)"}}"#, keyed,
                "refresh_token: sealed with another key"
            ),
            (#"{"client_secret":"hush1","client_secret":"hush2"}"#, keyed, "more than once"),
            (#"{"client_secret":"hush1","refresh_token":5}"#, keyed, "found a number"),
            (#"{"client_secret":"hush1","refresh_token":"********"}"#, keyed, "its mask"),
            (#"{"client_secret":"hush1""#, keyed, "line 1"), ("[]", keyed, "expected an object"),
        ] {
            try folder.write(text)
            let before = try folder.snapshot().identity
            let error = try #require(throws: ConfigError.self) { try config.sealSecrets() }
            #expect(error.description.contains(message), "\(error)")
            #expect(!error.hint.isEmpty)
            #expect(!error.lines.joined().contains("hush"))
            #expect(try folder.snapshot().identity == before)
            #expect(folder.names == ["config.json"])
        }
    }

    @Test func seal_unwritable_leavesTheOld() throws {
        try folder.write(Self.layout)
        for step in FileReplacer.Step.allCases {
            let config = ConfigFile(
                path: "\(folder.path)/config.json",
                environment: .only(["ZOHOSYNCD_KEY": key.text.reveal()]),
                replacer: FileReplacer { $0 == step ? ENOSPC : nil })
            #expect(throws: ConfigError.self) { try config.sealSecrets() }
            #expect(try folder.read() == Self.layout)
            #expect(folder.names == ["config.json"])
        }
    }

    /// A crash while last_sync was written leaves the plain text beside the file.
    @Test func seal_leftovers_areRemoved_AlsoWhereNothingIsPlain() throws {
        try folder.write(Self.layout)
        try folder.write(Self.layout, to: ".config.json.0badcafe.new")
        try keyed.sealSecrets()
        #expect(folder.names == ["config.json"])
        try folder.write(Self.layout, to: ".config.json.0badcafe.new")
        try keyed.sealSecrets()
        #expect(folder.names == ["config.json"])
    }

    /// The daemon writes last_sync at any time: it must not bring the plain text back.
    @Test func seal_besideADaemonThatWrites_isNotUndone() async throws {
        for round in 0..<3 {
            try folder.write(Self.layout)
            let daemon = keyed
            let client = keyed
            async let writing: Void = {
                for second in 0..<5 {
                    // Who loses a race eight times says so, and has done no harm.
                    let instant = UTCInstant(seconds: Int64(round * 100 + second))
                    try? daemon.recordLastSync(instant, for: .crm)
                }
            }()
            var report: SecretsReport?
            while report == nil { report = try? client.sealSecrets() }
            await writing
            #expect(try !folder.read().contains("hush"))
            #expect(try keyed.load().settings.credentials.clientSecret.reveal() == "hush1")
            #expect(folder.names == ["config.json"])
        }
    }

    // MARK: Rotate

    @Test func rotate_old_isSealedAnew_AndTheRestStays() throws {
        let text = try sealedConfig(
            secret: sealed("hush1", .clientSecret, old), token: sealed("hush2", .refreshToken, key))
        try folder.write(text)
        let report = try rotating.rotateSecrets()
        #expect(report == SecretsReport(sealed: ["client_secret"], kept: ["refresh_token"]))
        let loaded = try keyed.load()
        #expect(loaded.settings.credentials.clientSecret.reveal() == "hush1")
        #expect(loaded.settings.credentials.refreshToken.reveal() == "hush2")
        #expect(loaded.warnings == [])
        #expect(try rotating.rotateSecrets().sealed == [])
        #expect(try keyed.rotateSecrets().sealed == [])
    }

    @Test func rotate_plainAndElsewhere_stay() throws {
        let text = #"{"client_secret":"hush1","refresh_token":{"env":"S"}}"#
        try folder.write(text)
        let report = try rotating.rotateSecrets()
        #expect(report.plain == ["client_secret"])
        #expect(report.elsewhere.count == 1)
        #expect(try folder.read() == text)
    }

    @Test func rotate_oneOfTwo_isNone() throws {
        let stranger = SealingKey.generate()
        let text = try sealedConfig(
            secret: sealed("hush1", .clientSecret, old),
            token: sealed("hush2", .refreshToken, stranger))
        try folder.write(text)
        let error = try #require(throws: ConfigError.self) { try rotating.rotateSecrets() }
        #expect(error.description.contains("refresh_token: sealed with another key"))
        #expect(try folder.read() == text)
        #expect(throws: ConfigError.self) { try keyed.rotateSecrets() }
        #expect(try folder.read() == text)
    }

    /// While the keys change, the daemon runs with either pair.
    @Test func rotate_inSteps_isReadableAtEach() throws {
        try folder.write(Self.layout)
        let before = file(["ZOHOSYNCD_KEY": old.text.reveal()])
        try before.sealSecrets()
        let settings = try before.load().settings
        #expect(try rotating.load().settings == settings)
        #expect(try rotating.sealSecrets().old == ["client_secret", "refresh_token"])
        try rotating.rotateSecrets()
        #expect(try rotating.load().settings == settings)
        #expect(try keyed.load().settings == settings)
        #expect(throws: ConfigError.self) { try before.load() }
        #expect(before.settings == settings)
    }
}
