import Sealing
import SyncCore
import TestSupport
import Testing

@testable import Settings

/// Sealed secrets as the configuration is read, and the warnings about secrets.
@Suite struct SealedSecretTests {
    private let key = SealingKey.generate()
    private let old = SealingKey.generate()

    private func reading(
        _ text: String, _ variables: [String: String] = [:], files: [String: String] = [:]
    ) throws -> ConfigReading {
        var environment = ConfigEnvironment.only(variables)
        environment.contents = { path, _ in
            files[path].map { .success(Array($0.utf8)) }
                ?? .failure(FileFault("open \(path)", code: path == "/creds/broken" ? 13 : 2))
        }
        return try SettingsTests.reading(text, environment)
    }

    /// Both secrets sealed with one key.
    private func both(_ key: SealingKey) throws -> String {
        try sealedConfig(
            secret: sealed("hush1", .clientSecret, key), token: sealed("hush2", .refreshToken, key))
    }

    // MARK: Keys

    @Test func key_ofTheVariable_opens() throws {
        let reading = try reading(both(key), ["ZOHOSYNCD_KEY": key.text.reveal()])
        #expect(reading.problems == [])
        #expect(reading.warnings == [])
        let credentials = try #require(reading.settings?.credentials)
        #expect(credentials.clientSecret.reveal() == "hush1")
        #expect(credentials.refreshToken.reveal() == "hush2")
    }

    @Test func key_ofTheCredential_opens_AndTheVariableWins() throws {
        let files = ["/creds/zohosyncd.key": key.text.reveal() + "\n"]
        let folder = ["CREDENTIALS_DIRECTORY": "/creds"]
        #expect(try reading(both(key), folder, files: files).problems == [])
        let variable = folder.merging(["ZOHOSYNCD_KEY": old.text.reveal()]) { $1 }
        #expect(try reading(both(old), variable, files: files).problems == [])
        #expect(try reading(both(key), variable, files: files).problems.count == 2)
        let empty = folder.merging(["ZOHOSYNCD_KEY": ""]) { $1 }
        #expect(try reading(both(key), empty, files: files).problems == [])
    }

    @Test func key_none_isAProblemOfEachSecretWithTheNextStep() throws {
        let reading = try reading(both(key), ["CREDENTIALS_DIRECTORY": "/creds"])
        #expect(reading.problems.map(\.keyPath) == ["client_secret", "refresh_token"])
        for problem in reading.problems {
            #expect(problem.message == "sealed with the key \(key.id), and there is no key")
            #expect(problem.hint.contains("ZOHOSYNCD_KEY"))
            #expect(problem.line == 1)
        }
        #expect(reading.settings == nil)
    }

    @Test func key_another_isToldWithBothNames() throws {
        let reading = try reading(both(key), ["ZOHOSYNCD_KEY": old.text.reveal()])
        #expect(reading.problems.count == 2)
        let message = try #require(reading.problems.first?.message)
        #expect(message.contains(key.id) && message.contains(old.id))
    }

    @Test(arguments: ["hushhush", "AAAA", "    "])
    func key_thatIsNone_isOneProblem(text: String) throws {
        for config in [try both(key), config("")] {
            let reading = try reading(config, ["ZOHOSYNCD_KEY": text])
            #expect(reading.problems.count == 1)
            let problem = try #require(reading.problems.first)
            #expect(problem.message.hasPrefix("ZOHOSYNCD_KEY: expected 32 bytes in base64"))
            #expect(!"\(problem)".contains(text))
        }
    }

