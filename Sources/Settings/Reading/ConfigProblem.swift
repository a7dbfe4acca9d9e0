/// Something in the configuration that keeps it from being used.
public struct ConfigProblem: Error, Hashable, Sendable {
    /// Where: `modules."Zoho CRM".interval`; empty for the file as a whole.
    public let keyPath: String
    /// What is wrong: "expected a duration such as 15m, found 15". Never holds a secret.
    public let message: String
    /// What to do about it.
    public let hint: String
    /// The line in the file, from 1, where there is one.
    public let line: Int?

    /// A problem.
    public init(keyPath: String, message: String, hint: String, line: Int? = nil) {
        self.keyPath = keyPath
        self.message = message
        self.hint = hint
        self.line = line
    }

    /// The problem as a sentence about a file: "cannot read PATH: KEY PATH: MESSAGE".
    public func text(path: String) -> String {
        "cannot read \(path): \(description)"
    }
}

extension ConfigProblem: CustomStringConvertible {
    /// Where and what.
    public var description: String { keyPath.isEmpty ? message : "\(keyPath): \(message)" }
}
