import Foundation
import SyncCore
import TestSupport
import Testing

/// The manual pages beside what the programs themselves say of their options.
@Suite struct ManualTests {
    @Test(arguments: ["zohosyncd", "zohosync"])
    func everyOption_IsInTheManual_AndNoOther(program: String) async throws {
        let page = try ManualPage.of(program)
        let root = try await Command(ofProgram: program)
        #expect(page.options == Set(root.family.flatMap(\.optionNames)))
    }

    /// What a subcommand takes beside the options of all stands in its heading, or below it.
    @Test(arguments: ["zohosyncd", "zohosync"])
    func everySubcommand_IsInTheManual_WithWhatItTakes(program: String) async throws {
        let page = try ManualPage.of(program)
        let root = try await Command(ofProgram: program)
        var described: [String: Set<String>] = [:]
        for item in page.items(in: "SUBCOMMANDS") where item.depth == 1 {
            let options = item.words(after: "Fl").map { "-" + $0 }
            let values = item.words(after: "Ar").filter { $0 != "..." }
            described[item.words(after: "Cm").joined(separator: " ")] = Set(options + values)
        }
        // What help takes is named by the parser's own taste.
        #expect(described.removeValue(forKey: "help") != nil)
        let leaves = root.family.filter { $0.subcommands.isEmpty && $0.path != ["help"] }
        let shared = Set(root.optionNames + root.valueNames)
        #expect(
            described
                == Dictionary(
                    uniqueKeysWithValues: leaves.filter { !$0.path.isEmpty }.map { leaf in
                        let own = Set(leaf.optionNames + leaf.valueNames).subtracting(shared)
                        return (leaf.path.joined(separator: " "), own)
                    }))
    }

    @Test(arguments: ["zohosyncd", "zohosync", "zoho-simulator"])
    func everyHelp_HasAnAbstractAndAnExample(program: String) async throws {
        for command in try await Command(ofProgram: program).family where command.path != ["help"] {
            let name = ([program] + command.path).joined(separator: " ")
            #expect(!command.abstract.isEmpty, "\(name)")
            let examples = command.discussion.firstRange(of: "EXAMPLES:\n").map {
                command.discussion[$0.upperBound...].prefix { $0 != "\n" }
            }
            #expect(examples?.hasPrefix("  \(name)") == true, "\(name)")
        }
    }

    /// The numbers in the help, in the manual, and in the source.
    @Test(arguments: [
        ("zohosyncd", "zohosyncd/Zohosyncd.swift", "enum ExitStatus", [64]),
        ("zohosync", "zohosync/ClientFailure.swift", "enum Exit", [0]),
    ])
    func theExitStatuses_AreTheSame(
        program: String, file: String, type: String, others: [Int]
    ) async throws {
        let help = try await Command(ofProgram: program).discussion.matches(of: /\n  (\d+) +\S/)
            .compactMap { Int($0.1) }
        let source = try Repository.text(of: "Sources/" + file)
        let start = try #require(source.firstRange(of: type)?.upperBound)
        let cases = source[start...].prefix { $0 != "}" }.matches(of: /case \w+ = (\d+)/)
            .compactMap { Int($0.1) }
        #expect(cases.count >= 4)
        #expect(help == (cases + others).sorted())
        let page = try ManualPage.of(program).items(in: "EXIT STATUS").compactMap {
            Int($0.heading.words[1])
        }
        #expect(page == help)
    }

    @Test func theClientsVariables_AreInItsManual() throws {
        let source = try Repository.text(of: "Sources/zohosync/GlobalOptions.swift")
        let read = source.matches(of: /variable\("(\w+)"\)/).map { String($0.1) }
        let keys = try Repository.text(
            of: "Sources/Settings/Secrets/ConfigEnvironment+Keyring.swift"
        ).matches(of: /filled\("(\w+)"\)/).map { String($0.1) }
        #expect(!read.isEmpty && !keys.isEmpty)
        #expect(try ManualPage.of("zohosync").names(of: "Ev", in: "ENVIRONMENT") == read + keys)
    }

    @Test func theDaemonsVariables_AreInItsManual() throws {
        let page = try ManualPage.of("zohosyncd").names(of: "Ev", in: "ENVIRONMENT")
        let foreign = ["Sources/zohosync/", "Sources/zoho-", "Sources/bench", "Sources/Rehearsal"]
        let read = try Repository.swiftFiles(in: "Sources").filter { path in
            !foreign.contains(where: path.hasPrefix)
        }.flatMap { path in
            try Repository.text(of: path).matches(of: /(?:getenv|filled)\("(\w+)"\)/)
                .map { String($0.1) }
        }
        #expect(read.count > 3)
        #expect(read.filter { !page.contains($0) } == [])
    }

    // MARK: Completion

    /// What the shell offers for a key is what the manual describes.
    @Test func theKeysOfTheCompletion_AreThoseOfTheManual() async throws {
        let set = try #require(
            try await Command(ofProgram: "zohosync").family.first { $0.path == ["config", "set"] })
        let page = try ManualPage("zohosyncd.json.5")
        let common = page.names(of: "Cm", in: "KEYS").filter { $0 != "modules" }
        let own = page.names(of: "Cm", in: "KEYS OF A MODULE").filter { $0 != "streams" }
        let modules = Module.allCases.flatMap { module in
            own.map { "modules.\(module.shortName).\($0)" }
        }
        #expect(set.completions["key"]?.sorted() == (common + modules).sorted())
    }

    @Test func modulesAndLevels_AreOffered() async throws {
        let commands = try await Command(ofProgram: "zohosync").family
        let taking = commands.filter { $0.valueNames.contains("module") }
        #expect(taking.count == 6)
        for command in taking {
            #expect(
                command.completions["module"] == ["crm", "books", "inventory", "invoice"],
                "\(command.path)")
        }
        let daemon = try await Command(ofProgram: "zohosyncd")
        #expect(daemon.completions["level"]?.first == "error")
    }
}

extension ManualPage {
    /// The page of a program.
    fileprivate static func of(_ program: String) throws -> ManualPage {
        try ManualPage(program == "zohosyncd" ? "zohosyncd.8" : "zohosync.1")
    }
}
