import ArgumentParser
import ControlAPI
import Glibc

/// The client of the daemon.
@main
struct Zohosync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zohosync",
        abstract: "Watches and steers zohosyncd over its Unix socket.",
        discussion: """
            Modules are named as in the configuration ("Zoho CRM") or by their short names: crm, \
            books, inventory, invoice.
            Exit codes: 0 done, 1 failed, 64 usage, 69 daemon not reachable, 77 not permitted.

            EXAMPLES
              zohosync status
              zohosync sync crm books
              zohosync --socket ./control.sock modules
            """,
        version: ProgramVersion.current,
        subcommands: [
            Status.self, Modules.self, Sync.self, Cancel.self, Plan.self, Test.self,
            Config.self, Enable.self, Disable.self, Runs.self, Events.self,
        ])

    static func main() async {
        // A reader that has left (zohosync events | head) is no reason to crash.
        signal(SIGPIPE, SIG_DFL)
        let arguments = withGlobalOptionsLast(Array(CommandLine.arguments.dropFirst()))
        do {
            var command = try parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as ClientFailure {
            complain(failure.text)
            Glibc.exit(failure.exit.rawValue)
        } catch {
            exit(withError: error)
        }
    }
}
