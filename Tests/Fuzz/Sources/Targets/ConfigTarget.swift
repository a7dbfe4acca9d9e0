import SyncCore

@testable import Settings

/// A configuration file: either settings or problems, never both, and no message tells a secret.
enum ConfigTarget {
    /// What a secret of the corpus begins with; no message of ours does.
    private static let marker = "C4nary"

    static func run(_ input: [UInt8]) throws {
        guard let document = try? JSONDocument(input), document.tokens[0].kind == .object else {
            return
        }
        let reading = ConfigReading(
            document, folder: "/etc/zohosyncd", environment: environment, mode: 0o644,
            path: "/etc/zohosyncd/config.json")
        try demand(
            (reading.settings == nil) == !reading.problems.isEmpty,
            "there are settings and problems, or neither")
        let path = "config.json"
        let words =
            reading.problems.flatMap { ConfigReport.lines($0, path: path) }
            + reading.warnings.flatMap { ConfigReport.lines($0, path: path) }
            + reading.problems.map(\.description) + reading.warnings.map(\.description)
        let secrets = secrets(in: document.value)
        for secret in secrets {
            try demand(
                !words.contains { $0.contains(secret) }, "a message tells a secret: \(words)")
        }
        guard let settings = reading.settings else { return }
        var shown = ""
        dump(settings, to: &shown)
        for secret in secrets {
            try demand(!shown.contains(secret), "the settings show a secret")
        }
        try check(settings)
    }

    /// What the daemon relies on.
    private static func check(_ settings: Settings) throws {
        for module in settings.modules {
            try demand(module.interval >= .seconds(1), "an interval below a second")
            try demand(module.fullSweep >= .seconds(1), "a sweep below a second")
            try demand(module.concurrency > 0, "no calls at once")
            try demand(module.dailyAPICalls ?? 1 > 0, "no calls a day")
        }
        try demand(settings.databasePath.hasPrefix("/"), "a database without a whole path")
        for address in [settings.accountsServer, settings.apiDomain].compactMap({ $0 }) {
            try demand(
                address.hasPrefix("https://")
                    || AddressTarget.isLoopback(AddressTarget.host(of: address)),
                "a secret would be sent without TLS to \(address)")
            try demand(!address.hasSuffix("/"), "an address with a slash at its end")
        }
    }

    private static let environment = ConfigEnvironment(variable: { name in
        name == "C4NARY_VARIABLE" ? "C4nary-from-the-environment" : nil
    })

    /// The marked secrets where the contract puts secrets.
    private static func secrets(in value: JSONValue) -> [String] {
        ["client_secret", "refresh_token"].compactMap { value[$0]?.string }
            .filter { $0.hasPrefix(marker) && $0.utf8.count > marker.utf8.count + 4 }
            .filter { value.text.components(of: $0) == 1 } + ["C4nary-from-the-environment"]
    }
}

extension String {
    /// How often a text is in it.
    fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
