import ArgumentParser
import SyncCore

/// `zohosync config`
struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads and edits the configuration through the daemon.",
        discussion: """
            EXAMPLES
              zohosync config show
              zohosync config set modules.crm.interval 5m
            """,
        subcommands: [Show.self, Set.self])

    /// `zohosync config show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows the configuration with its secrets masked.",
            discussion: "EXAMPLES\n  zohosync config show\n  zohosync config show --reveal")

        @Flag(help: "Show the secrets too; needs the role admin and is logged.")
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
            abstract: "Changes one key.",
            discussion: """
                KEY is a path with dots; a name with a dot or a space in quotation marks. VALUE is \
                taken as JSON where it is JSON, else as a string; null removes the key. A secret does \
                not belong on a command line, which everybody can read: give - as the VALUE, and it \
                is read from the standard input, as a string.

                EXAMPLES
                  zohosync config set modules.crm.interval 5m
                  zohosync config set 'modules."Zoho Books".enabled' true
                  zohosync config set database /srv/zoho.sqlite
                  zohosync config set refresh_token -
                """)

        @Argument(help: "The key.")
        var key: String
        @Argument(help: "The new value; after -- where it begins with a dash.")
        var value: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let value: JSONValue
            if self.value == "-" {
                guard let line = readLine(), !line.isEmpty else {
                    throw ValidationError("there is no value on the standard input")
                }
                value = .string(line)
            } else {
                value = (try? JSONDocument(self.value).value) ?? .string(self.value)
            }
            try await change(options, ConfigKey.parse(key), textual(value))
        }
    }
}

extension Config.Set {
    /// Ids are written in digits and are text all the same.
    private func textual(_ value: JSONValue) -> JSONValue {
        guard case .number(let number) = value, key.hasSuffix("_id") else { return value }
        return .string(number.text)
    }
}

/// `zohosync enable`
struct Enable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Enables a module.", discussion: "EXAMPLES\n  zohosync enable invoice")

    @Argument(help: "The module.")
    var module: String
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try await change(options, ["modules", fullName(module), "enabled"], true)
    }
}

/// `zohosync disable`
struct Disable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Disables a module.", discussion: "EXAMPLES\n  zohosync disable invoice")

    @Argument(help: "The module.")
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
    daemon.show(try await daemon.ask("POST", "", body: patch)) { _ in
        "\(path.joined(separator: ".")) is set"
    }
}
