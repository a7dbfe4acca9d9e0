/// What a configuration error means for a command.
extension ConfigError {
    /// What kind of failure it is, for the exit status.
    public enum Kind: Hashable, Sendable {
        /// The file, or what it says, cannot be used.
        case config
        /// Another user may do it.
        case notPermitted
        /// The system cannot.
        case inputOutput
    }

    /// What kind of failure it is.
    public var kind: Kind {
        switch self {
        case .unreadable(_, let fault), .unwritable(_, let fault):
            fault.isRefusal ? .notPermitted : .inputOutput
        case .malformed, .invalid, .moduleNotNamed, .tooLarge: .config
        }
    }

    /// What somebody at a shell can do, who may be the wrong user.
    public var commandHint: String {
        kind == .notPermitted ? "run it as root, or as the daemon's user" : hint
    }
}
