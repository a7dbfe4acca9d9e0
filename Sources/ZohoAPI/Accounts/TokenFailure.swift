import SyncCore

/// The failures of getting a token, in words for the operator. Each names what Zoho has said.
enum TokenFailure {
    private static let task = "cannot get an access token"

    /// Zoho has refused the credentials for good.
    /// - Parameter search: What the other data centres have said of the client.
    static func refused(
        _ error: String, accountsServer: String, search: DataCenterSearch? = nil
    ) -> SyncFailure {
        let meaning =
            switch error {
            case "invalid_client", "unauthorized_client": unknownClient(search)
            case "invalid_client_secret":
                "the client secret does not belong to the client id"
            case "invalid_redirect_uri":
                "the redirect address differs from the registered one"
            default:
                "the refresh token is wrong, was revoked, was pushed out by a newer one, or "
                    + "belongs to another data centre"
            }
        let hint =
            switch error {
            case "invalid_client", "unauthorized_client":
                search?.home.map { "set data_center: zohosync config set data_center \($0.name)" }
                    ?? "check client_id and data_center, or make both anew: zohosync setup"
            case "invalid_client_secret":
                "enter the secret of this client: zohosync config set client_secret -"
            case "invalid_redirect_uri": "make a self client in the console, and run zohosync setup"
            default: "make a new refresh token: zohosync setup --reauthorize"
            }
        return SyncFailure(
            .reauthorizationRequired,
            "\(task): \(accountsServer) answered \(error): \(meaning)",
            hint: hint, disposition: .reauthorize)
    }

    /// A refusal that is told to somebody who would have it put to the test.
    static func notAskedAgain(_ refusal: SyncFailure, since moment: UTCInstant?) -> SyncFailure {
        SyncFailure(
            refusal.code,
            refusal.message + (moment.map { "; that was at \($0)" } ?? "")
                + ", and Zoho is not asked again with the same credentials",
            hint: refusal.hint, disposition: refusal.disposition)
    }

    private static func unknownClient(_ search: DataCenterSearch?) -> String {
        if let home = search?.home {
            return "the client id belongs to data centre \(home.name) (\(home.accountsServer))"
        }
        return search?.isNowhere == true
            ? "the client id is unknown there and in every other data centre: it is wrong or was "
                + "deleted"
            : "the client id is unknown there: it is wrong, was deleted, or belongs to another "
                + "data centre"
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
