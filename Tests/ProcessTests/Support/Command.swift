import SyncCore
import TestSupport

/// A command line as the program itself describes it (`--experimental-dump-help`).
struct Command {
    /// The names of the subcommands that lead here; none for the program.
    let path: [String]
    let abstract: String
    let discussion: String
    /// `--json`, `-h`.
    let optionNames: [String]
    /// How the values of arguments and options are called.
    let valueNames: [String]
    /// What the shell offers, by the value's name.
    let completions: [String: [String]]
    let subcommands: [Command]

    /// Asks a built program.
    init(ofProgram name: String) async throws {
        let folder = try TemporaryFolder()
        let program = try Program(name, ["--experimental-dump-help"], folder: folder.path)
        _ = try await program.end()
        self.init(try JSONDocument(program.output).value["command"] ?? .null, path: [])
    }

    private init(_ json: JSONValue, path: [String]) {
        self.path = path
        abstract = json["abstract"]?.string ?? ""
        discussion = json["discussion"]?.string ?? ""
        let arguments = json["arguments"]?.array ?? []
        optionNames = arguments.flatMap { $0["names"]?.array ?? [] }.compactMap { name in
            name["name"]?.string.map { name["kind"] == "short" ? "-\($0)" : "--\($0)" }
        }
        let valued = arguments.filter { $0["kind"] != "flag" }
        valueNames = valued.compactMap { $0["valueName"]?.string }
        var completions: [String: [String]] = [:]
        for argument in valued {
            guard let name = argument["valueName"]?.string,
                let values = argument["completionKind"]?["list"]?["values"]?.array
            else { continue }
            completions[name] = values.compactMap(\.string)
        }
        self.completions = completions
        subcommands = (json["subcommands"]?.array ?? []).map { subcommand in
            Command(subcommand, path: path + [subcommand["commandName"]?.string ?? ""])
        }
    }

    /// This command and all below it.
    var family: [Command] { [self] + subcommands.flatMap(\.family) }
}
