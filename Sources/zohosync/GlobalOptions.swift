import ArgumentParser
import ControlAPI
import Glibc
import SyncCore

/// Options of every command, before or after its name: the root declares them as well, and the
/// parser hands its values down.
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
