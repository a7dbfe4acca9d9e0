import Glibc
public import Sealing
import SyncCore

/// The keys that sealed secrets are opened with. They come from outside the file.
extension ConfigEnvironment {
    /// The key at hand: the variable `ZOHOSYNCD_KEY`, else the credential `zohosyncd.key`; and while
    /// keys are rotated, the one before it: `ZOHOSYNCD_OLD_KEY`, else `zohosyncd.old-key`. Nil where
    /// there is none. What is there and is no key is a problem, not nothing.
    public func keyring() throws(ConfigProblem) -> Keyring? {
        do throws(Refusal) {
            return try keyringOrRefusal()
        } catch {
            throw ConfigProblem(keyPath: "", message: error.message, hint: error.hint)
        }
    }

    /// Where the keys are, and no secret may be: variables and credentials.
    static let keyPlaces: Set<String> = [
        "ZOHOSYNCD_KEY", "ZOHOSYNCD_OLD_KEY", "zohosyncd.key", "zohosyncd.old-key",
    ]

    func keyringOrRefusal() throws(Refusal) -> Keyring? {
        let current = try key(
            filled("ZOHOSYNCD_KEY"), variable: "ZOHOSYNCD_KEY", credential: "zohosyncd.key")
        let old = try key(
            filled("ZOHOSYNCD_OLD_KEY"), variable: "ZOHOSYNCD_OLD_KEY",
            credential: "zohosyncd.old-key")
        guard let current else {
            guard old == nil else {
                throw Refusal(
                    "there is an old key, and no key",
                    hint: "give the new key as ZOHOSYNCD_KEY or as the credential zohosyncd.key; "
                        + "the old one only helps beside it")
            }
            return nil
        }
        return Keyring(current: current, old: old)
    }

    private func key(
        _ text: String?, variable: String, credential: String
    ) throws(Refusal) -> SealingKey? {
        if let text { return try key(Secret(text), from: variable) }
        guard let folder = filled("CREDENTIALS_DIRECTORY") else { return nil }
        switch contents("\(folder)/\(credential)", nil) {
        case .failure(let fault) where fault.code == ENOENT: return nil
        case .failure(let fault):
            throw Refusal(
                "cannot read the credential \(credential): \(fault.reason)",
                hint: "see LoadCredential= or LoadCredentialEncrypted= in the daemon's unit")
        case .success(let bytes):
            return try key(Secret(bytes: bytes), from: "the credential \(credential)")
        }
    }

    private func key(_ text: Secret, from source: String) throws(Refusal) -> SealingKey {
        do throws(SealingKeyError) {
            return try SealingKey(text: text)
        } catch {
            throw Refusal(
                "\(source): \(error)",
                hint: "copy the key again, or make another with zohosync secrets generate-key")
        }
    }
}
