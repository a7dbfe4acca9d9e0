import ArgumentParser
import ControlAPI
import Glibc
import SyncCore

/// Options of every command, before or after its name.
struct GlobalOptions: ParsableArguments {
    @Option(help: "The daemon's socket (also ZOHOSYNCD_SOCKET).")
    var socket: String?

    @Flag(help: "Print the daemon's JSON as it came.")
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

/// Moves `--socket PATH`, `--socket=PATH` and `--json` behind the command, where its parser looks.
func withGlobalOptionsLast(_ arguments: [String]) -> [String] {
    var moved: [String] = []
    var rest = arguments[...]
    while let first = rest.first, first.hasPrefix("-") {
        if first == "--json" || first.hasPrefix("--socket=") {
            moved.append(String(rest.removeFirst()))
        } else if first == "--socket", rest.count > 1 {
            moved += rest.prefix(2)
            rest = rest.dropFirst(2)
        } else {
            break
        }
    }
    // Without a command there is nothing to move them behind.
    guard !moved.isEmpty, let command = rest.popFirst() else { return arguments }
    guard command == "config", let verb = rest.popFirst() else { return [command] + moved + rest }
    return [command, verb] + moved + rest
}
