public import SyncCore

/// The configuration as it is shown.
extension ConfigFile {
    /// The configuration as it is in the file, every secret replaced by `********`. While the file
    /// is broken, as it was last good.
    public func maskedJSON() throws(ConfigError) -> JSONValue { Masking.masked(try shown()) }

    /// The configuration as it is in the file, with these credentials in clear, wherever they come
    /// from: those in force, which what the file names need not hold any more. While the file is
    /// broken, as it was last good.
    public func revealedJSON(_ credentials: Credentials) throws(ConfigError) -> JSONValue {
        Masking.revealed(try shown(), credentials)
    }

    /// Reads which certificates to trust: the absolute path, whether the rest of the file is good or
    /// not.
    public func readCABundle() -> String? {
        guard let value = (try? text())?.document.value["ca_bundle"] else { return nil }
        return try? ConfigValue.file(value, folder: folder)
    }

    private func shown() throws(ConfigError) -> JSONValue {
        try locked { state throws(ConfigError) in
            do throws(ConfigError) {
                let value = try text().document.value
                state.value = value
                return value
            } catch {
                guard let value = state.value else { throw error }
                return value
            }
        }
    }
}
