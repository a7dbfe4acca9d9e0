import ArgumentParser
import SyncCore

/// `zohosync sync`
struct Sync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Syncs modules now and shows how far they are.",
        discussion: """
            Without a module, every enabled one.

            EXIT STATUS:
              0   every run succeeded, or was partial; with --no-wait: was started
              1   a run failed or was cancelled, or the daemon refused it
              and those of zohosync --help

            EXAMPLES:
              zohosync sync crm
              zohosync sync "Zoho Books" invoice
              zohosync sync crm --full --accept-deletions
              zohosync sync --all --no-wait
            """)

    @Argument(
        help: ArgumentHelp(
            "crm, books, inventory, invoice, or full names.", valueName: "module"),
        completion: .modules)
    var modules: [String] = []
    @Flag(help: "Syncs every enabled module, as without any name.")
    var all = false
    @Flag(help: "Reads every stream from the beginning and sweeps for deletions.")
    var full = false
    @Flag(help: "Lets a sweep through that the deletion guard has stopped.")
    var acceptDeletions = false
    @Flag(name: .customLong("no-wait"), help: "Starts the runs and leaves.")
    var noWait = false
    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard !all || modules.isEmpty else {
            throw ValidationError("name modules or give --all, not both")
        }
    }

    func run() async throws {
        let daemon = options.daemon()
        let body: JSONValue = [
            "mode": full ? "full" : "incremental", "accept_deletions": .bool(acceptDeletions),
        ]
        let paths =
            modules.isEmpty ? ["/sync"] : modules.map { "/modules/\(encoded(fullName($0)))/sync" }
        if noWait {
            for path in paths {
                daemon.show(try await daemon.ask("POST", path, body: body), startedText)
            }
            return
        }
        // One feed per module, all at once, so that the daemon may sync them side by side.
        let board = ProgressBoard(
            style: options.json ? .json : isTerminal ? .bar : .lines, clock: ContinuousClock())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for path in paths {
                group.addTask {
                    try await daemon.follow("POST", path, body: body) { board.take($0) }
                }
            }
            try await group.waitForAll()
        }
        // At least one, also where the daemon chooses the modules.
        board.finish(expecting: paths.count)
        if board.hasFailed { throw ExitCode(1) }
    }

    private func startedText(_ answer: JSONValue) -> String {
        let runs = answer["runs"]?.array ?? [answer["run"]].compactMap(\.self)
        guard !runs.isEmpty else { return "no module is enabled" }
        return runs.map { run in
            let verb = answer["joined"]?.bool == true ? "joined" : "started"
            return "\(cell(run["module"])): \(verb) run \(cell(run["id"]))"
        }.joined(separator: "\n")
    }
}

/// `zohosync cancel`
struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stops a running sync at its next checkpoint.",
        discussion: """
            Nothing that was committed is lost.

            EXAMPLES:
              zohosync cancel crm
            """)

    @Argument(help: .module, completion: .modules)
    var module: String
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let daemon = options.daemon()
        let path = "/modules/\(encoded(fullName(module)))/cancel"
        daemon.show(try await daemon.ask("POST", path)) {
            "\(cell($0["run"]?["module"])): stopping run \(cell($0["run"]?["id"]))"
        }
    }
}

/// The full name of a module; an unknown one stays, for the daemon to refuse.
func fullName(_ name: String) -> String { Module(named: name)?.rawValue ?? name }
