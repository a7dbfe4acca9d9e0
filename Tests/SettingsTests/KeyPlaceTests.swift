import Glibc
import Sealing
import SyncCore
import TestSupport
import Testing

@testable import Settings

/// The key that seals secrets is none of them: named as one, it would be shown and sent to Zoho.
@Suite struct KeyPlaceTests {
    private let folder: TemporaryFolder
    private let key = SealingKey.generate()
    private let old = SealingKey.generate()

    init() throws { folder = try TemporaryFolder() }

    private var environment: ConfigEnvironment {
        .only([
            "ZOHOSYNCD_KEY": key.text.reveal(), "ZOHOSYNCD_OLD_KEY": old.text.reveal(),
            "COPY": old.text.reveal(), "CREDENTIALS_DIRECTORY": folder.path,
        ])
    }

    @Test(arguments: [
        #"{"env":"ZOHOSYNCD_KEY"}"#, #"{"env":"ZOHOSYNCD_OLD_KEY"}"#,
        #"{"credential":"zohosyncd.key"}"#, #"{"credential":"zohosyncd.old-key"}"#,
        #"{"file":"/run/credentials/x/zohosyncd.key"}"#, #"{"file":"zohosyncd.old-key"}"#,
        #"{"env":"COPY"}"#, #"{"credential":"link"}"#, #"{"file":"link"}"#,
    ])
    func theKey_IsNoSecret_InFileAndPatch(place: String) throws {
        try folder.write(key.text.reveal() + "\n", to: "zohosyncd.key")
        try folder.write(old.text.reveal() + "\n", to: "zohosyncd.old-key")
        try #require(symlink("zohosyncd.key", folder.path + "/link") == 0)
        let good = config(#""modules":{}"#)
        try folder.write(good)
        let file = ConfigFile(path: "\(folder.path)/config.json", environment: environment)
        let credentials = try file.load().settings.credentials
        let patch: JSONValue = ["client_secret": try JSONDocument(place).value]
        let refused = try #require(throws: ConfigError.self) { try file.patch(patch) }
        #expect(refused.problems.map(\.keyPath) == ["client_secret"])
        #expect(refused.problems.first?.message.contains("key that seals") == true)
        #expect(try folder.read() == good)
        try folder.write(good.replacing(#""hush""#, with: place))
        #expect(throws: ConfigError.self) { try file.load() }
        let revealed = try file.revealedJSON(credentials).text
        #expect(!revealed.contains(key.text.reveal()))
        #expect(!revealed.contains(old.text.reveal()))
    }

    @Test(arguments: [
        "/proc/self/environ", "/proc/self/../self/cmdline", "/proc/sys/kernel/ostype",
    ])
    func viewsOfAProcess_AreNoFiles(path: String) throws {
        try folder.write(config("").replacing(#""hush""#, with: #"{"file":"\#(path)"}"#))
        let file = ConfigFile(path: "\(folder.path)/config.json", environment: .only([:]))
        let error = try #require(throws: ConfigError.self) { try file.load() }
        #expect(error.problems.map(\.keyPath) == ["client_secret"])
        #expect(error.problems.first?.message.contains("a view of a process") == true)
        #expect(error.hint.contains("a file of its own"))
    }
}
