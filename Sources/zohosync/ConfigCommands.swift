import ArgumentParser
import ControlAPI
import Settings
import Setup
import SyncCore

/// `zohosync config`
struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads and edits the configuration through the daemon.",
        discussion: """
            Every key is described in zohosyncd.json(5).

            EXAMPLES:
              zohosync config show
              zohosync config set modules.crm.interval 5m
            """,
        subcommands: [Show.self, Set.self])

    /// `zohosync config show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows the configuration with its secrets masked.",
            discussion: """
                EXAMPLES:
                  zohosync config show
                  zohosync config show --reveal
                """)

        @Flag(help: "Shows the secrets too; only for root and zohosync-admin, and logged.")
        var reveal = false
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let daemon = options.daemon()
            daemon.show(try await daemon.ask("GET", reveal ? "?reveal=true" : ""), \.prettyText)
        }
    }

    /// `zohosync config set`
    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Changes one key of the configuration.",
            discussion: """
                The key is a path with dots; a module in it may have its short name. The value is \
                taken as JSON where it is JSON, else as a string; null removes the key. The daemon \
                checks the whole configuration before it writes anything. Only for root and the \
                group zohosync-admin.
                A secret does not belong on a command line, which everybody can read: give - as the \
                value, and it is read from the standard input, as a string; at a terminal it is not \
                shown.

                EXAMPLES:
                  zohosync config set modules.crm.interval 5m
                  zohosync config set 'modules."Zoho Books".enabled' true
                  zohosync config set database /srv/zoho.sqlite
                  zohosync config set refresh_token -
                """)

        @Argument(
            help: "The key: database, modules.crm.interval, …", completion: .list(ConfigKey.known))
        var key: String
        @Argument(help: "The new value, - to read it; after -- where it begins with a dash.")
        var value: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let value: JSONValue
            if self.value == "-" {
                guard let line = try self.line(), !line.isEmpty else {
                    throw ValidationError("there is no value on the standard input")
                }
                value = .string(line)
            } else {
                value = (try? JSONDocument(self.value).value) ?? .string(self.value)
            }
            let path = try ConfigKey.parse(key)
            if self.value != "-", path.contains(where: ChangedKeys.isSecret), isBare(value) {
                warn(
                    "the secret was on the command line, which everybody can read: give - as the "
                        + "value, and it is read from the standard input")
            }
            try await change(options, path, textual(value))
        }
    }
}

extension Config.Set {
    /// What is read is a secret, as a rule: at a terminal it is not shown.
    private func line() throws(ClientFailure) -> String? {
        let terminal = Terminal()
        guard terminal.isTerminal else { return readLine() }
        do throws(SetupFailure) {
            return try terminal.askSecret("\(key): ").reveal()
        } catch {
            throw ClientFailure(error)
        }
    }

    /// Whether the value is the secret itself, rather than the name of its place or its mask.
    private func isBare(_ value: JSONValue) -> Bool {
        value.object == nil && !value.isNull && value != .string(Secret.mask)
    }

    /// Ids are written in digits and are text all the same.
    private func textual(_ value: JSONValue) -> JSONValue {
        guard case .number(let number) = value, key.hasSuffix("_id") else { return value }
        return .string(number.text)
    }
}

/// `zohosync enable`
struct Enable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Enables a module, so that it is synced on its schedule.",
        discussion: """
            Only for root and the group zohosync-admin.

            EXAMPLES:
              zohosync enable invoice
            """)

    @Argument(help: .module, completion: .modules)
    var module: String
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try await change(options, ["modules", fullName(module), "enabled"], true)
    }
}

/// `zohosync disable`
struct Disable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Disables a module: its tables stay, and are not brought up to date.",
        discussion: """
            Only for root and the group zohosync-admin.

            EXAMPLES:
              zohosync disable invoice
            """)

    @Argument(help: .module, completion: .modules)
    var module: String
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try await change(options, ["modules", fullName(module), "enabled"], false)
    }
}

/// Sends a merge patch of one key.
private func change(_ options: GlobalOptions, _ path: [String], _ value: JSONValue) async throws {
    let daemon = options.daemon()
    if path.count > 2, path[0] == "modules", Module(rawValue: path[1]) == nil {
        throw ClientFailure(
            .usage, "there is no module \"\(path[1])\"",
            hint: "known are crm, books, inventory and invoice")
    }
    let patch = path.reversed().reduce(value) { inner, key in
        .object(JSONObject([(key, inner)]))
    }
    let answer = try await daemon.ask("POST", "", body: patch)
    for warning in answer.warnings { warn(clean(warning.description)) }
    let isMask = value == .string(Secret.mask) && path.contains(where: ChangedKeys.isSecret)
    daemon.show(answer) { _ in
        path.joined(separator: ".")
            + (isMask ? " is as it was: \(Secret.mask) only stands for it" : " is set")
    }
}

private func warn(_ text: String) {
    complain("warning: \(text)")
}
