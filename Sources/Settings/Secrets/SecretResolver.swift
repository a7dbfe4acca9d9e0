import Glibc
import Sealing
import SyncCore

/// Fetches secrets from where the configuration says they are.
struct SecretResolver {
    let environment: ConfigEnvironment
    /// The keys at hand; nil: none.
    let keyring: Keyring?
    /// Whether there is one that cannot be used. That is a problem already, so the secrets that it
    /// would open are none of their own.
    var isKeyBroken = false
    /// The folder that relative paths of the configuration are seen from.
    let folder: String
    /// Whose the configuration is; nil where it is this process's own.
    var owner: uid_t?

    /// The secret of a place; nil where only a broken key is in the way.
    func resolve(_ source: SecretSource, for place: SealedPlace) throws(Refusal) -> Secret? {
        let secret = try fetch(source, for: place)
        if let secret { try refuseKey(secret) }
        return secret
    }

    private func fetch(_ source: SecretSource, for place: SealedPlace) throws(Refusal) -> Secret? {
        switch source {
        case .plain(let secret): return secret
        case .variable(let name): return try variable(name)
        case .credential(let name): return try credential(name)
        case .file(let path):
            let path = absolute(path)
            return try contents(
                of: path, called: "the file \(path)",
                hint: "put the secret there, alone, readable by the daemon's user only")
        case .sealed where isKeyBroken: return nil
        case .sealed:
            return try source.opened(for: place, with: keyring).map { opened throws(Refusal) in
                try SecretText.check(opened.secret.reveal())
            }
        }
    }

    /// Whether a secret is sealed with the old key.
    func takesOldKey(_ source: SecretSource) -> Bool {
        guard case .sealed(let envelope) = source, let keyring, let old = keyring.old else {
            return false
        }
        return envelope.keyID == old.id && old != keyring.current
    }

    /// The path of a secret's file.
    func absolute(_ path: String) -> String { PathText.absolute(path, relativeTo: folder) }

    /// Whoever names the key by another way, through a link or a copy, names it as well.
    private func refuseKey(_ secret: Secret) throws(Refusal) {
        guard let keyring, let key = try? SealingKey(text: secret) else { return }
        if key == keyring.current || key == keyring.old { throw .sealingKey }
    }

    /// An environment variable that must be set.
    func variable(_ name: String) throws(Refusal) -> Secret {
        guard let text = environment.filled(name) else {
            throw Refusal(
                "the environment variable \(name) is not set",
                hint: "set it where the daemon is started, for example in its unit")
        }
        do throws(Refusal) {
            return try SecretText.check(text)
        } catch {
            throw Refusal("the environment variable \(name): \(error.message)", hint: error.hint)
        }
    }

    private func credential(_ name: String) throws(Refusal) -> Secret {
        let hint = "add LoadCredential=\(name):PATH to the daemon's unit"
        guard let folder = environment.filled("CREDENTIALS_DIRECTORY") else {
            throw Refusal("no credential \(name): the service manager has passed none", hint: hint)
        }
        return try contents(
            of: "\(folder)/\(name)", called: "the credential \(name)", hint: hint)
    }

    private func contents(
        of path: String, called name: String, hint: String
    ) throws(Refusal) -> Secret {
        switch environment.contents(path, owner) {
        case .failure(let fault):
            throw Refusal(
                "cannot read \(name): \(fault.reason)", hint: fault.ownHint ?? hint)
        case .success(var bytes):
            // Editors and `echo` end a file with a line feed.
            while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
            do throws(Refusal) {
                return try SecretText.check(String(decoding: bytes, as: UTF8.self))
            } catch {
                throw Refusal("\(name): \(error.message)", hint: error.hint)
            }
        }
    }
}
