import SyncCore

/// The access token and the recent requests for one, in a file: ten restarts cost one refresh.
///
/// What cannot be read is as if it were not there. Where a key is configured the content is
/// sealed; how, is for whoever makes the cache.
public struct TokenCache: Sendable {
    /// What the file holds.
    struct Content: Equatable {
        var fingerprint: String
        var token: AccessToken?
        var limiter: RefreshLimiter
        /// The refresh token that Zoho has put in the place of the configured one, until it is kept
        /// where that one came from.
        var replacement: Secret?
        /// What the data centres have said of the client, by name.
        var findings: [String: DataCenterSearch.Finding] = [:]
    }

    private let file: PrivateFile?
    private let seal: @Sendable ([UInt8]) throws -> [UInt8]
    private let unseal: @Sendable ([UInt8]) throws -> [UInt8]

    /// A cache in this file; without a path nothing is kept.
    public init(
        path: String?, seal: @escaping @Sendable ([UInt8]) throws -> [UInt8] = { $0 },
        unseal: @escaping @Sendable ([UInt8]) throws -> [UInt8] = { $0 }
    ) {
        file = path.map(PrivateFile.init(path:))
        self.seal = seal
        self.unseal = unseal
    }

    /// What the file holds; nil if it is missing, broken or from another version.
    func load() -> Content? {
        guard let sealed = file?.read(limit: 64 << 10), let bytes = try? unseal(sealed),
            let json = (try? JSONDocument(bytes))?.value, json["version"] == 1,
            let fingerprint = json["credentials"]?.string
        else { return nil }
        let limiter = RefreshLimiter(
            attempts: (json["attempts"]?.array ?? []).compactMap(Self.instant),
            notBefore: Self.instant(json["not_before"]),
            throttles: json["throttles"]?.integer ?? 0)
        let findings = (json["data_centers"]?.object?.members ?? []).compactMap { member in
            member.value.string.flatMap(DataCenterSearch.Finding.init).map { (member.key, $0) }
        }
        return Content(
            fingerprint: fingerprint, token: json["token"].flatMap(Self.token), limiter: limiter,
            replacement: json["refresh_token"]?.string.flatMap(Self.secret),
            findings: Dictionary(findings) { $1 })
    }

    /// Replaces the file. Throws what the operator should read, without the content.
    func save(_ content: Content) throws {
        guard let file else { return }
        var json: JSONObject = JSONObject([
            ("version", 1), ("credentials", .string(content.fingerprint)),
            ("attempts", .array(content.limiter.attempts.map { .string($0.text) })),
            ("not_before", JSONValue(content.limiter.notBefore?.text)),
            ("throttles", JSONValue(content.limiter.throttles)),
        ])
        if let token = content.token {
            json["token"] = [
                "access_token": .string(token.value.reveal()),
                "api_domain": .string(token.apiDomain),
                "obtained_at": .string(token.obtainedAt.text),
                "expires_at": .string(token.expiresAt.text),
            ]
        }
        if let replacement = content.replacement {
            json["refresh_token"] = .string(replacement.reveal())
        }
        if !content.findings.isEmpty {
            let findings = content.findings.sorted { $0.key < $1.key }
            json["data_centers"] = .object(
                JSONObject(findings.map { ($0.key, .string($0.value.rawValue)) }))
        }
        try file.replace(with: try seal(JSONValue.object(json).bytes))
    }

    private static func token(_ json: JSONValue) -> AccessToken? {
        guard let value = json["access_token"]?.string.flatMap(secret),
            let domain = json["api_domain"]?.string,
            let obtainedAt = instant(json["obtained_at"]),
            let expiresAt = instant(json["expires_at"]),
            (1...86400).contains(expiresAt - obtainedAt)
        else { return nil }
        return AccessToken(
            value: value, apiDomain: domain, obtainedAt: obtainedAt, expiresAt: expiresAt)
    }

    private static func secret(_ text: String) -> Secret? {
        let isVisible = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        return isVisible ? Secret(text) : nil
    }

    private static func instant(_ json: JSONValue?) -> UTCInstant? {
        json?.string.flatMap { UTCInstant($0) }
    }
}
