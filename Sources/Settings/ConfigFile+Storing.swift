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
        for key in SealedPlace.inConfiguration.map(\.rawValue) {
            guard let value = text.document.value[key],
                case .sealed? = try? SecretSource.parse(value)
            else { continue }
            try refusing(key, Self.withoutKey)
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
