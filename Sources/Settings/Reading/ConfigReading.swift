import SyncCore

/// One reading of a configuration: fragment, merged, settings; with everything that was noted.
///
/// Pure but for what the environment's functions fetch.
struct ConfigReading {
    /// The validated settings; nil where there is any problem.
    let settings: Settings?
    let problems: [ConfigProblem]
    let warnings: [ConfigWarning]

    /// Reads a document whose root is an object. `folder` is where its relative paths start, `mode`
    /// the permission bits of its file.
    init(
        _ document: JSONDocument, folder: String, environment: ConfigEnvironment, mode: UInt32,
        path: String
    ) {
        var notes = ConfigNotes()
        let fragment = FragmentReader.read(document, folder: folder, notes: &notes)
        let merged = MergedConfig(
            fragment, environment: environment, folder: folder, notes: &notes)
        let credentials = Self.credentials(merged, notes: &notes)
        Self.checkBundle(fragment, environment, notes: &notes)
        Self.warnOfReaders(fragment, mode: mode, path: path, notes: &notes)
        if fragment.modules.isEmpty, !notes.hasProblem(at: "modules"), !notes.hasProblems {
            notes.warn(
                "modules", "no module is named, so nothing is synced",
                hint: "add \"\(Module.crm.rawValue)\": { \"enabled\": true }")
        }
        problems = notes.sortedProblems
        warnings = notes.sortedWarnings
        settings =
            problems.isEmpty ? credentials.map { Self.settings(merged, $0) } : nil
    }

    private static func credentials(
        _ merged: MergedConfig, notes: inout ConfigNotes
    ) -> Credentials? {
        func missing(_ key: String) {
            guard !notes.hasProblem(at: key) else { return }
            let variable = MergedConfig.variable(for: key)
            notes.refuse(
                key,
                Refusal(
                    "missing",
                    hint: "add it to the file, or set the environment variable \(variable)"))
        }
        if merged.clientID == nil { missing("client_id") }
        if merged.clientSecret == nil { missing("client_secret") }
        if merged.refreshToken == nil { missing("refresh_token") }
        guard let id = merged.clientID, let secret = merged.clientSecret,
            let token = merged.refreshToken
        else { return nil }
        return Credentials(clientID: id, clientSecret: secret, refreshToken: token)
    }

    private static func checkBundle(
        _ fragment: ConfigFragment, _ environment: ConfigEnvironment, notes: inout ConfigNotes
    ) {
        guard let path = fragment.caBundle else { return }
        do throws(Refusal) {
            try CertificateBundle.check(path, environment)
        } catch {
            notes.refuse("ca_bundle", error, line: notes.line(of: "ca_bundle"))
        }
    }

    private static func warnOfReaders(
        _ fragment: ConfigFragment, mode: UInt32, path: String, notes: inout ConfigNotes
    ) {
        guard mode & 0o077 != 0 else { return }
        for (key, source) in [
            ("client_secret", fragment.clientSecret), ("refresh_token", fragment.refreshToken),
        ] {
            guard case .plain = source else { continue }
            let octal = String(mode & 0o7777, radix: 8)
            notes.warn(
                key, "a plain secret in a file of mode 0\(octal), which others may read",
                hint: "chmod 0600 \(path)", line: notes.line(of: key))
        }
    }

    private static func settings(_ merged: MergedConfig, _ credentials: Credentials) -> Settings {
        let fragment = merged.fragment
        return Settings(
            enabled: fragment.enabled ?? true, dataCenter: fragment.dataCenter ?? .us,
            accountsServer: fragment.accountsServer, apiDomain: fragment.apiDomain,
            caBundle: fragment.caBundle, organizationID: fragment.organizationID,
            credentials: credentials,
            databasePath: merged.databasePath ?? Settings.defaultDatabasePath,
            modules: fragment.modules.map(module))
    }

    private static func module(_ fragment: ModuleFragment) -> ModuleSettings {
        ModuleSettings(
            module: fragment.module, enabled: fragment.enabled ?? true,
            description: fragment.description ?? "",
            interval: fragment.interval ?? ModuleSettings.defaultInterval,
            lastSync: fragment.lastSync, organizationID: fragment.organizationID,
            streams: StreamFilter(
                include: fragment.include ?? [], exclude: fragment.exclude ?? []),
            dailyAPICalls: fragment.dailyAPICalls, callsPerMinute: fragment.callsPerMinute,
            concurrency: fragment.concurrency ?? ModuleSettings.defaultConcurrency,
            fullSweep: fragment.fullSweep ?? ModuleSettings.defaultFullSweep)
    }
}
