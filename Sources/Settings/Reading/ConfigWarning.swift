/// Something in the configuration that is probably not meant so, but can be lived with.
public struct ConfigWarning: Hashable, Sendable {
    /// A state that may well be meant to stay, and is told of once instead of at each reading.
    public enum State: Hashable, Sendable {
        /// Secrets stand in the file as plain text.
        case plainSecrets
        /// Secrets are still sealed with the old key.
        case oldKey
        /// An environment variable wins over what was written.
        case overridden
    }

    /// Where, as in a problem.
    public let keyPath: String
    /// What is odd.
    public let message: String
    /// What to do about it.
    public let hint: String
    /// The line in the file, from 1, where there is one.
    public let line: Int?
    /// The state that it is about; nil: a slip of the hand.
    public let state: State?

    /// The warning as a sentence about a file: "PATH: KEY PATH: MESSAGE".
    public func text(path: String) -> String { "\(path): \(description)" }

    /// The same with what to do about it.
    public func advice(path: String) -> String { "\(text(path: path)) (\(hint))" }
}

extension [ConfigWarning] {
    /// How many are told of at a time: whoever has more reads the whole list.
    private static var most: Int { 20 }

    /// Those about these keys, about what is in them, or about what they are in.
    func about(_ keyPaths: [String]) -> [ConfigWarning] {
        let changed = Set(keyPaths)
        let parents = Set(keyPaths.flatMap(ConfigKeyPath.withParents))
        return filter {
            parents.contains($0.keyPath)
                || ConfigKeyPath.withParents($0.keyPath).contains(where: changed.contains)
        }
    }

    /// The first of them, with names of a bearable length, and how many there are beyond. A file may
    /// have an unknown key in every few bytes, or one that fills it.
    public var digest: [ConfigWarning] {
        let first = prefix(Self.most).map { warning in
            // Counted in scalars: one character may be made of thousands.
            let scalars = warning.keyPath.unicodeScalars
            return ConfigWarning(
                keyPath: scalars.count > 200
                    ? String(String.UnicodeScalarView(scalars.prefix(199))) + "…" : warning.keyPath,
                message: warning.message, hint: warning.hint, line: warning.line,
                state: warning.state)
        }
        guard count > Self.most else { return first }
        let rest = ConfigWarning(
            keyPath: "", message: "\(count - Self.most) more warnings",
            hint: "zohosyncd check-config lists them all", line: nil, state: nil)
        return first + [rest]
    }
}

extension ConfigWarning: CustomStringConvertible {
    /// Where and what.
    public var description: String { keyPath.isEmpty ? message : "\(keyPath): \(message)" }
}
