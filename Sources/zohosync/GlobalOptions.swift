import ArgumentParser
import ControlAPI
import Glibc
import SyncCore

/// Options of every command, before or after its name.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The daemon's socket (also ZOHOSYNCD_SOCKET).", valueName: "path"),
        completion: .file())
    var socket: String?

    @Flag(help: "Prints the daemon's JSON as it came.")
    var json = false

    func daemon() -> Daemon {
        Daemon(transport: CurlTransport(socket: path), json: json)
    }

    private var path: String {
        if let socket { return socket }
        func variable(_ name: String) -> String? {
            getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        if let named = variable("ZOHOSYNCD_SOCKET") { return named }
        return ControlPath.socket(runtimeDirectory: variable("RUNTIME_DIRECTORY"))
    }
}

/// Moves `--socket PATH`, `--socket=PATH` and `--json` from before a command to behind its name,
/// where its parser looks. Where no command follows that takes them they are dropped: the help is
/// the same without them, and what is said of an unknown command must not be about them.
func withGlobalOptionsLast(_ arguments: [String]) throws -> [String] {
    var names: [String] = []
    var moved: [String] = []
    var commands = Zohosync.configuration.subcommands
    var rest = arguments[...]
    while let first = rest.first {
        if first == "--json" || first.hasPrefix("--socket=") {
            moved.append(first)
        } else if first == "--socket" {
            guard rest.count > 1 else {
                throw ValidationError("Missing value for '--socket <path>'")
            }
            moved += rest.prefix(2)
            rest = rest.dropFirst()
        } else if let command = commands.first(where: { $0._commandName == first }) {
            names.append(first)
            commands = command.configuration.subcommands
            if commands.isEmpty { return names + moved + rest.dropFirst() }
        } else {
            break
        }
        rest = rest.dropFirst()
    }
    return names + rest
}
