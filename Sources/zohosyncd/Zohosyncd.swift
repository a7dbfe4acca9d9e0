import ArgumentParser
import CLinux
import ControlAPI
import Glibc
import Settings
import SyncCore
import SystemdHost

/// The daemon's command line.
@main
struct Zohosyncd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zohosyncd",
        abstract: "Keeps a local SQL database in step with Zoho, one way, unattended.",
        discussion: """
            Without a subcommand it runs as a service until SIGTERM; SIGHUP reloads the \
            configuration. zohosync is its client.

            EXIT STATUS:
              0   success
              1   a sync failed (--once)
              64  wrong usage
              74  input/output error: the database or the socket
              75  another daemon has the database or the socket
              77  not permitted
              78  the configuration cannot be used

            EXAMPLES:
              zohosyncd --config ./config.json --socket ./control.sock
              zohosyncd --config ./config.json --once
              zohosyncd check-config --config ./config.json

            See zohosyncd(8) and zohosyncd.json(5).
            """,
        version: ProgramVersion.current, subcommands: [CheckConfig.self])

    @OptionGroup var file: ConfigFileOption
    @Option(
        help: ArgumentHelp(
            """
            The control socket. (default: $RUNTIME_DIRECTORY/control.sock, else \
            \(ControlPath.defaultSocket))
            """, valueName: "path"),
        completion: .file())
    var socket: String?
    @Option(
        help: ArgumentHelp(
            "The database, instead of the one in the configuration.", valueName: "path"),
        completion: .file())
    var database: String?
    @Flag(help: "Syncs every enabled module once, without timers or socket, and exits.")
    var once = false
    @Option(
        help: ArgumentHelp("The least urgent level that is logged.", valueName: "level"),
        completion: .list(Event.Level.all.map(\.name)))
    var logLevel = Event.Level.info

    static func main() async {
        // Before anything else, secrets least of all.
        clinux_keep_memory_private()
        await main(nil)
    }

    func validate() throws {
        try checkPath(socket, of: "--socket")
        try checkPath(database, of: "--database")
    }

    func run() async throws {
        // The database and the token cache are nobody else's business; groups may be let in.
        umask(0o027)
        let daemon = Daemon(
            options: Daemon.Options(
                config: file.config, socket: socket, database: database, once: once,
                logLevel: logLevel))
        let status = await daemon.run()
        guard status == .success else { throw ExitCode(status.rawValue) }
    }
}

/// The option of the daemon and of its subcommand, before or after the subcommand's name: the
/// parser hands the daemon's value down.
struct ConfigFileOption: ParsableArguments {
    @Option(
        help: ArgumentHelp("The configuration file.", valueName: "path"), completion: .file())
    var config = "/etc/zohosyncd/config.json"

    func validate() throws { try checkPath(config, of: "--config") }
}

/// Arguments that are not UTF-8 arrive mended, and would name another file.
private func checkPath(_ path: String?, of option: String) throws {
    guard path?.contains("\u{FFFD}") == true else { return }
    throw ValidationError("\(option) is not UTF-8: use a path that is")
}

/// Reports every problem of a configuration at once.
struct CheckConfig: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Reports every problem of the configuration at once.",
        discussion: """
            Each problem comes with its place and the next step. Nothing is written and no call is \
            made. Secrets are fetched from where the configuration says, so run it as the daemon's \
            user, with its environment.

            EXIT STATUS:
              0   the configuration can be used; there may be warnings
              64  wrong usage
              78  it cannot

            EXAMPLES:
              zohosyncd check-config
              zohosyncd check-config --config /etc/zohosyncd/config.json
            """)

    @OptionGroup var file: ConfigFileOption

    func run() throws {
        let config = file.config
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
