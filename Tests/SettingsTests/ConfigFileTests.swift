import Glibc
import SyncCore
import TestSupport
import Testing

@testable import Settings

@Suite struct ConfigFileTests {
    private let folder: TemporaryFolder
    private let file: ConfigFile
    private static let instant = UTCInstant(seconds: 1_795_354_085)

    init() throws {
        folder = try TemporaryFolder()
        file = ConfigFile(path: "\(folder.path)/config.json", environment: .only([:]))
    }

    // MARK: Reading

    @Test func load_good_keepsSettings() throws {
        try folder.write(crm(#""x":1"#))
        #expect(file.settings == nil)
        let loaded = try file.load()
        #expect(loaded.warnings.map(\.keyPath) == [#"modules."Zoho CRM".x"#, ""])
        #expect(file.settings == loaded.settings)
    }

    @Test func load_nowBroken_keepsTheLastGood() throws {
        try folder.write(crm(""))
        let settings = try file.load().settings
        for text in ["", "{", "[]", crm(#""interval":1"#)] {
            try folder.write(text)
            #expect(throws: ConfigError.self) { try file.load() }
            #expect(file.settings == settings)
        }
    }

    @Test(arguments: [
        ("", "line 1, column 1: empty text"),
        ("{\n  \"enabled\": true,\n}", "line 3, column 1: expected a key in quotation marks"),
        ("[1]", "expected an object, found an array"), ("null", "expected an object, found null"),
    ])
    func load_malformed_saysWhere(text: String, message: String) throws {
        try folder.write(text)
        let error = try #require(throws: ConfigError.self) { try file.load() }
        #expect(error.isFileBroken)
        #expect(error.description == "cannot read \(file.path): \(message)")
        #expect(error.lines.count == 2)
    }

    @Test func load_unreadable_saysWhy() throws {
        for (path, reason) in [
            (file.path, "no such file or directory"), (folder.path, "is a directory"),
            ("/dev/null", "not a file"), ("/proc/self/mem", "input/output error"),
        ] {
            let error = try #require(throws: ConfigError.self) {
                try ConfigFile(path: path, environment: .only([:])).load()
            }
            #expect(error.isFileBroken)
            #expect(error.description == "cannot read \(path): \(reason)")
        }
    }

    @Test func load_huge_isRefused() throws {
        try folder.write(String(repeating: " ", count: ConfigFile.sizeLimit) + "{}")
        let error = try #require(throws: ConfigError.self) { try file.load() }
        #expect(error.description.hasSuffix("larger than 1048576 bytes"))
    }

    @Test func report_everything_isPrinted() throws {
        try folder.write(crm(#""interval":15,"y":0"#), mode: 0o644)
        let report = ConfigReport.check(path: file.path, environment: .only([:]))
        #expect(!report.isValid)
        #expect(report.lines.count == 10)
        #expect(
            report.lines.first == "cannot read \(file.path): "
                + #"modules."Zoho CRM".interval: expected a duration such as 15m, found 15"#)
        #expect(report.lines[1].hasPrefix("  line 1: write "))
        #expect(report.lines[2].hasPrefix("warning: \(file.path): modules."))
        try folder.write(crm(""))
        let good = ConfigReport.check(path: file.path, environment: .only([:]))
        #expect(good.isValid && good.lines.count == 2)
        #expect(
            good.lines.first?.contains("client_secret and refresh_token are plain text") == true)
        let missing = ConfigReport.check(path: "/none/x", environment: .only([:]))
        #expect(missing.lines.first == "cannot read /none/x: no such file or directory")
    }

    // MARK: Last sync

    @Test func lastSync_null_isReplacedInPlace() throws {
        let text =
            "{ \"client_id\" : \"i\",\n\t\"client_secret\":\"s\", \"refresh_token\":\"t\","
            + "\"zz\":[1 ,2],\n\"modules\":{\"Zoho CRM\":   { \"last_sync\":  null , \"a\\u0062\":1}}}\n\n"
        try folder.write(text, mode: 0o640)
        try file.load()
        try file.recordLastSync(Self.instant, for: .crm)
        let wanted = "\"\(Self.instant.text)\""
        let result = try folder.read()
        #expect(result == text.replacing("null", with: wanted))
        #expect(try folder.snapshot().mode == 0o640)
        #expect(folder.names == ["config.json"])
        #expect(file.settings?[.crm]?.lastSync == Self.instant)
        #expect(try file.load().settings[.crm]?.lastSync == Self.instant)
    }

    @Test func lastSync_missing_isAppended() throws {
        try folder.write(crm(#""interval":"1m""#))
        try file.recordLastSync(Self.instant, for: .crm)
        #expect(
            try folder.read() == crm(#""interval":"1m","last_sync":"\#(Self.instant.text)""#))
    }

    @Test func lastSync_afterAnEditByHand_keepsTheEdit() throws {
        try folder.write(crm(""))
        try file.load()
        try folder.write(crm(#""interval":"7m""#))
        try file.recordLastSync(Self.instant, for: .crm)
        #expect(try file.load().settings[.crm]?.interval == .seconds(420))
    }

    @Test(arguments: ["", "{", "[]", #"{"modules":{"Zoho CRM":{"last_sync":null}}"#])
    func lastSync_brokenFile_isLeftAlone(text: String) throws {
        try folder.write(text)
        let error = try #require(throws: ConfigError.self) {
            try file.recordLastSync(Self.instant, for: .crm)
        }
        #expect(error.isFileBroken)
        #expect(try folder.read() == text)
        #expect(folder.names == ["config.json"])
    }

    @Test func lastSync_invalidButReadableFile_isWritten() throws {
        try folder.write(crm(#""interval":15"#))
        try file.recordLastSync(Self.instant, for: .crm)
        #expect(try folder.read().contains(Self.instant.text))
    }

    @Test func lastSync_moduleNotNamed_isRefused() throws {
        try folder.write(crm(""))
        #expect(throws: ConfigError.moduleNotNamed(path: file.path, .books)) {
            try file.recordLastSync(Self.instant, for: .books)
        }
        #expect(try folder.read() == crm(""))
    }

    @Test func lastSync_sameAgain_doesNotWrite() throws {
        try folder.write(crm(""))
        try file.recordLastSync(Self.instant, for: .crm)
        let before = try folder.snapshot().identity
        try file.recordLastSync(Self.instant, for: .crm)
        #expect(try folder.snapshot().identity == before)
    }

    // MARK: Patches

    @Test func load_relativePath_startsAtItsFolder() throws {
        try folder.write(config(#""database":"z.db","modules":{}"#))
        let environment = ConfigEnvironment(variable: { _ in nil }, workingFolder: folder.path)
        let file = ConfigFile(path: file.path, environment: environment)
        #expect(try file.load().settings.databasePath == "\(folder.path)/z.db")
    }

    @Test func patch_values_areWrittenAndNamed() throws {
        try folder.write(crm(#""interval":"1m""#))
        let change = try file.patch([
            "modules": ["Zoho CRM": ["interval": "2m", "concurrency": 3]],
            "client_secret": "********",
            "data_center": nil, "enabled": true,
        ])
        #expect(
            change.changedKeyPaths == [
                #"modules."Zoho CRM".interval"#, #"modules."Zoho CRM".concurrency"#, "enabled",
            ])
        #expect(change.settings[.crm]?.interval == .seconds(120))
        #expect(change.settings.credentials.clientSecret.reveal() == "hush")
        #expect(file.settings == change.settings)
        #expect(try file.load().settings == change.settings)
    }

    @Test func patch_maskedAnswer_changesNothing() throws {
        let text =
            #"{"client_id":"i","client_secret":{"env":"S"},"refresh_token":"t","api_token":"x"}"#
        try folder.write(text)
        let file = ConfigFile(path: file.path, environment: .only(["S": "hush"]))
        let change = try file.patch(try file.maskedJSON())
        #expect(change.changedKeyPaths == [])
        #expect(try folder.read() == text)
        let revealed = try file.revealedJSON(change.settings.credentials)
        #expect(revealed.text == text.replacing(#"{"env":"S"}"#, with: #""hush""#))
        #expect(try !file.maskedJSON().text.contains("\"S\""))
    }

    @Test func patch_invalid_writesNothingAndNamesAll() throws {
        try folder.write(crm(""))
        try file.load()
        let error = try #require(throws: ConfigError.self) {
            try file.patch([
                "refresh_token": nil, "modules": ["Zoho CRM": ["interval": 5, "concurrency": 0]],
            ])
        }
        #expect(!error.isFileBroken)
        #expect(error.problems.count == 3)
        #expect(try folder.read() == crm(""))
        for patch in ["x", nil, []] as [JSONValue] {
            let error = try #require(throws: ConfigError.self) { try file.patch(patch) }
            #expect(error.problems.count == 1 && !error.isFileBroken)
        }
    }

    @Test func patch_brokenFile_isRefused() throws {
        try folder.write("{,}")
        let error = try #require(throws: ConfigError.self) { try file.patch(["enabled": true]) }
        #expect(error.isFileBroken)
        #expect(try folder.read() == "{,}")
    }

    @Test func patch_mendsAnInvalidFile() throws {
        try folder.write(crm(#""interval":15"#))
        #expect(throws: ConfigError.self) { try file.load() }
        let change = try file.patch(["modules": ["Zoho CRM": ["interval": "15m"]]])
        #expect(try file.load().settings == change.settings)
    }

    @Test func json_whileBroken_isTheLastGood() throws {
        try folder.write(crm(""))
        let credentials = try file.load().settings.credentials
        try folder.write("{")
        #expect(try file.maskedJSON()["client_secret"] == "********")
        #expect(try file.revealedJSON(credentials)["client_secret"] == "hush")
    }

    @Test func writers_many_loseNothing() async throws {
        try folder.write(
            config(
                #""modules":{"Zoho CRM":{},"Zoho Books":{},"Zoho Inventory":{},"Zoho Invoice":{}}"#)
        )
        let files = [file, ConfigFile(path: file.path, environment: .only([:]))]
        try await withThrowingTaskGroup { group in
            for module in Module.allCases {
                group.addTask { try files[0].recordLastSync(Self.instant, for: module) }
            }
            try await group.waitForAll()
        }
        #expect(try files[1].load().settings.modules.allSatisfy { $0.lastSync == Self.instant })
        #expect(folder.names == ["config.json"])
    }

    @Test func writers_ofTwoProcesses_leaveAGoodFile() async throws {
        try folder.write(config(#""modules":{"Zoho CRM":{},"Zoho Books":{}}"#))
        let path = file.path
        await withTaskGroup { group in
            for module in [Module.crm, .books] {
                group.addTask {
                    let own = ConfigFile(path: path, environment: .only([:]))
                    for second in 0..<50 {
                        // Losing a race eight times is an error by contract, and harms nobody.
                        try? own.recordLastSync(UTCInstant(seconds: Int64(second)), for: module)
                    }
                }
            }
        }
        #expect(try file.load().settings.modules.count == 2)
        #expect(folder.names.filter { $0 != "config.json" }.isEmpty)
    }
}
