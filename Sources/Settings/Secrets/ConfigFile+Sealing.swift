import Sealing
import SyncCore

/// Sealing the secrets in the file. All of them or none: the file is replaced once, and only when
/// each new value has been read back.
extension ConfigFile {
    /// Seals the plain secrets. What is sealed already is opened, as two values under two keys
    /// would be of no use to the daemon; what is elsewhere stays there.
    @discardableResult
    public func sealSecrets() throws(ConfigError) -> SecretsReport {
        try rewriteSecrets { source, opened, report, key in
            switch source {
            case .plain(let secret): return secret
            case .sealed where opened?.isOld == true: report.old.append(key)
            default: report.kept.append(key)
            }
            return nil
        }
    }

    /// Seals anew with the key what the old key opens.
    @discardableResult
    public func rotateSecrets() throws(ConfigError) -> SecretsReport {
        try rewriteSecrets { source, opened, report, key in
            switch source {
            case .sealed where opened?.isOld == true: return opened?.secret
            case .plain: report.plain.append(key)
            default: report.kept.append(key)
            }
            return nil
        }
    }

    /// Goes through the secrets in the file: `decide` returns what is to be sealed, and notes the
    /// rest in the report.
    private func rewriteSecrets(
        _ decide: (SecretSource, Keyring.Opened?, inout SecretsReport, String) -> Secret?
    ) throws(ConfigError) -> SecretsReport {
        let report = try locked { state throws(ConfigError) in
            try edit(&state) { text throws(ConfigError) in
                var report = SecretsReport()
                var secrets: [(place: SealedPlace, secret: Secret)] = []
                let found = try sources(in: text.document)
                let keyring = try keyring(neededFor: found)
                for (place, source) in found {
                    let key = place.rawValue
                    if let words = source.elsewhere {
                        report.elsewhere.append(.init(keyPath: key, place: words))
                        continue
                    }
                    let opened = try refusing(key) { () throws(Refusal) in
                        try source.opened(for: place, with: keyring)
                    }
                    if let secret = decide(source, opened, &report, key) {
                        secrets.append((place, secret))
                        report.sealed.append(key)
                    }
                }
                var editor = JSONEditor(text.document)
                for (place, secret) in secrets {
                    try seal(secret, at: place, with: keyring, in: &editor)
                }
                return (editor.bytes, report)
            }
        }
        // Also where nothing was to be done: a crash may have left the plain text beside the file.
        replacer.removeLeftovers(of: path)
        return report
    }

    /// Where the file says that its secrets are, each key once.
    private func sources(
        in document: JSONDocument
    ) throws(ConfigError) -> [(place: SealedPlace, source: SecretSource)] {
        var found: [(place: SealedPlace, source: SecretSource)] = []
        for place in SealedPlace.inConfiguration {
            let key = place.rawValue
            let count = document.members(of: 0).count {
                document.text(of: document.tokens[$0.key]) == key
            }
            guard count > 0, let value = document.value[key] else { continue }
            let source = try refusing(key) { () throws(Refusal) in
                guard count == 1 else {
                    throw Refusal(
                        "the key is there more than once", hint: "remove all of them but one first")
                }
                return try SecretSource.parse(value)
            }
            found.append((place, source))
        }
        return found
    }

    /// The keys; nil where none is there and none is needed.
    private func keyring(
        neededFor found: [(place: SealedPlace, source: SecretSource)]
    ) throws(ConfigError) -> Keyring? {
        try refusing("") { () throws(Refusal) in
            if let keyring = try environment.keyringOrRefusal() { return keyring }
            guard found.allSatisfy({ $0.source.elsewhere != nil }) else {
                throw Refusal(
                    "there is no key",
                    hint: "make one with zohosync secrets generate-key, keep it safe, and give it "
                        + "as the environment variable ZOHOSYNCD_KEY")
            }
            return nil
        }
    }

    /// Puts a sealed secret into a text, and reads it back.
    func seal(
        _ secret: Secret, at place: SealedPlace, with keyring: Keyring?, in editor: inout JSONEditor
    ) throws(ConfigError) {
        let key = place.rawValue
        let envelope = try refusing(key) { () throws(Refusal) in
            guard let keyring else { throw Refusal(.notSealed) }
            return try Self.sealed(secret, for: place, with: keyring)
        }
        try scanned { () throws(JSONError) in
            try editor.set([key], to: ["sealed": .string(envelope.text)])
        }
        try refusing(key) { () throws(Refusal) in
            let written = try SecretSource.parse(editor.value(at: [key]) ?? .null)
            guard try written.opened(for: place, with: keyring)?.secret == secret else {
                throw Refusal(.notSealed)
            }
        }
    }

    static func sealed(
        _ secret: Secret, for place: SealedPlace, with keyring: Keyring
    ) throws(Refusal) -> SealedEnvelope {
        do throws(SealingError) {
            return try keyring.seal(secret, for: place)
        } catch {
            throw Refusal(error)
        }
    }

    /// Turns a refusal into an error about this file.
    func refusing<Value>(
        _ key: String, _ work: () throws(Refusal) -> Value
    ) throws(ConfigError) -> Value {
        do throws(Refusal) {
            return try work()
        } catch {
            throw .invalid(
                path: path,
                [ConfigProblem(keyPath: key, message: error.message, hint: error.hint)])
        }
    }
}

extension SealedPlace {
    /// Those in the configuration.
    static let inConfiguration: [SealedPlace] = [.clientSecret, .refreshToken]
}
