import ArgumentParser
import Glibc
import SyncCore

/// `zohosync status`
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows the daemon, its token, its modules and the API calls used.",
        discussion: """
            EXIT STATUS:
              0   the state is ok or disabled
              1   it is degraded, config_invalid or reauthorization_required
              and those of zohosync --help

            EXAMPLES:
              zohosync status
              zohosync status --watch
              zohosync status --json | jq .state
            """)

    @Flag(help: "Repeats it every two seconds until interrupted.")
    var watch = false
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let daemon = options.daemon()
        var answer = try await daemon.ask("GET", "/status")
        while watch {
            if isTerminal && !options.json { output("\u{1B}[H\u{1B}[2J") }
            daemon.show(answer, statusText)
            try await Task.sleep(for: .seconds(2))
            answer = try await daemon.ask("GET", "/status")
        }
        daemon.show(answer, statusText)
        let state = answer.json["state"]?.string
        if state != "ok" && state != "disabled" { throw ExitCode(1) }
    }
}

/// `zohosync modules`
struct Modules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows each module: last and next sync, rows, last error.",
        discussion: """
            EXAMPLES:
              zohosync modules
              zohosync modules --json
            """)

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let daemon = options.daemon()
        daemon.show(try await daemon.ask("GET", "/modules")) {
            modulesText($0["modules"]?.array ?? [])
        }
    }
}

/// `zohosync runs`
struct Runs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows recent runs with their figures, newest first.",
        discussion: """
            EXAMPLES:
              zohosync runs
              zohosync runs books --limit 5
            """)

    @Argument(help: "Only runs of this module.", completion: .modules)
    var module: String?
    @Option(help: ArgumentHelp("How many, 1 to 1000.", valueName: "number"))
    var limit = 20
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let daemon = options.daemon()
        var path = "/runs?limit=\(limit)"
        if let module { path += "&module=\(encoded(fullName(module)))" }
        daemon.show(try await daemon.ask("GET", path)) { runsText($0["runs"]?.array ?? []) }
    }
}

/// `zohosync events`
struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Follows the daemon's events until interrupted.",
        discussion: """
            EXAMPLES:
              zohosync events
              zohosync events --json | jq .event
            """)

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let json = options.json
        try await options.daemon().follow("GET", "/events") { line in
            output((json ? line.text : eventText(line)) + "\n")
        }
    }
}

/// `zohosync test`
struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Refreshes the token and makes one cheap call per enabled module.",
        discussion: """
            EXIT STATUS:
              0   every check passed
              1   a check failed
              and those of zohosync --help

            EXAMPLES:
              zohosync test
            """)

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let daemon = options.daemon()
        let answer = try await daemon.ask("POST", "/test")
        daemon.show(answer, checksText)
        if answer.json["ok"]?.bool != true { throw ExitCode(1) }
    }
}
