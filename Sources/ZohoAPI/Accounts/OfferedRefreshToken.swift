import SyncCore

/// The refresh token in an answer of the token endpoint. When Zoho replaces one, the old one may have
/// ended with that: it counts whatever the rest of the answer is worth.
enum OfferedRefreshToken: Equatable {
    /// There is none, as usual.
    case absent
    /// Zoho has put this one in the place of the one that it was shown.
    case usable(Secret)
    /// There is something that cannot be one: why, in words.
    case unusable(String)

    init(_ value: JSONValue?) {
        switch value {
        case nil, .null: self = .absent
        case .string(let text):
            self = TokenText.fault(of: text).map(Self.unusable) ?? .usable(Secret(text))
        case .some(let other): self = .unusable("it is \(other.kind)")
        }
    }
}
