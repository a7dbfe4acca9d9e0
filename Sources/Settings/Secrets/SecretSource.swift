import Sealing
import SyncCore

/// Where the configuration says that a secret is.
enum SecretSource: Hashable, Sendable {
    case plain(Secret)
    case variable(String)
    case credential(String)
    case file(String)
    case sealed(SealedEnvelope)

    /// Reads one of the forms. Its refusals name types only, never values.
    static func parse(_ value: JSONValue) throws(Refusal) -> SecretSource {
        switch value {
        case .string(let text): return .plain(try SecretText.check(text))
        case .object(let object): return try reference(object)
        default: throw refusal(value)
        }
    }

    private static func reference(_ object: JSONObject) throws(Refusal) -> SecretSource {
        guard object.members.count == 1, let member = object.members.first,
            let name = member.value.string, !name.isEmpty, !name.utf8.contains(0)
        else { throw refusal(.object(object)) }
        switch member.key {
        case "env" where isKey(name), "credential" where isKey(name), "file" where isKey(name):
            throw .sealingKey
        case "env" where !name.contains("="): return .variable(name)
        case "credential" where !name.contains("/") && name != "." && name != "..":
            return .credential(name)
        case "file": return .file(name)
        case "sealed": return .sealed(try envelope(name))
        default: throw refusal(.object(object))
        }
    }

    private static func isKey(_ name: String) -> Bool {
        ConfigEnvironment.keyPlaces.contains(PathText.name(of: name))
    }

    private static func envelope(_ text: String) throws(Refusal) -> SealedEnvelope {
        do throws(SealingError) {
            return try SealedEnvelope(text: text)
        } catch {
            throw Refusal(error)
        }
    }

    private static func refusal(_ value: JSONValue) -> Refusal {
        Refusal(
            expected: "a string or one reference", foundHidden: value,
            hint: #"write "…", {"env":"NAME"}, {"credential":"NAME"} or {"file":"PATH"}, "#
                + "or seal it with zohosync secrets seal")
    }
}

extension SecretSource {
    /// Where the secret is, in words; nil where it stands in the file itself.
    var elsewhere: String? {
        switch self {
        case .plain, .sealed: nil
        case .variable(let name): "the environment variable \(name)"
        case .credential(let name): "the credential \(name)"
        case .file(let path): "the file \(path)"
        }
    }

    /// What a sealed secret holds; nil for the other kinds.
    func opened(for place: SealedPlace, with keyring: Keyring?) throws(Refusal) -> Keyring.Opened? {
        guard case .sealed(let envelope) = self else { return nil }
        guard let keyring else {
            throw Refusal(
                "sealed with the key \(envelope.keyID), and there is no key",
                hint: "give it as the environment variable ZOHOSYNCD_KEY, or as the credential "
                    + "zohosyncd.key (LoadCredentialEncrypted= in the daemon's unit)")
        }
        do throws(SealingError) {
            return try keyring.open(envelope, for: place)
        } catch {
            throw Refusal(error)
        }
    }
}

extension Refusal {
    /// The key is nobody's secret to send: what is one is shown to admins and sent to Zoho.
    static let sealingKey = Refusal(
        "expected a secret of Zoho's, found the key that seals secrets",
        hint: "name the place of the secret itself; the key belongs nowhere in the configuration")

    /// Why a sealed secret cannot be used.
    init(_ error: SealingError) {
        let again = "write the secret anew, and run zohosync secrets seal"
        let hint =
            switch error {
            case .malformed, .altered:
                "take the whole value from a good copy of the file; or \(again)"
            case .unknownVersion: "install the version that sealed it, or a newer one; or \(again)"
            case .otherKey:
                "give that key as ZOHOSYNCD_KEY or as the credential zohosyncd.key, beside a new "
                    + "one as ZOHOSYNCD_OLD_KEY or zohosyncd.old-key; or \(again)"
            case .moved(let place): "put it back to \(place.rawValue); or \(again)"
            case .notSealed: "try again"
            }
        self.init(error.description, hint: hint)
    }
}

/// What a secret may look like, wherever it comes from.
enum SecretText {
    static func check(_ text: String) throws(Refusal) -> Secret {
        if text == Secret.mask {
            throw Refusal(
                "expected the secret, found its mask",
                hint: "write the real value; \(Secret.mask) only stands for it in answers")
        }
        guard VisibleText.accepts(text.utf8) else {
            throw Refusal(
                "expected a secret of printable characters, found "
                    + (text.isEmpty ? "an empty string" : "spaces or other characters"),
                hint: "copy it again from Zoho's API console")
        }
        return Secret(text)
    }
}
