import ArgumentParser
import ControlAPI
import CurlHTTP
import Glibc
import Settings
import Setup
import SyncCore
import ZohoAPI

/// `zohosync setup`
struct SetupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup",
        abstract: "Makes a refresh token from a grant code, writes the configuration and tests it.",
        discussion: """
            It asks for the data centre, the client id, the client secret and a grant code of a Self \
            Client in Zoho's API console, and tells which scopes the code has to be made for. Nothing \
            is written before Zoho has accepted the code. Where a daemon serves this configuration, \
            it writes it, and goes on with the new refresh token at once; else the file is written.
            Without a terminal the answers are read from the standard input, a line each, in that \
            order; there are no options for secrets, because everybody can read a command line.

            EXIT STATUS:
              0   the configuration is written, and every check passed
              1   Zoho refused, or a check failed
              69  the daemon that serves the configuration is gone
              74  the configuration cannot be written
              77  not permitted
              78  the configuration that is there cannot be used; it is left as it is
              and those of zohosync --help

            EXAMPLES:
              zohosync setup
              zohosync setup --reauthorize
              zohosync setup --config ./config.json --data-center eu
            """)

    @Flag(help: "Keeps data centre and client; only the refresh token is made anew.")
    var reauthorize = false
    @Option(
        help: ArgumentHelp("The configuration file.", valueName: "file"), completion: .file())
    var config = SetupCommand.installedConfig
    @Option(
        help: ArgumentHelp("The account's data centre.", valueName: "name"),
        completion: .list(DataCenter.allCases.map(\.rawValue)))
    var dataCenter: DataCenter?
    @Option(
        help: ArgumentHelp("An accounts server in place of the data centre's.", valueName: "url"))
    var accountsServer: String?
    @Option(
        help: ArgumentHelp(
            "The organisation of Books, Inventory and Invoice, where the account has several.",
            valueName: "id"))
    var organizationID: String?
    @OptionGroup var options: GlobalOptions

    private static let installedConfig = "/etc/zohosyncd/config.json"

    func validate() throws {
        if let accountsServer, ServerAddress.accepted(accountsServer) == nil {
            throw ValidationError(
                "--accounts-server takes https://HOST, or http:// of this machine")
        }
        // The configuration would refuse it, when the code is spent.
        if let organizationID, !VisibleText.accepts(organizationID.utf8) {
            throw ValidationError("--organization-id takes an id such as 10234695")
        }
    }

    func run() async throws {
        let file = ConfigFile(path: config)
        let http = CurlClient(Self.zoho)
        // Whoever must be trusted by the daemon stands between here and Zoho, too.
        http.trust(caBundle: file.readCABundle())
        let daemon = await SetupDaemon(options.daemon(), serving: file)
        let target: any SetupTarget =
            daemon ?? SetupFile(file, http: http, keepsClientSecret: reauthorize)
        let checks: [SetupCheck]
        do throws(SetupFailure) {
            checks = try await Setup(
                order, dialogue: Terminal(), target: target, http: http
            ).run()
        } catch {
            throw ClientFailure(error)
        }
        output(options.json ? Self.json(checks).text + "\n" : checksText(Self.json(checks)) + "\n")
        if daemon == nil {
            complain("\(config) is written; no daemon serves it: \(startHint)")
        }
        guard checks.allSatisfy(\.isGood) else { throw ExitCode(1) }
    }

    private var order: SetupOrder {
        // By hand, everything lives in one folder.
        let absolute = PathText.absolute(config, relativeTo: workingFolder())
        let database =
            config == Self.installedConfig
            ? Settings.defaultDatabasePath : PathText.folder(of: absolute) + "/zoho.sqlite"
        return SetupOrder(
            isReauthorization: reauthorize, dataCenter: dataCenter,
            accountsServer: accountsServer.flatMap(ServerAddress.accepted),
            organizationID: organizationID,
            database: database)
    }

    private var startHint: String {
        config == Self.installedConfig
            ? "systemctl enable --now zohosyncd" : "zohosyncd --config \(config)"
    }

    private static var zoho: CurlClient.Configuration {
        var configuration = CurlClient.Configuration()
        configuration.userAgent = "zohosync/\(ProgramVersion.current)"
        configuration.firstByteTimeout = .seconds(30)
        return configuration
    }

    /// As the daemon answers a test.
    private static func json(_ checks: [SetupCheck]) -> JSONValue {
        [
            "ok": .bool(checks.allSatisfy(\.isGood)),
            "checks": .array(
                checks.map { check in
                    [
                        "name": .string(check.name), "ok": .bool(check.isGood),
                        "detail": .string(check.detail), "hint": JSONValue(check.hint),
                    ]
                }),
        ]
    }
}

/// Where this process is.
func workingFolder() -> String {
    guard let pointer = getcwd(nil, 0) else { return "/" }
    defer { free(pointer) }
    return String(cString: pointer)
}

extension DataCenter: ExpressibleByArgument {}

extension ClientFailure {
    /// Why a setup failed, or another command that writes the file.
    init(_ failure: SetupFailure) {
        let exit: Exit =
            switch failure.kind {
            case .failed: .failed
            case .usage: .usage
            case .unreachable: .unreachable
            case .inputOutput: .inputOutput
            case .notPermitted: .notPermitted
            case .config: .config
            }
        self.init(exit, failure.message, hint: failure.hint)
    }
}