    @Test func key_thatCannotBeRead_isAProblem() throws {
        var environment = ConfigEnvironment.only(["CREDENTIALS_DIRECTORY": "/creds"])
        environment.contents = { path, _ in .failure(FileFault("open \(path)", code: 13)) }
        let reading = try SettingsTests.reading(config(""), environment)
        #expect(
            reading.problems.map(\.message) == [
                "cannot read the credential zohosyncd.key: permission denied"
            ])
    }

    @Test func oldKey_alone_isAProblem() throws {
        let reading = try reading(both(old), ["ZOHOSYNCD_OLD_KEY": old.text.reveal()])
        #expect(reading.problems.map(\.message) == ["there is an old key, and no key"])
    }

    @Test func oldKey_besideTheNew_opensWithOneWarning() throws {
        let variables = [
            "ZOHOSYNCD_KEY": key.text.reveal(), "ZOHOSYNCD_OLD_KEY": old.text.reveal(),
        ]
        let reading = try reading(both(old), variables)
        #expect(reading.problems == [])
        #expect(reading.settings?.credentials.refreshToken.reveal() == "hush2")
        #expect(reading.warnings.map(\.state) == [.oldKey])
        let warning = try #require(reading.warnings.first)
        #expect(warning.message == "client_secret and refresh_token are sealed with the old key")
        #expect(warning.hint.contains("zohosync secrets rotate"))
        let rest = try self.reading(
            sealedConfig(
                secret: sealed("hush1", .clientSecret, key),
                token: sealed("hush2", .refreshToken, old)), variables)
        #expect(rest.warnings.map(\.message) == ["refresh_token is sealed with the old key"])
        let credentials = try self.reading(
            both(old), ["CREDENTIALS_DIRECTORY": "/creds"],
            files: [
                "/creds/zohosyncd.key": key.text.reveal(),
                "/creds/zohosyncd.old-key": old.text.reveal(),
            ])
        #expect(credentials.problems == [])
    }

    // MARK: Envelopes

    @Test func envelope_swapped_isRefusedAndNamed() throws {
        let text = try sealedConfig(
            secret: sealed("hush2", .refreshToken, key), token: sealed("hush1", .clientSecret, key))
        let reading = try reading(text, ["ZOHOSYNCD_KEY": key.text.reveal()])
        #expect(
            reading.problems.map(\.description) == [
                "client_secret: sealed for refresh_token, and not for here",
                "refresh_token: sealed for client_secret, and not for here",
            ])
        #expect(reading.problems.first?.hint.contains("put it back to refresh_token") == true)
    }

    @Test func envelope_changedOrCut_isToldFromAnotherKey() throws {
        let whole = try sealed("hush1", .clientSecret, key)
        let token = try sealed("hush2", .refreshToken, key)
        for text in [String(whole.dropLast(4)), String(whole.dropLast(6)) + "AAAAAA"] {
            let reading = try reading(
                sealedConfig(secret: text, token: token), ["ZOHOSYNCD_KEY": key.text.reveal()])
            #expect(
                reading.problems.map(\.description) == [
                    "client_secret: changed or cut short since it was sealed"
                ])
        }
        for (text, message) in [("zs1:", "cut short"), ("zs9:AAAA", "another version (zs9)")] {
            let reading = try reading(
                sealedConfig(secret: text, token: token), ["ZOHOSYNCD_KEY": key.text.reveal()])
            #expect(reading.problems.count == 1)
            #expect(reading.problems.first?.message.contains(message) == true)
        }
    }

    @Test func envelope_ofNoSecret_isRefused() throws {
        let reading = try reading(
            sealedConfig(
                secret: sealed("two words", .clientSecret, key),
                token: sealed("hush2", .refreshToken, key)),
            ["ZOHOSYNCD_KEY": key.text.reveal()])
        #expect(reading.problems.map(\.keyPath) == ["client_secret"])
        #expect(!"\(reading.problems)".contains("two words"))
    }

    @Test func override_ofTheEnvironment_needsNoKey() throws {
        let reading = try reading(
            both(key), ["ZOHO_CLIENT_SECRET": "E1", "ZOHO_REFRESH_TOKEN": "E2"])
        #expect(reading.settings?.credentials.refreshToken.reveal() == "E2")
    }

    // MARK: Plain secrets

    @Test func plain_both_isOneWarning() throws {
        let reading = try reading(crm(""))
        #expect(reading.warnings.map(\.state) == [.plainSecrets])
        let warning = try #require(reading.warnings.first)
        #expect(warning.message.hasPrefix("client_secret and refresh_token are plain text: "))
        #expect(warning.hint.contains("generate-key") && warning.hint.contains("LoadCredential="))
        #expect(!warning.advice(path: "/c").contains("hush"))
        let keyed = try self.reading(crm(""), ["ZOHOSYNCD_KEY": key.text.reveal()])
        #expect(keyed.warnings.map(\.hint) == ["run zohosync secrets seal"])
    }

    @Test func plain_one_isNamed() throws {
        let text =
            #"{"client_id":"i","client_secret":{"env":"S"},"refresh_token":"t","modules":{"Zoho CRM":{}}}"#
        let reading = try reading(text, ["S": "hush"])
        #expect(reading.warnings.first?.message.hasPrefix("refresh_token is plain text: ") == true)
    }

    @Test func plain_isToldOncePerStart_AndWhenItBecomesTrueAgain() throws {
        let folder = try TemporaryFolder()
        try folder.write(crm(""))
        let path = "\(folder.path)/config.json"
        let file = ConfigFile(
            path: path, environment: .only(["ZOHOSYNCD_KEY": key.text.reveal()]))
        #expect(try file.load().warnings.map(\.state) == [.plainSecrets])
        #expect(try file.load().warnings == [])
        try file.recordLastSync(UTCInstant(seconds: 0), for: .crm)
        #expect(try file.load().warnings == [])
        try file.sealSecrets()
        #expect(try file.load().warnings == [])
        try folder.write(crm(""))
        #expect(try file.load().warnings.map(\.state) == [.plainSecrets])
        #expect(ConfigReport.check(path: path, environment: .only([:])).lines.count == 2)
        let next = ConfigFile(path: path, environment: .only([:]))
        #expect(try next.load().warnings.map(\.state) == [.plainSecrets])
    }
}

/// A sealed secret as text.
func sealed(_ secret: String, _ place: SealedPlace, _ key: SealingKey) throws -> String {
    try SealedEnvelope(sealing: Secret(secret), for: place, with: key).text
}

/// A configuration with sealed secrets.
func sealedConfig(secret: String, token: String) -> String {
    #"{"client_id":"i","client_secret":{"sealed":"\#(secret)"},"#
        + #""refresh_token":{"sealed":"\#(token)"},"modules":{"Zoho CRM":{"last_sync":null}}}"#
}
