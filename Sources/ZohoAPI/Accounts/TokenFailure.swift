import SyncCore

/// The failures of getting a token, in words for the operator. Each names what Zoho has said.
enum TokenFailure {
    private static let task = "cannot get an access token"

    /// Zoho has refused the credentials for good.
    static func refused(_ error: String, accountsServer: String) -> SyncFailure {
        let meaning =
            switch error {
            case "invalid_client", "unauthorized_client":
                "the client id is unknown there: it is wrong, was deleted, or belongs to another "
                    + "data centre"
            case "invalid_client_secret":
                "the client secret does not belong to the client id"
            case "invalid_redirect_uri":
                "the redirect address differs from the registered one"
            default:
                "the refresh token is wrong, was revoked, was pushed out by a newer one, or "
                    + "belongs to another data centre"
            }
        let key =
            switch error {
            case "invalid_client", "unauthorized_client": "client_id"
            case "invalid_client_secret": "client_secret"
            default: "refresh_token"
            }
        return SyncFailure(
            .reauthorizationRequired,
            "\(task): \(accountsServer) answered \(error): \(meaning)",
            hint: "enter new credentials: zohosync config set \(key) -, and check data_center",
            disposition: .reauthorize)
    }

    /// Too many token requests.
    static func throttled(until moment: UTCInstant, at now: UTCInstant) -> SyncFailure {
        SyncFailure(
            .rateLimited,
            "\(task): Zoho has had too many token requests (access_denied), next try at \(moment)",
            hint: "see whether another program uses the same refresh token",
            disposition: .retry(after: .seconds(moment - now)))
    }

    /// Zoho cannot be reached or cannot answer.
    static func unavailable(
        _ cause: String, until moment: UTCInstant, at now: UTCInstant
    ) -> SyncFailure {
        SyncFailure(
            .zohoUnavailable, "\(task): \(cause), next try at \(moment)",
            disposition: .retry(after: .seconds(moment - now)))
    }

    /// An answer that makes no sense.
    static func invalid(
        _ cause: String, hint: String? = nil, until moment: UTCInstant, at now: UTCInstant
    ) -> SyncFailure {
        SyncFailure(
            .invalidResponse, "\(task): \(cause), next try at \(moment)", hint: hint,
            disposition: .retry(after: .seconds(moment - now)))
    }

    /// The caller does not want the token any more.
    static let cancelled = SyncFailure(
        .cancelled, "\(task): cancelled", disposition: .stopModule)
}
