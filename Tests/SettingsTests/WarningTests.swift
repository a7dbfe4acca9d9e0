import Glibc
import SyncCore
import TestSupport
import Testing

@testable import Settings

/// Which warnings somebody is told of, and how many.
@Suite struct WarningTests {
    private func warning(_ keyPath: String) -> ConfigWarning {
        ConfigWarning(keyPath: keyPath, message: "odd", hint: "even", line: nil, state: nil)
    }

    @Test(
        arguments: [
            ("", [""]), ("a", ["a"]), ("a.b_c.d", ["a", "a.b_c", "a.b_c.d"]),
            (
                #"modules."Zoho CRM".x"#,
                ["modules", #"modules."Zoho CRM""#, #"modules."Zoho CRM".x"#]
            ),
            (#""a.b".c"#, [#""a.b""#, #""a.b".c"#]),
            (#""a\".b".c"#, [#""a\".b""#, #""a\".b".c"#]),
            (#""a\\".c"#, [#""a\\""#, #""a\\".c"#]),
        ] as [(String, [String])])
    func aPlaceIsInItsParents(text: String, places: [String]) {
        #expect(ConfigKeyPath.withParents(text) == places)
    }

    @Test func whatAPatchBrings_IsWarnedAbout() throws {
        let folder = try TemporaryFolder()
        let file = ConfigFile(
            path: try folder.write(
                config(##""old":1,"modules":{"Zoho CRM":{"colour":1}}"##), mode: 0o640),
            environment: .only([:]))
        try file.load()
        func warned(_ patch: JSONValue) throws -> [String] {
            try file.patch(patch).warnings.map(\.keyPath)
        }
        #expect(try warned(["enabled": false]) == [])
        #expect(
            try warned(["modules": ["Zoho CRM": ["intervall": "5m"]]])
                == [#"modules."Zoho CRM".intervall"#])
        #expect(
            try warned(["modules": ["Zoho Books": ["enabled": true, "x.y": 1]]])
                == [#"modules."Zoho Books"."x.y""#])
        #expect(try warned(["data_centre": "eu", "old": 2]) == ["old", "data_centre"])
        #expect(try warned(["old": nil, "data_centre": nil]) == [])
        #expect(try warned(["client_secret": "hush-hush"]) == ["client_secret"])
        // What it leaves behind is about what it was in.
        #expect(try warned(["modules": ["Zoho CRM": nil, "Zoho Books": nil]]) == ["modules"])
    }

    /// What is not written, because a variable says it already, must not look as if it were.
    @Test func whatAVariableSays_IsNotWritten_AndThatIsSaid() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(config(#""modules":{}"#))
        let file = ConfigFile(path: path, environment: .only(["ZOHO_CLIENT_ID": "1000.OTHER"]))
        try file.load()
        let change = try file.patch(["client_id": "1000.OTHER"])
        #expect(change.changedKeyPaths == [])
        #expect(change.warnings.map(\.keyPath) == ["client_id"])
        #expect(change.warnings.first?.message.contains("is not written") == true)
    }

    @Test func aHandEditIsOdd_OnlyOnce() throws {
        let folder = try TemporaryFolder()
        let file = ConfigFile(
            path: try folder.write(config(#""modules":{}"#)), environment: .only([:]))
        #expect(try !file.load().hasOddChanges)
        try folder.write(config(#""modules":{},"data_centre":"eu""#))
        #expect(try file.load().hasOddChanges)
        #expect(try !file.load().hasOddChanges)
    }

    @Test func manyWarnings_AreCutShort() {
        let many = (0..<50_000).map { warning("k\($0)") }
        #expect(many.digest.count == 21 && Array(many.digest.prefix(20)) == Array(many.prefix(20)))
        #expect(many.digest.last?.message == "49980 more warnings")
        #expect(Array(many.prefix(20)).digest == Array(many.prefix(20)))
        let marks = [warning("k" + String(repeating: "\u{301}", count: 20_000))].digest
        #expect(marks.allSatisfy { $0.keyPath.unicodeScalars.count == 200 })
        let long = [warning(String(repeating: "k", count: 1_000_000))].digest
        #expect(long.first?.keyPath == String(repeating: "k", count: 199) + "…")
    }

    @Test(
        arguments: [
            (0o600, nil), (0o640, nil), (0o660, nil), (0o644, "everybody may read it"),
            (0o666, "everybody may read and write it"), (0o602, "everybody may write it"),
        ] as [(mode_t, String?)])
    func aSecretsFile_OpenToAll_IsWarnedAbout(mode: mode_t, words: String?) throws {
        let folder = try TemporaryFolder()
        try folder.write("hush", to: "secret", mode: mode)
        let text =
            #"{"client_id":"i","client_secret":{"file":"secret"},"refresh_token":{"env":"T"}}"#
        let warnings = ConfigReading(
            try JSONDocument(text), folder: folder.path, environment: .only(["T": "t"]),
            mode: 0o644, path: "\(folder.path)/config.json"
        ).warnings.filter { $0.keyPath == "client_secret" }
        #expect(warnings.map(\.line) == (words == nil ? [] : [1]))
        guard let words, let warning = warnings.first else { return }
        #expect(warning.message.hasSuffix("secret has mode 0\(String(mode, radix: 8)): \(words)"))
        #expect(warning.hint == "chmod o-rwx \(folder.path)/secret")
    }
}
