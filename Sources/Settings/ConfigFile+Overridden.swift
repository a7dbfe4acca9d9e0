import SyncCore

/// What an environment variable wins over.
extension ConfigFile {
    /// The keys for which an environment variable of this process wins over the file: what is
    /// written there is kept, and without effect.
    public var overridden: [String] {
        ["client_id", "client_secret", "refresh_token"].filter {
            MergedConfig.overriding($0, environment) != nil
        }
    }

    /// What a variable says in the place of a key; nil where there is none.
    func overridingText(_ key: String) -> String? {
        MergedConfig.overriding(key, environment).flatMap { environment.filled($0) }
    }

    static func overridden(_ key: String) -> ConfigWarning {
        ConfigWarning(
            keyPath: key,
            message: "it is written, but the environment variable "
                + "\(MergedConfig.variable(for: key)) wins over it",
            hint: "take the variable out of the daemon's environment, and restart it", line: nil,
            state: .overridden)
    }

    static func leftToVariable(_ key: String) -> ConfigWarning {
        ConfigWarning(
            keyPath: key,
            message: "it is not written, as the environment variable "
                + "\(MergedConfig.variable(for: key)) says the same",
            hint: "to have it in the file, take the variable out of the daemon's environment, "
                + "restart it, and set it again", line: nil, state: .overridden)
    }
}
