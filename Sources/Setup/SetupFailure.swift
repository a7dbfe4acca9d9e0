public import Settings
import SyncCore

/// Why a setup did not do what it was asked for.
public struct SetupFailure: Error, Hashable, Sendable {
    /// What kind of failure, for the exit status.
    public enum Kind: Hashable, Sendable {
        case failed, usage, unreachable, inputOutput, notPermitted, config

        /// What a daemon's refusal means: as if the file had been written here.
        /// - Parameter code: The stable name of the problem.
        public init(refusal code: String?) {
            self =
                switch code.flatMap(FailureCode.init) {
                case .configNotWritable: .inputOutput
                case .configInvalid, .configFileBroken: .config
                default: .failed
                }
        }
    }

    /// What kind of failure.
    public let kind: Kind
    /// What happened; never a secret.
    public let message: String
    /// The next step.
    public let hint: String

    /// A failure.
    public init(_ kind: Kind, _ message: String, hint: String) {
        self.kind = kind
        self.message = message
        self.hint = hint
    }

    /// What the configuration file refused.
    public init(_ error: ConfigError) {
        let kind: Kind =
            switch error.kind {
            case .config: .config
            case .notPermitted: .notPermitted
            case .inputOutput: .inputOutput
            }
        self.init(kind, error.description, hint: error.commandHint)
    }
}
