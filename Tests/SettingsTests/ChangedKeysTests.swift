import SyncCore
import TestSupport
import Testing

@testable import Settings

/// What the audit is told of a change: keys, never values.
@Suite struct ChangedKeysTests {
    @Test(
        arguments: [
            (#"{}"#, []), (#"{"enabled":false}"#, ["enabled"]),
            (#"{"client_secret":{"env":"X"}}"#, ["client_secret.env"]),
            (
                #"{"modules":{"Zoho CRM":{"interval":"1h","streams":null}},"x":{}}"#,
                [#"modules."Zoho CRM".interval"#, #"modules."Zoho CRM".streams"#, "x"]
            ), (#"{"a":[1,{"b":2}]}"#, ["a"]),
            (#"{"enabled":true,"enabled":false}"#, ["enabled"]),
        ] as [(String, [String])])
    func aPatchNames(patch: String, keys: [String]) throws {
        #expect(ChangedKeys.named(by: try JSONDocument(patch).value) == keys)
    }

    @Test(
        arguments: [
            (#"{"a":1}"#, #"{"a":1}"#, []), (#"{"a":1,"b":2}"#, #"{"b":2,"a":1}"#, []),
            (#"{"a":1}"#, #"{"a":2,"b":1}"#, ["a", "b"]), (#"{"a":1,"b":1}"#, #"{"b":1}"#, ["a"]),
            (#"{"a":{"b":1,"c":2}}"#, #"{"a":{"b":1,"c":3}}"#, ["a.c"]),
            (#"{"a":{"b":1}}"#, #"{"a":7}"#, ["a"]), (#"{"a":[1]}"#, #"{"a":[2]}"#, ["a"]),
        ] as [(String, String, [String])])
    func twoFilesDiffer(old: String, new: String, keys: [String]) throws {
        #expect(
            ChangedKeys.between(try JSONDocument(old).value, try JSONDocument(new).value) == keys)
    }

    @Test(arguments: [
        ("client_secret", true), ("refresh_token.env", true), ("client_id", false),
        (#"modules."Zoho CRM".interval"#, false), ("http_password", true), ("TOKEN\u{301}", true),
    ])
    func aSecretIsTold(key: String, isSecret: Bool) {
        #expect(ChangedKeys.isSecret(key) == isSecret)
    }

    private static let text = """
        {"client_id": "i", "client_secret": "s", "refresh_token": "r", "data_center": "us",
         "modules": {"Zoho CRM": {"enabled": true, "last_sync": null, "interval": "1h"}}}
        """

    /// What the daemon itself writes is not somebody else's; what was edited meanwhile is, also
    /// where the daemon has written after it.
    @Test func aReading_TellsWhatOthersHaveChanged() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Self.text)
        let file = ConfigFile(path: path, environment: .only([:]))
        #expect(try file.load().changedKeyPaths == [])
        try file.recordLastSync(UTCInstant(seconds: 1_780_000_000), for: .crm)
        #expect(try file.load().changedKeyPaths == [])
        try file.patch(["enabled": false, "data_center": "eu"])
        #expect(try file.load().changedKeyPaths == [])

        let edited = try folder.read().replacing("\"1h\"", with: "\"2h\"")
            .replacing("\"s\"", with: "\"t\"")
        try folder.write(edited)
        // Shown and written to before it is read again.
        _ = try file.maskedJSON()
        try file.patch(["enabled": true])
        try file.recordLastSync(UTCInstant(seconds: 1_780_000_060), for: .crm)
        let keys = try file.load().changedKeyPaths
        #expect(keys == ["client_secret", #"modules."Zoho CRM".interval"#])
        #expect(try file.load().changedKeyPaths == [])
    }

    @Test func aBrokenFile_IsNotTakenUp_AndWhatMendsItIsTold() throws {
        let folder = try TemporaryFolder()
        let file = ConfigFile(path: try folder.write(Self.text), environment: .only([:]))
        try file.load()
        try folder.write("{")
        #expect(throws: ConfigError.self) { try file.load() }
        try folder.write(Self.text.replacing("\"us\"", with: "\"in\""))
        #expect(try file.load().changedKeyPaths == ["data_center"])
    }
}
