import Sealing
import SyncCore
import TestSupport
import Testing

@testable import Settings

/// The configuration as zohosyncd.json(5) describes it.
@Suite struct ManualTests {
    private let page: ManualPage
    private static let moduleSection = "KEYS OF A MODULE"

    init() throws { page = try ManualPage("zohosyncd.json.5") }

    // MARK: Keys

    /// The keys that the reader asks the file for, found in its source.
    @Test func everyKeyThatIsRead_IsDescribed_AndNoOther() throws {
        let source = try Repository.text(of: "Sources/Settings/Reading/FragmentReader.swift")
        func keys(_ reader: String) throws -> [String] {
            let call = try Regex("\\b\(reader)\\.(?:read|object)\\(\\s*\"(\\w+)\"")
            return source.matches(of: call).compactMap { $0[1].substring.map(String.init) }
        }
        let streams = try keys("streams").map { "streams.\($0)" }
        #expect(streams.count == 2)
        #expect(page.names(of: "Cm", in: "KEYS").sorted() == (try keys("root")).sorted())
        #expect(
            page.names(of: "Cm", in: Self.moduleSection).sorted()
                == (try keys("reader") + streams).sorted())
    }

    @Test func everyKey_TellsItsTypeAndWhatHoldsWithoutIt() {
        let items = page.items(in: "KEYS") + page.items(in: Self.moduleSection)
        #expect(items.count > 20)
        for item in items {
            #expect(
                item.prose.firstMatch(
                    of:
                        /^(Boolean|String|Secret|Address|Object|Time|Duration|Number|List of strings)( or null)?; (default|required)/
                ) != nil, "\(item.heading.text)")
        }
    }

    @Test func theDefaults_AreTheDaemons() throws {
        let duration = DurationText.text
        for (section, key, value) in [
            ("KEYS", "data_center", DataCenter.us.rawValue),
            ("KEYS", "database", Settings.defaultDatabasePath),
            (Self.moduleSection, "interval", duration(ModuleSettings.defaultInterval)),
            // A day, as people think of it.
            (Self.moduleSection, "full_sweep", "24h"),
            (Self.moduleSection, "concurrency", "\(ModuleSettings.defaultConcurrency)"),
            (
                Self.moduleSection, "calls_per_minute",
                "\(try #require(ModuleSettings.defaultCallsPerMinute(of: .books)))"
            ),
        ] {
            let item = try #require(
                page.items(in: section).first { $0.words(after: "Cm") == [key] })
            let told = item.prose.firstMatch(of: /; default (\S+)/)?.1
            #expect(told?.trimmingSuffix { ".,".contains($0) } == value[...], "\(key)")
        }
        #expect(DurationText.parse("24h") == ModuleSettings.defaultFullSweep)
        #expect(ModuleSettings.defaultCallsPerMinute(of: .crm) == nil)
    }

    // MARK: Values

    @Test func theDataCentres_AreAllThere() {
        let rows = page.items(in: "DATA CENTRES")
        #expect(rows.flatMap { $0.words(after: "Cm") } == DataCenter.allCases.map(\.rawValue))
        #expect(
            rows.flatMap { $0.words(after: "Li") } == DataCenter.allCases.map(\.accountsServer))
    }

    @Test func everyFormOfASecret_IsTaken() throws {
        let forms = page.items(in: "SECRETS").map {
            $0.words(after: "Li").joined(separator: " ").replacing("...", with: "visible")
        }
        #expect(forms.count == 5)
        for form in forms {
            let sealed = try sealed("visible", .clientSecret, .generate())
            #expect(throws: Never.self, "\(form)") {
                let text = form.replacing("zs1:visible", with: sealed)
                _ = try SecretSource.parse(try JSONDocument(text).value)
            }
        }
    }

    @Test func theVariables_AreInTheDaemonsManual() throws {
        let daemon = try ManualPage("zohosyncd.8").names(of: "Ev", in: "ENVIRONMENT")
        for key in ["client_id", "client_secret", "refresh_token"] {
            let variable = MergedConfig.variable(for: key)
            #expect(daemon.contains(variable))
            let item = try #require(
                page.items(in: "KEYS").first { $0.words(after: "Cm") == [key] })
            #expect(item.body.contains { $0.words(after: "Ev") == [variable] })
        }
    }

    // MARK: Examples

    @Test func theExamples_AreValid_AndTheLastHasEveryKey() throws {
        let examples = page.examples().filter { $0.hasPrefix("{") }
        #expect(examples.count == 2)
        let folder = try TemporaryFolder()
        for name in ["client_secret", "refresh_token"] {
            try folder.write("example", to: name)
        }
        for example in examples {
            let report = ConfigReport.check(
                path: try folder.write(example),
                environment: .only(["CREDENTIALS_DIRECTORY": folder.path]))
            #expect(report.isValid)
            #expect(
                report.lines.allSatisfy { !$0.hasPrefix("warning") || $0.contains("plain text") })
        }
        let value = try JSONDocument(try #require(examples.last)).value
        #expect(names(in: value).sorted() == page.names(of: "Cm", in: "KEYS").sorted())
        let modules = value["modules"]?.object?.members ?? []
        #expect(modules.map(\.key) == Module.allCases.map(\.rawValue))
        let used = modules.flatMap { module in
            names(in: module.value)
                + names(in: module.value["streams"] ?? .null).map { "streams.\($0)" }
        }
        #expect(
            Set(used) == Set(page.names(of: "Cm", in: Self.moduleSection)),
            "each key of a module is used by one of them")
    }

    private func names(in value: JSONValue) -> [String] {
        value.object?.members.map(\.key) ?? []
    }
}

extension Substring {
    /// Without the characters at its end that a condition holds for.
    fileprivate func trimmingSuffix(while isDropped: (Character) -> Bool) -> Substring {
        self[..<(lastIndex { !isDropped($0) }.map(index(after:)) ?? startIndex)]
    }
}
