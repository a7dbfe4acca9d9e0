public import SyncCore

/// Which keys of the configuration a change is about, for those who keep book of it.
public enum ChangedKeys {
    /// The key paths that a merge patch names: each value that is not an object.
    public static func named(by patch: JSONValue) -> [String] {
        named(by: patch, at: [])
    }

    /// The key paths whose values differ, those that are gone included, in the order of the new one.
    static func between(_ old: JSONValue, _ new: JSONValue) -> [String] {
        between(old, new, at: [])
    }

    /// Whether a key path leads to or through a secret.
    public static func isSecret(_ keyPath: String) -> Bool { Masking.isSecret(keyPath) }

    private static func named(by patch: JSONValue, at path: [String]) -> [String] {
        guard case .object(let object) = patch, !(object.members.isEmpty && !path.isEmpty) else {
            return [ConfigKeyPath.text(path)]
        }
        return object.distinct.flatMap { named(by: $0.value, at: path + [$0.key]) }
    }

    private static func between(
        _ old: JSONValue?, _ new: JSONValue?, at path: [String]
    ) -> [String] {
        guard old != new else { return [] }
        guard case .object(let before) = old, case .object(let after) = new else {
            return [ConfigKeyPath.text(path)]
        }
        let old = before.byKey
        let new = after.byKey
        let keys = after.distinct.map(\.key) + before.distinct.map(\.key).filter { new[$0] == nil }
        // None, where only their order differs.
        return keys.flatMap { between(old[$0], new[$0], at: path + [$0]) }
    }
}
