import ArgumentParser
import ControlAPI
import Glibc
import Settings
import SyncCore
import SystemdHost

/// The daemon's command line.
@main
struct Zohosyncd: AsyncParsableCommand {
    static let defaultConfig = "/etc/zohosyncd/config.json"

    static let configuration = CommandConfiguration(
        commandName: "zohosyncd",
        abstract: "Keeps a local SQL database in step with Zoho, one way, unattended.",
        discussion: """
            Without a subcommand it runs as a service until SIGTERM; SIGHUP reloads the \
            configuration.

            Examples:
              zohosyncd --config ./config.json --socket ./control.sock
              zohosyncd --config ./config.json --once
              zohosyncd check-config --config ./config.json

            Exit status: 0 success, 1 a sync failed (--once), 64 usage, 74 input/output error, \
            75 another daemon has the database or the socket, 77 not permitted, 78 bad \
            configuration.
            """,
        version: ProgramVersion.current, subcommands: [CheckConfig.self])

    @Option(help: "The configuration file.") var config = Self.defaultConfig
    @Option(help: "The control socket (default: $RUNTIME_DIRECTORY/control.sock).")
    var socket: String?
    @Option(help: "The database, instead of the one in the configuration.") var database: String?
    @Flag(help: "Sync every enabled module once, without timers or socket, and exit.")
    var once = false
    @Option(help: "The least level that is logged: error, warning, notice, info, debug.")
    var logLevel = Event.Level.info

    func validate() throws {
        for (name, value) in [("config", config), ("socket", socket), ("database", database)] {
            // Arguments that are not UTF-8 arrive mended, and would name another file.
            guard value?.contains("\u{FFFD}") == true else { continue }
            throw ValidationError("--\(name) is not UTF-8: use a path that is")
        }
    }

    func run() async throws {
        // The database and the token cache are nobody else's business; groups may be let in.
        umask(0o027)
        let daemon = Daemon(
            options: Daemon.Options(
                config: config, socket: socket, database: database, once: once,
                logLevel: logLevel))
        let status = await daemon.run()
        guard status == .success else { throw ExitCode(status.rawValue) }
    }
}

/// Reports every problem of a configuration at once.
struct CheckConfig: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Reports every problem of the configuration at once.",
        discussion: """
            Exit status: 0 the configuration can be used, 78 it cannot.

            Example:
              zohosyncd check-config --config /etc/zohosyncd/config.json
            """)

    // `--config` is the daemon's own option, before or after the subcommand's name.
    @ParentCommand var daemon: Zohosyncd

    func run() throws {
        let config = daemon.config
        let report = ConfigReport.check(path: config)
        for line in report.lines { print(line) }
        guard report.isValid else { throw ExitCode(ExitStatus.config.rawValue) }
        print("\(config) can be used")
    }
}

/// How the program ends (sysexits(3)).
enum ExitStatus: Int32 {
    case success = 0
    case failed = 1
    case inputOutput = 74
    case temporary = 75
    case notPermitted = 77
    case config = 78
}

extension Event.Level: ExpressibleByArgument {
    /// The level of this name.
    public init?(argument: String) { self.init(named: argument) }
    /// The names to choose from.
    public static var allValueStrings: [String] { all.map(\.name) }
    /// The name, as the help shows it.
    public var defaultValueDescription: String { name }
}
