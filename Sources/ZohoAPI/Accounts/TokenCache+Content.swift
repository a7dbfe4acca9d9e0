import SyncCore

extension TokenCache {
    /// What the file holds.
    struct Content: Equatable {
        var fingerprint: String
        var token: AccessToken?
        var limiter: RefreshLimiter
        /// The refresh token that Zoho has put in the place of the configured one, until it is kept
        /// where that one came from.
        var replacement: Secret?
        /// Those of credentials that are not in force now.
        var others = OtherReplacements()
        /// What the data centres have said of the client, by name.
        var findings: [String: DataCenterSearch.Finding] = [:]
    }
}

extension TokenCache.Content {
    /// Reads what a file holds; nil if it is broken or from another version.
    init?(_ bytes: [UInt8]) {
        guard let json = (try? JSONDocument(bytes))?.value, json["version"] == 1,
            let fingerprint = json["credentials"]?.string
        else { return nil }
        let limiter = RefreshLimiter(
            attempts: (json["attempts"]?.array ?? []).compactMap(Self.instant),
            notBefore: Self.instant(json["not_before"]),
            throttles: json["throttles"]?.integer ?? 0)
        let findings = (json["data_centers"]?.object?.members ?? []).compactMap { member in
            member.value.string.flatMap(DataCenterSearch.Finding.init).map { (member.key, $0) }
        }
        self.init(
            fingerprint: fingerprint, token: json["token"].flatMap(Self.token), limiter: limiter,
            replacement: json["refresh_token"]?.string.flatMap(TokenText.secret),
            others: OtherReplacements(json["others"]), findings: Dictionary(findings) { $1 })
    }

    /// What goes into the file.
    var bytes: [UInt8] {
        var json: JSONObject = JSONObject([
            ("version", 1), ("credentials", .string(fingerprint)),
            ("attempts", .array(limiter.attempts.map { .string($0.text) })),
            ("not_before", JSONValue(limiter.notBefore?.text)),
            ("throttles", JSONValue(limiter.throttles)),
        ])
        if let token {
            json["token"] = [
                "access_token": .string(token.value.reveal()),
                "api_domain": .string(token.apiDomain),
                "obtained_at": .string(token.obtainedAt.text),
                "expires_at": .string(token.expiresAt.text),
            ]
        }
        if let replacement {
            json["refresh_token"] = .string(replacement.reveal())
        }
        if !others.entries.isEmpty { json["others"] = others.json }
        if !findings.isEmpty {
            let sorted = findings.sorted { $0.key < $1.key }
            json["data_centers"] = .object(
                JSONObject(sorted.map { ($0.key, .string($0.value.rawValue)) }))
        }
        return JSONValue.object(json).bytes
    }

    private static func token(_ json: JSONValue) -> AccessToken? {
        guard let value = json["access_token"]?.string.flatMap(TokenText.secret),
            let domain = json["api_domain"]?.string,
            let obtainedAt = instant(json["obtained_at"]),
            let expiresAt = instant(json["expires_at"]),
            (1...86400).contains(expiresAt - obtainedAt)
        else { return nil }
        return AccessToken(
            value: value, apiDomain: domain, obtainedAt: obtainedAt, expiresAt: expiresAt)
    }

    private static func instant(_ json: JSONValue?) -> UTCInstant? {
        json?.string.flatMap { UTCInstant($0) }
    }
}
