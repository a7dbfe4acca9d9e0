import Sealing
import SyncCore

/// What the configuration shows to those who may not see its secrets, and how it takes that back.
enum Masking {
    /// Whether a key holds a secret. Ours are two; the rest is for misspelt and foreign keys, whose
    /// values are nobody's business either.
    static func isSecret(_ key: String) -> Bool {
        // As bytes: letters are composed with what follows them, and each key of a shown file is looked at.
        let key = Array(key.lowercased().utf8)
        return secretWords.contains { word in
            key.indices.contains { key[$0...].starts(with: word) }
        }
    }

    private static let secretWords = ["secret", "token", "password"].map { Array($0.utf8) }

    /// The value with every secret replaced.
    static func masked(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(withoutPassword(text))
        case .array(let elements): .array(elements.map(masked))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.map { member in
                        let isHidden = isSecret(member.key) && !member.value.isNull
                        return (member.key, isHidden ? .string(Secret.mask) : masked(member.value))
                    }))
        default: value
        }
    }

    /// The value with these credentials in clear, also where it does not name them.
    static func revealed(_ value: JSONValue, _ credentials: Credentials) -> JSONValue {
        guard var object = value.object else { return value }
        object["client_id"] = .string(credentials.clientID)
        for place in SealedPlace.inConfiguration {
            object[place.rawValue] = credentials.secret(of: place).map { .string($0.reveal()) }
        }
        return .object(object)
    }

    /// A patch without the masks that its sender got from `masked`: these mean "as it was".
    static func withoutMasks(_ patch: JSONObject, current: JSONValue?) -> JSONObject {
        withoutMasks(patch, current, shown: current.map(masked))
    }

    private static func withoutMasks(
        _ patch: JSONObject, _ current: JSONValue?, shown: JSONValue?
    ) -> JSONObject {
        let present = current?.object?.byKey ?? [:]
        let shown = shown?.object?.byKey ?? [:]
        var kept: [(String, JSONValue)] = []
        for member in patch.distinct {
            if member.value == .string(Secret.mask), isSecret(member.key) { continue }
            let value = present[member.key]
            if member.value == shown[member.key], member.value != value { continue }
            if case .object(let inner) = member.value {
                let inner = withoutMasks(inner, value, shown: shown[member.key])
                kept.append((member.key, .object(inner)))
            } else {
                kept.append((member.key, member.value))
            }
        }
        return JSONObject(kept)
    }

    /// An address without the name and password before its host.
    private static func withoutPassword(_ text: String) -> String {
        guard let start = text.firstRange(of: "://")?.upperBound else { return text }
        // The last one, as a password may hold any character: rather too much than too little.
        guard let at = text[start...].lastIndex(of: "@") else { return text }
        return text[..<start] + Secret.mask + text[at...]
    }
}
