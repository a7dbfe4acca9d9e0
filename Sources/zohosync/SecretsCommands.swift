import ArgumentParser
import Sealing
import Settings
import Setup
import SyncCore

/// `zohosync secrets`
struct Secrets: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Seals the secrets in the configuration file.",
        discussion: """
            These commands work on the file, with or without a daemon. The key comes from the \
            environment variable ZOHOSYNCD_KEY or the credential zohosyncd.key, never from the \
            command line, which everybody can read; the daemon needs the same one.

            EXAMPLES:
              zohosync secrets generate-key
              zohosync secrets seal
            """,
        subcommands: [GenerateKey.self, Seal.self, Rotate.self])

    /// `zohosync secrets generate-key`
    struct GenerateKey: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "generate-key",
            abstract: "Prints a new key, 32 bytes of chance in base64.",
            discussion: """
                Keep a copy of it in another place: without it nobody opens what it has sealed.

                EXAMPLES:
                  zohosync secrets generate-key | systemd-creds encrypt --name=zohosyncd.key - \
                /etc/zohosyncd.secrets/zohosyncd.key.cred
                """)

        @OptionGroup var options: GlobalOptions

        func run() {
            output(SealingKey.generate().text.reveal() + "\n")
            guard isTerminal else { return }
            complain(
                """
                hint: keep a copy in another place; hand it to the daemon with systemd-creds \
                encrypt --name=zohosyncd.key and LoadCredentialEncrypted=zohosyncd.key:PATH, see \
                SECRETS in zohosyncd(8)
                """)
        }
    }

    /// `zohosync secrets seal`
    struct Seal: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seals the plain secrets of the configuration in place.",
            discussion: """
                Everything else in the file stays as it is, byte for byte. What is sealed already, \
                or in the environment, a credential or a file, stays too. Nothing is written unless \
                every value can be opened again.

                EXAMPLES:
                  zohosync secrets seal
                  zohosync secrets seal --config ./config.json
                """)

        @OptionGroup var file: SecretsFile
        @OptionGroup var options: GlobalOptions

        func run() throws {
            let report = try file.rewrite { config throws(ConfigError) in try config.sealSecrets() }
            SecretsText(report, nothing: "nothing to seal").show(json: options.json)
            if !report.sealed.isEmpty {
                complain(
                    """
                    hint: the daemon needs the same key, as ZOHOSYNCD_KEY or the credential \
                    zohosyncd.key; without it, it keeps its settings until it is restarted, and \
                    does not start again
                    """)
            }
        }
    }

    /// `zohosync secrets rotate`
    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seals with the new key what the old one has sealed.",
            discussion: """
                The new key is ZOHOSYNCD_KEY or the credential zohosyncd.key, the old one \
                ZOHOSYNCD_OLD_KEY or zohosyncd.old-key. All of the secrets are sealed anew, or \
                none. Give the daemon both keys first and restart it, which seals its token cache \
                anew; take the old key away afterwards.

                EXAMPLES:
                  zohosync secrets rotate
                  zohosync secrets rotate --config ./config.json
                """)

        @OptionGroup var file: SecretsFile
        @OptionGroup var options: GlobalOptions

        func run() throws {
            let report = try file.rewrite { config throws(ConfigError) in
                try config.rotateSecrets()
            }
            SecretsText(report, nothing: "nothing is sealed with the old key").show(
                json: options.json)
            // Also where nothing was to be done here: the daemon has something sealed of its own.
            complain(
                """
                hint: take the old key away when the daemon has been started with both: only then \
                has it sealed its token cache anew, which may hold the only good refresh token
                """)
        }
    }
}

/// Which file, and what goes wrong with it.
struct SecretsFile: ParsableArguments {
    @Option(
        help: ArgumentHelp("The configuration file.", valueName: "file"), completion: .file())
    var config = "/etc/zohosyncd/config.json"

    func rewrite(
        _ work: (ConfigFile) throws(ConfigError) -> SecretsReport
    ) throws(ClientFailure) -> SecretsReport {
        do throws(ConfigError) {
            return try work(ConfigFile(path: config))
        } catch {
            throw ClientFailure(SetupFailure(error))
        }
    }
}

/// What is told of the secrets: their keys and places.
private struct SecretsText {
    private let report: SecretsReport
    private let nothing: String

    init(_ report: SecretsReport, nothing: String) {
        self.report = report
        self.nothing = nothing
    }

    func show(json: Bool) { output((json ? value.text : lines.joined(separator: "\n")) + "\n") }

    private var lines: [String] {
        report.sealed.map { "\($0): sealed now" }
            + report.kept.map { "\($0): sealed already" }
            + report.old.map { "\($0): still sealed with the old key (zohosync secrets rotate)" }
            + report.plain.map { "\($0): plain text (zohosync secrets seal)" }
            + report.elsewhere.map { "\($0.keyPath): stays in \($0.place)" }
            + (report.sealed.isEmpty ? [nothing] : [])
    }

    private var value: JSONValue {
        func list(_ keys: [String]) -> JSONValue { .array(keys.map(JSONValue.string)) }
        return [
            "sealed": list(report.sealed), "kept": list(report.kept), "old": list(report.old),
            "plain": list(report.plain),
            "elsewhere": .array(
                report.elsewhere.map {
                    ["key": .string($0.keyPath), "place": .string($0.place)]
                }),
        ]
    }
}

/// Refuses a key among the arguments before anything repeats it.
func refuseKeys(in arguments: [String]) throws(ClientFailure) {
    guard arguments.contains("secrets") else { return }
    let isKey = arguments.contains { argument in
        let value =
            argument.hasPrefix("--") ? argument.drop { $0 != "=" }.dropFirst() : argument[...]
        return (try? SealingKey(text: Secret(String(value)))) != nil
    }
    guard isKey else { return }
    throw ClientFailure(
        .usage, "a key does not belong on a command line, which everybody can read",
        hint: "make another, as this one is known now, and give it as ZOHOSYNCD_KEY")
}
