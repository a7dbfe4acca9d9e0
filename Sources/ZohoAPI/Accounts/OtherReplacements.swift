import SyncCore

/// Refresh tokens that Zoho has put in the place of configured ones, of credentials that are not in
/// force now: a data centre that is changed by mistake is changed back.
struct OtherReplacements: Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        /// Whose it is.
        let fingerprint: String
        let token: Secret
    }

    /// Those that were left last are kept.
    static let limit = 4

    /// Oldest first, one for each credentials.
    private(set) var entries: [Entry] = []

    /// Keeps a token for credentials.
    mutating func keep(_ token: Secret, for fingerprint: String) {
        entries = Array(
            (entries.filter { $0.fingerprint != fingerprint }
                + [Entry(fingerprint: fingerprint, token: token)]).suffix(Self.limit))
    }

    /// Gives out what was kept for credentials that are in force again.
    mutating func take(for fingerprint: String) -> Secret? {
        defer { entries.removeAll { $0.fingerprint == fingerprint } }
        return entries.first { $0.fingerprint == fingerprint }?.token
    }
}

extension OtherReplacements {
    /// As a file has them; what makes no sense is left out.
    init(_ json: JSONValue?) {
        for item in json?.array ?? [] {
            guard let fingerprint = item["credentials"]?.string,
                let token = item["refresh_token"]?.string.flatMap(TokenText.secret)
            else { continue }
            keep(token, for: fingerprint)
        }
    }

    /// What goes into the file.
    var json: JSONValue {
        .array(
            entries.map { entry in
                [
                    "credentials": .string(entry.fingerprint),
                    "refresh_token": .string(entry.token.reveal()),
                ]
            })
    }
}
