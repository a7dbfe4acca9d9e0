import Glibc
import Sealing
import SyncCore
import TestSupport
import Testing

@testable import Settings

/// Secrets that come through the interface, and those that it shows.
@Suite struct PatchedSecretTests {
    private let folder: TemporaryFolder
    private let key = SealingKey.generate()

    init() throws { folder = try TemporaryFolder() }

    private func file(_ text: String?, _ variables: [String: String] = [:]) throws -> ConfigFile {
        if let text { try folder.write(text) }
        return ConfigFile(path: "\(folder.path)/config.json", environment: .only(variables))
    }

    private var keyed: [String: String] { ["ZOHOSYNCD_KEY": key.text.reveal()] }

    // MARK: Patches

    @Test(arguments: [#""hush.old""#, #"{"env":"S"}"#, "sealed"])
    func plain_withAKey_isNeverOnTheDisk(present: String) throws {
        let text =
            try present == "sealed"
            ? #"{"sealed":"\#(sealed("hush.old", .refreshToken, key))"}"# : present
        let file = try file(
            #"{"client_id":"i","client_secret":{"env":"S"},"refresh_token":\#(text),"modules":{}}"#,
            keyed.merging(["S": "hush"]) { $1 })
        let change = try file.patch(["refresh_token": "hush.new", "enabled": false])
        #expect(change.changedKeyPaths == ["refresh_token", "enabled"])
        #expect(change.settings.credentials.refreshToken.reveal() == "hush.new")
        #expect(try !folder.read().contains("hush"))
        #expect(try folder.read().contains(#""client_secret":{"env":"S"}"#))
        #expect(try file.load().settings == change.settings)
    }

    /// It is refused for what it is, not for what it would be beside the present one.
    @Test func aRefusedReference_IsToldByItself() throws {
        let text = try sealedConfig(
            secret: sealed("a", .clientSecret, key), token: sealed("b", .refreshToken, key))
        let file = try file(text, keyed)
        let error = #expect(throws: ConfigError.self) {
            try file.patch(["client_secret": ["file": "/run/credentials/zohosyncd.key"]])
        }
        #expect(error?.problems.map(\.keyPath) == ["client_secret"])
        #expect(error?.problems.first?.message.contains("the key that seals") == true)
        #expect(try folder.read() == text)
    }

    @Test func plain_withoutAKey_staysPlain() throws {
        try folder.write("hush.old", to: "token")
        let file = try file(
            #"{"client_id":"i","client_secret":"s","refresh_token":{"file":"token"},"modules":{}}"#)
        try file.patch(["refresh_token": "hush.new"])
        #expect(try folder.read().contains(#""refresh_token":"hush.new""#))
        #expect(try folder.read("token") == "hush.old")
    }

    @Test func plain_besideAnotherKey_isRefusedAndNothingWritten() throws {
        let text = try sealedConfig(
            secret: sealed("a", .clientSecret, key), token: sealed("b", .refreshToken, key))
        let file = try file(text, ["ZOHOSYNCD_KEY": SealingKey.generate().text.reveal()])
        let error = try #require(throws: ConfigError.self) {
            try file.patch(["refresh_token": "hush"])
        }
        #expect(error.problems.map(\.keyPath) == ["client_secret"])
        #expect(try folder.read() == text)
        let broken = try self.file(config(""), ["ZOHOSYNCD_KEY": "nonsense"])
        #expect(throws: ConfigError.self) { try broken.patch(["refresh_token": "hush"]) }
        #expect(try folder.read() == config(""))
    }

    @Test func plain_overASealedOneWithoutAKey_isRefused() throws {
        let text = try sealedConfig(
            secret: sealed("a", .clientSecret, key), token: sealed("b", .refreshToken, key))
        let file = try file(text)
        let error = try #require(throws: ConfigError.self) {
            try file.patch(["client_secret": "hush1", "refresh_token": "hush2"])
        }
        #expect(error.problems.first?.message.contains("no key to seal the new one") == true)
        #expect(!error.isFileBroken && !"\(error)".contains("hush"))
        #expect(try folder.read() == text)
        let moved = try self.file(text, ["A": "a", "B": "b"])
        try moved.patch(["client_secret": ["env": "A"], "refresh_token": ["env": "B"]])
        #expect(try moved.load().settings.credentials.refreshToken.reveal() == "b")
    }

