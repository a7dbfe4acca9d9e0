import Sealing
import SyncCore

/// The secrets of a patch, which are put into the file before the rest of it.
extension ConfigFile {
    /// Takes the secrets out of a patch and puts them into a text; returns the paths of what it
    /// changed. What is no secret is left in the patch, for the validation to refuse.
    /// - Parameter inForce: What the last reading has brought, as it may have been shown.
    func putSecrets(
        of patch: inout JSONObject, into editor: inout JSONEditor, _ text: Text,
        _ inForce: Credentials?
    ) throws(ConfigError) -> [[String]] {
        let present = read(text.document, text.snapshot)
        // A key that cannot be read is one of the problems that the validation finds.
        let keyring = try? environment.keyringOrRefusal()
        var changed: [[String]] = []
        for place in SealedPlace.inConfiguration {
            let key = place.rawValue
            guard let value = patch[key] else { continue }
            guard let source = try? SecretSource.parse(value) else {
                // Whole: merged into the present one it would be refused for what it is not.
                guard value.object?.members.count == 1, value.object?.members[0].value != .null
                else { continue }
                patch[key] = nil
                try scanned { () throws(JSONError) in try editor.set([key], to: value) }
                changed.append([key])
                continue
            }
            let old = present.fragment.secrets.first { $0.place == place }?.source
            patch[key] = nil
            if case .plain(let secret) = source {
                // As it was shown to somebody who may see it: that moves no secret into the file.
                let isPlain = if case .plain? = old { true } else { old == nil }
                let shown = [present.secrets[place], inForce?.secret(of: place)]
                if !isPlain, shown.contains(secret) { continue }
                if case .sealed? = old, keyring == nil { try refusing(key, Self.withoutKey) }
                if let keyring {
                    try seal(secret, at: place, with: keyring, in: &editor)
                    changed.append([key])
                    continue
                }
                if editor.value(at: [key]) != value {
                    try refusing(key) { () throws(Refusal) in try Self.refusePlain(text.snapshot) }
                }
            }
            // Whole: two references merged into one would name two places.
            guard editor.value(at: [key]) != value else { continue }
            try scanned { () throws(JSONError) in try editor.set([key], to: value) }
            changed.append([key])
        }
        return changed
    }

    /// Whoever has sealed a secret does not want its successor in the open.
    static func withoutKey() throws(Refusal) {
        throw Refusal(
            "the present one is sealed, and there is no key to seal the new one with",
            hint: "give the key as ZOHOSYNCD_KEY or as the credential zohosyncd.key; where it is "
                + "lost, write the secret into the file by hand")
    }
}

extension Credentials {
    /// The secret of a place in the configuration; nil of another place.
    func secret(of place: SealedPlace) -> Secret? {
        switch place {
        case .clientSecret: clientSecret
        case .refreshToken: refreshToken
        case .tokenCache: nil
        }
    }
}
