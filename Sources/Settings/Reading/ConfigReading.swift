import Glibc
import Sealing
import SyncCore

/// One reading of a configuration: fragment, merged, settings; with everything that was noted.
///
/// Pure but for what the environment's functions fetch.
struct ConfigReading {
    /// The validated settings; nil where there is any problem.
    let settings: Settings?
    let problems: [ConfigProblem]
    let warnings: [ConfigWarning]
    /// What the file says, key by key.
    let fragment: ConfigFragment
    /// The secrets in force, those that could be had, even where something else is wrong.
    let secrets: [SealedPlace: Secret]

    /// Reads a document whose root is an object. `folder` is where its relative paths start, `mode`
    /// the permission bits of its file, `owner` whose it is.
    init(
        _ document: JSONDocument, folder: String, environment: ConfigEnvironment, mode: UInt32,
        owner: uid_t? = nil, path: String
    ) {
        var notes = ConfigNotes()
        let fragment = FragmentReader.read(document, folder: folder, notes: &notes)
        let resolver = Self.resolver(
            environment, folder: folder, owner: owner, notes: &notes)
        let merged = MergedConfig(fragment, resolver: resolver, notes: &notes)
        let credentials = Self.credentials(merged, notes: &notes)
        Self.warnOfPlain(fragment, hasKey: resolver.keyring != nil, notes: &notes)
        Self.checkBundle(fragment, environment, notes: &notes)
        Self.warnOfReaders(fragment, mode: mode, path: path, notes: &notes)
        Self.warnOfOpenFiles(fragment, resolver, notes: &notes)
        Self.warnOfOldKey(fragment, resolver, notes: &notes)
        if fragment.modules.isEmpty, !notes.hasProblem(at: "modules"), !notes.hasProblems {
            notes.warn(
                "modules", "no module is named, so nothing is synced",
                hint: "add \"\(Module.crm.rawValue)\": { \"enabled\": true }")
        }
        self.fragment = fragment
        secrets = [.clientSecret: merged.clientSecret, .refreshToken: merged.refreshToken]
            .compactMapValues(\.self)
        problems = notes.sortedProblems
        warnings = notes.sortedWarnings
        settings =
            problems.isEmpty ? credentials.map { Self.settings(merged, $0) } : nil
    }

    private static func credentials(
        _ merged: MergedConfig, notes: inout ConfigNotes
    ) -> Credentials? {
        // What is there and could not be had has a problem of its own: itself, or the key.
        func missing(_ key: String, unless source: SecretSource? = nil) {
            guard source == nil, !notes.hasProblem(at: key) else { return }
            let variable = MergedConfig.variable(for: key)
            notes.refuse(
                key,
                Refusal(
                    "missing",
                    hint: "add it to the file, or set the environment variable \(variable)"))
        }
        if merged.clientID == nil { missing("client_id") }
        if merged.clientSecret == nil {
            missing("client_secret", unless: merged.fragment.clientSecret)
        }
        if merged.refreshToken == nil {
            missing("refresh_token", unless: merged.fragment.refreshToken)
        }
        guard let id = merged.clientID, let secret = merged.clientSecret,
            let token = merged.refreshToken
        else { return nil }
        return Credentials(clientID: id, clientSecret: secret, refreshToken: token)
    }

    /// A key that cannot be read is one problem, and keeps every sealed secret shut.
    private static func resolver(
        _ environment: ConfigEnvironment, folder: String, owner: uid_t?,
        notes: inout ConfigNotes
    ) -> SecretResolver {
        do throws(Refusal) {
            return SecretResolver(
                environment: environment, keyring: try environment.keyringOrRefusal(),
                folder: folder, owner: owner)
        } catch {
            notes.refuse("", error)
            return SecretResolver(
                environment: environment, keyring: nil, isKeyBroken: true, folder: folder,
                owner: owner)
        }
    }

    /// One warning for both, which says how to do better.
    private static func warnOfPlain(
        _ fragment: ConfigFragment, hasKey: Bool, notes: inout ConfigNotes
    ) {
        let keys = fragment.secrets.compactMap { place, source in
            if case .plain = source { place.rawValue } else { nil }
        }
        guard let first = keys.first else { return }
        notes.warn(
            "",
            "\(keys.joined(separator: " and ")) \(keys.count > 1 ? "are" : "is") plain text: "
                + "whoever reads the file, or a backup of it, may read the company's data",
            hint: hasKey
                ? "run zohosync secrets seal"
                : "run zohosync secrets generate-key and then zohosync secrets seal, or use "
                    + "LoadCredential=; see SECRETS in zohosyncd.json(5)",
            line: notes.line(of: first), state: .plainSecrets)
    }

    private static func warnOfOldKey(
        _ fragment: ConfigFragment, _ resolver: SecretResolver, notes: inout ConfigNotes
    ) {
        let keys = fragment.secrets.filter { resolver.takesOldKey($0.source) }.map(\.place.rawValue)
        guard let first = keys.first else { return }
        notes.warn(
            "",
            "\(keys.joined(separator: " and ")) \(keys.count > 1 ? "are" : "is") sealed with "
                + "the old key",
            hint: "run zohosync secrets rotate, and take the old key away afterwards",
            line: notes.line(of: first), state: .oldKey)
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
        for (place, source) in fragment.secrets {
            guard case .plain = source else { continue }
            let key = place.rawValue
            let octal = String(mode & 0o7777, radix: 8)
            notes.warn(
                key, "a plain secret in a file of mode 0\(octal), which others may read",
                hint: "chmod 0600 \(path)", line: notes.line(of: key))
        }
    }

    /// The group may be the daemon's own, which reads what is root's.
    private static func warnOfOpenFiles(
        _ fragment: ConfigFragment, _ resolver: SecretResolver, notes: inout ConfigNotes
    ) {
        for (place, source) in fragment.secrets {
            guard case .file(let name) = source else { continue }
            let path = resolver.absolute(name)
            guard let mode = resolver.environment.mode(path), mode & 0o006 != 0 else { continue }
            let key = place.rawValue
            let rights = [mode & 0o004 != 0 ? "read" : nil, mode & 0o002 != 0 ? "write" : nil]
                .compactMap(\.self).joined(separator: " and ")
            notes.warn(
                key,
                "the secret's file \(path) has mode 0\(String(mode, radix: 8)): everybody may "
                    + "\(rights) it",
                hint: "chmod o-rwx \(path)", line: notes.line(of: key))
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