    @Test func plain_intoAFileThatEverybodyMayRead_isRefused() throws {
        let text = config(#""modules":{}"#)
        for (mode, isRefused) in [(0o644, true), (0o604, true), (0o640, false)] as [(mode_t, Bool)]
        {
            let file = try file(nil)
            try folder.write(text, mode: mode)
            guard isRefused else {
                try file.patch(["refresh_token": "hush.new"])
                continue
            }
            let error = try #require(throws: ConfigError.self) {
                try file.patch(["refresh_token": "hush.new"])
            }
            #expect(error.problems.map(\.keyPath) == ["refresh_token"])
            #expect(error.hint.contains("chmod 0600") && !"\(error)".contains("hush"))
            #expect(throws: ConfigError.self) { try file.checkStorable() }
            #expect(try folder.read() == text)
            // What is no new secret may be written, and a sealed one.
            try file.patch(["refresh_token": "1000.token", "enabled": true])
            let keyed = try self.file(nil, keyed)
            try keyed.checkStorable()
            try keyed.patch(["refresh_token": "hush.new"])
            #expect(try !folder.read().contains("hush.new"))
        }
    }

    @Test func whatAVariableWinsOver_isWritten_withAWarning() throws {
        let file = try file(config(#""modules":{}"#), ["ZOHO_REFRESH_TOKEN": "hush.env"])
        let change = try file.patch(["refresh_token": "hush.new", "client_id": "1000.NEW"])
        #expect(change.settings.credentials.refreshToken.reveal() == "hush.env")
        #expect(try folder.read().contains("hush.new"))
        let warnings = change.warnings.filter { $0.state == .overridden }
        #expect(warnings.map(\.keyPath) == ["refresh_token"])
        #expect(warnings.first?.message.contains("ZOHO_REFRESH_TOKEN wins") == true)
        #expect(file.overridden == ["refresh_token"])
        let other = try file.patch(["enabled": false])
        #expect(!other.warnings.contains { $0.state == .overridden })
    }

    @Test func reference_replacesAnother_whole() throws {
        let file = try file(
            #"{"client_id":"i","client_secret":"s","refresh_token":{"file":"t"},"modules":{}}"#,
            ["S": "hush"])
        let change = try file.patch(["refresh_token": ["env": "S"]])
        #expect(change.changedKeyPaths == ["refresh_token"])
        #expect(change.settings.credentials.refreshToken.reveal() == "hush")
        #expect(try file.patch(["refresh_token": ["env": "S"]]).changedKeyPaths == [])
    }

    @Test func unusable_isRefusedAsBefore() throws {
        let text = config(#""modules":{}"#)
        let file = try file(text, keyed)
        for value in [5, "", "two words", [], ["env": "S", "file": "t"], nil] as [JSONValue] {
            let error = try #require(throws: ConfigError.self) {
                try file.patch(["refresh_token": value])
            }
            #expect(error.problems.map(\.keyPath) == ["refresh_token"])
            #expect(try folder.read() == text)
        }
    }

    // MARK: Showing

    @Test func revealed_everySource_isInClear_AndItsReturnMovesNothing() throws {
        try folder.write("hush.file\n", to: "token")
        for (secret, token) in [
            (#"{"env":"S"}"#, #"{"file":"token"}"#),
            (#"{"sealed":"\#(try sealed("hush.env", .clientSecret, key))"}"#, #"{"file":"token"}"#),
        ] {
            let text =
                #"{"client_id":"i","client_secret":\#(secret),"refresh_token":\#(token),"modules":{}}"#
            let file = try file(text, keyed.merging(["S": "hush.env"]) { $1 })
            let revealed = try file.revealedJSON(file.load().settings.credentials)
            #expect(revealed["client_secret"] == "hush.env")
            #expect(revealed["refresh_token"] == "hush.file")
            #expect(
                revealed.object?.keys == ["client_id", "client_secret", "refresh_token", "modules"])
            #expect(try file.maskedJSON()["client_secret"] == "********")
            #expect(try file.patch(revealed).changedKeyPaths == [])
            #expect(try folder.read() == text)
            let credentials = try file.load().settings.credentials
            try folder.write("{")
            #expect(try file.revealedJSON(credentials) == revealed)
        }
    }

    @Test(arguments: [
        #""client_id":"1000.ID","client_secret":"s","refresh_token":"t","#, "",
    ])
    func revealed_overridden_isWhatIsInForce_AndItsReturnMovesNothing(members: String) throws {
        let text = #"{\#(members)"modules":{}}"#
        let file = try file(
            text,
            [
                "ZOHO_CLIENT_ID": "1000.ENV", "ZOHO_CLIENT_SECRET": "hush.env.s",
                "ZOHO_REFRESH_TOKEN": "hush.env.t",
            ])
        let revealed = try file.revealedJSON(file.load().settings.credentials)
        #expect(revealed["client_id"] == "1000.ENV")
        #expect(revealed["client_secret"] == "hush.env.s")
        #expect(revealed["refresh_token"] == "hush.env.t")
        #expect(try file.patch(revealed).changedKeyPaths == [])
        #expect(try folder.read() == text)
        // Whoever changes one of them changes what is in the file.
        #expect(try file.patch(["client_id": "1000.NEW"]).changedKeyPaths == ["client_id"])
    }

    /// The daemon uses what it has read; another text in the place that is named is not in force.
    @Test func revealed_isWhatWasLoaded_NotWhatIsThereByNow() throws {
        try folder.write("hush.loaded\n", to: "secret")
        let text =
            #"{"client_id":"i","client_secret":{"file":"secret"},"refresh_token":"t","modules":{}}"#
        let file = try file(text)
        let credentials = try file.load().settings.credentials
        try folder.write("hush.later\n", to: "secret")
        let revealed = try file.revealedJSON(credentials)
        #expect(revealed["client_secret"] == "hush.loaded")
        #expect(try file.patch(revealed).changedKeyPaths == [])
        #expect(try folder.read() == text)
        #expect(file.settings?.credentials.clientSecret.reveal() == "hush.later")
    }

    /// It could not be put where the old one came from: here it can.
    @Test func revealed_replacedByZoho_ItsReturnIsKept() throws {
        let text =
            #"{"client_id":"i","client_secret":"s","refresh_token":{"env":"T"},"modules":{}}"#
        let file = try file(text, ["T": "hush.old"])
        var credentials = try file.load().settings.credentials
        credentials.refreshToken = Secret("hush.new")
        let revealed = try file.revealedJSON(credentials)
        #expect(revealed["refresh_token"] == "hush.new")
        #expect(try file.patch(revealed).settings.credentials.refreshToken.reveal() == "hush.new")
    }

    // MARK: A new file

    private let first: JSONValue = [
        "data_center": "eu", "client_id": "1000.ID", "client_secret": "hush1",
        "refresh_token": "hush2", "modules": ["Zoho CRM": ["enabled": true]],
    ]

    @Test func missing_isMade_forItsOwnerOnly() throws {
        let file = try file(nil)
        let change = try file.patch(first, createIfMissing: true)
        #expect(change.settings.dataCenter == .eu)
        let snapshot = try folder.snapshot()
        #expect(snapshot.mode == 0o600)
        #expect(folder.names == ["config.json"])
        #expect(try folder.read().hasPrefix("{\n"))
        #expect(try folder.read().hasSuffix("}\n"))
        #expect(try file.load().settings == change.settings)
        try file.patch(["enabled": false], createIfMissing: true)
        #expect(try file.load().settings.credentials == change.settings.credentials)
    }

    @Test func missing_withAKey_isMadeSealed() throws {
        let file = try file(nil, keyed)
        let change = try file.patch(first, createIfMissing: true)
        #expect(change.settings.credentials.refreshToken.reveal() == "hush2")
        #expect(change.warnings == [])
        #expect(try !folder.read().contains("hush"))
    }

    @Test(.enabled(if: geteuid() == 0, "only root may give files away"))
    func missing_inTheDaemonsFolder_isTheDaemons() throws {
        try #require(chown(folder.path, 12345, 54321) == 0)
        try file(nil).patch(first, createIfMissing: true)
        let snapshot = try folder.snapshot()
        #expect(snapshot.owner == 12345 && snapshot.group == 54321 && snapshot.mode == 0o600)
    }

    @Test func missing_notAskedFor_isAnError() throws {
        let file = try file(nil)
        #expect(throws: ConfigError.self) { try file.patch(first) }
        #expect(throws: ConfigError.self) {
            try file.patch(["enabled": true], createIfMissing: true)
        }
        #expect(folder.names == [])
        let nowhere = ConfigFile(path: "\(folder.path)/none/c.json", environment: .only([:]))
        let error = try #require(throws: ConfigError.self) {
            try nowhere.patch(first, createIfMissing: true)
        }
        #expect(error.description.contains("no such file or directory"))
    }

    @Test func create_whatIsThereMeanwhile_isKept() throws {
        let path = try folder.write("somebody's")
        #expect(try FileReplacer().create(path, with: []) == .changedMeanwhile)
        #expect(try folder.read() == "somebody's")
        #expect(folder.names == ["config.json"])
    }
}
