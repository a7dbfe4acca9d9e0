import Sealing
public import SyncCore

/// The configuration as it is shown.
extension ConfigFile {
    /// The configuration as it is in the file, every secret replaced by `********`. While the file
    /// is broken, as it was last good.
    public func maskedJSON() throws(ConfigError) -> JSONValue {
        try locked { state throws(ConfigError) in
            do throws(ConfigError) {
                let value = try text().document.value
                state.value = value
                return Masking.masked(value)
            } catch {
                guard let value = state.value else { throw error }
                return Masking.masked(value)
            }
        }
    }

    /// The configuration as it is in the file, with the secrets in force in clear, wherever they
    /// come from. While the file is broken, as it was last good.
    public func revealedJSON() throws(ConfigError) -> JSONValue {
        try locked { state throws(ConfigError) in
            do throws(ConfigError) {
                let (text, reading) = try read()
                state.value = text.document.value
                return Masking.revealed(text.document.value, reading.secrets)
            } catch {
                guard let value = state.value else { throw error }
                let credentials = state.settings?.credentials
                let secrets: [SealedPlace: Secret?] = [
                    .clientSecret: credentials?.clientSecret,
                    .refreshToken: credentials?.refreshToken,
                ]
                return Masking.revealed(value, secrets.compactMapValues(\.self))
            }
        }
    }

    /// Reads which certificates to trust: the absolute path, whether the rest of the file is good or
    /// not.
    public func readCABundle() -> String? {
        guard let value = (try? text())?.document.value["ca_bundle"] else { return nil }
        return try? ConfigValue.file(value, folder: folder)
    }
}
