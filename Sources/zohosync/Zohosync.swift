import ArgumentParser
import CLinux
import ControlAPI
import Glibc

/// The client of the daemon.
@main
struct Zohosync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zohosync",
        abstract: "Watches and steers zohosyncd over its Unix socket.",
        discussion: """
            --socket and --json belong to every subcommand and may stand before or after it. Without \
            --socket, ZOHOSYNCD_SOCKET names the socket, else it is the installed service's.
            Modules are named as in the configuration ("Zoho CRM") or by their short names: crm, \
            books, inventory, invoice. Members of the group zohosync may look and sync; to change \
            the configuration takes root, or the group zohosync-admin as well.

            EXIT STATUS:
              0   done
              1   failed, or refused by the daemon
              64  wrong usage
              69  the daemon cannot be reached
              74  input/output error
              77  not permitted
              78  the key or the configuration cannot be used (setup, secrets)

            EXAMPLES:
              zohosync status
              zohosync sync crm books
              zohosync --socket ./control.sock --json modules

            See zohosync(1) and zohosyncd.json(5).
            """,
        version: ProgramVersion.current,
        subcommands: [
            Status.self, Modules.self, Sync.self, Cancel.self, Plan.self, Test.self,
            Config.self, Enable.self, Disable.self, Runs.self, Audit.self, Events.self,
            SetupCommand.self, Secrets.self,
        ])

    @OptionGroup var options: GlobalOptions

    static func main() async {
        // Secrets pass through here, too.
        clinux_keep_memory_private()
        // A reader that has left (zohosync events | head) is no reason to crash.
        signal(SIGPIPE, SIG_DFL)
        do {
            try refuseKeys(in: CommandLine.arguments)
            var command = try parseAsRoot()
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
