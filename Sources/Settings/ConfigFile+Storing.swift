import Sealing
import SyncCore

/// Whether secrets may be put into the file.
extension ConfigFile {
    /// Refuses what would refuse new secrets, before somebody has spent a code for them.
    public func checkStorable() throws(ConfigError) {
        let keyring = try refusing("") { () throws(Refusal) in
            try environment.keyringOrRefusal()
        }
        do throws(FileFault) {
            guard FileSnapshot.identity(of: path) != nil else {
                return try replacer.check(PathText.folder(of: path))
            }
            try replacer.check(path)
        } catch {
            throw .unwritable(path: path, error)
        }
        let text = try text()
        guard keyring == nil else { return }
        try refusing("refresh_token") { () throws(Refusal) in try Self.refusePlain(text.snapshot) }
        if let key = Self.sealedKeys(text).first { try refusing(key, Self.withoutKey) }
    }

    /// The same where a daemon does the writing, as far as it shows from outside. Whether that has a
    /// key, a sealed secret tells; of a file that cannot be read here nothing is known.
    public func checkStorableByDaemon() throws(ConfigError) {
        guard let text = try? text(), Self.sealedKeys(text).isEmpty else { return }
        try refusing("refresh_token") { () throws(Refusal) in try Self.refusePlain(text.snapshot) }
    }

    private static func sealedKeys(_ text: Text) -> [String] {
        SealedPlace.inConfiguration.map(\.rawValue).filter { key in
            let source = text.document.value[key].flatMap { try? SecretSource.parse($0) }
            return if case .sealed? = source { true } else { false }
        }
    }

    /// A new secret does not go in the open into a file that everybody may read. The group may be
    /// the daemon's own; of that there is a warning.
    static func refusePlain(_ snapshot: FileSnapshot?) throws(Refusal) {
        guard let mode = snapshot?.mode, mode & 0o004 != 0 else { return }
        throw Refusal(
            "a plain secret does not belong in a file of mode 0\(String(mode, radix: 8)), which "
                + "everybody may read",
            hint: "chmod 0600 the file, or seal its secrets with zohosync secrets seal")
    }
}
