import SyncCore

/// What a grant code was exchanged for.
public struct Grant: Sendable, Equatable {
    /// What the daemon lives on.
    public let refreshToken: Secret
    /// Good for an hour.
    public let accessToken: Secret
    /// Where the APIs are; nil where Zoho names no host that may see a token.
    public let apiDomain: String?
    /// What the user has allowed; nil where Zoho does not say.
    public let scopes: [String]?
}

/// What has come of a grant code.
public enum GrantAnswer: Sendable, Equatable {
    /// It was exchanged.
    case granted(Grant)
    /// There was an access token and nothing that lasts.
    case withoutRefreshToken
    /// The code has expired, was used already, or belongs to another client.
    case codeRefused
    /// The client is not known in this data centre.
    case clientUnknown
    /// The secret does not belong to the client.
    case secretRefused
    /// Refused for another reason; the name is Zoho's.
    case refused(String)
    /// Too many requests: nothing for ten minutes at least.
    case throttled
    /// No answer, or none that makes sense: why, in words.
    case failed(String)
}

/// Exchanges a grant code of a self client for a refresh token (Zoho CRM API v8, "Generate access
/// token and refresh token").
public struct GrantExchange: Sendable {
    private let http: any HTTPClient

    /// An exchange over this.
    public init(http: any HTTPClient) { self.http = http }

    /// Shows a code to an accounts server. A code is good once: what comes back must not be lost.
    public func exchange(
        _ code: Secret, clientID: String, clientSecret: Secret, accountsServer: String
    ) async -> GrantAnswer {
        do throws(HTTPFailure) {
            return GrantAnswer(
                try await http.send(
                    .grant(
                        code, clientID: clientID, clientSecret: clientSecret,
                        accountsServer: accountsServer)),
                accountsServer: accountsServer)
        } catch {
            return .failed(error.message)
        }
    }

    /// The data centre that knows a client; nil where none says so.
    public func home(
        of clientID: String, among places: [DataCenterSearch.Place], refusing: String
    ) async -> DataCenterSearch.Place? {
        var search = DataCenterSearch(places, refusing: refusing)
        while let place = search.next {
            guard let finding = await http.asksForClient(clientID, at: place) else { return nil }
            search.note(finding, of: place)
        }
        return search.home
    }
}

extension GrantAnswer {
    /// Reads the answer of the token endpoint.
    init(_ response: HTTPResponse, accountsServer: String) {
        let reply = TokenReply(response)
        switch reply.answer {
        case .granted(let token, let apiDomain, _):
            switch reply.refreshToken {
            case .absent: self = .withoutRefreshToken
            case .unusable(let cause):
                self = .failed("the refresh_token in Zoho's answer cannot be used: \(cause)")
            case .usable(let refreshToken):
                self = .granted(
                    Grant(
                        refreshToken: refreshToken, accessToken: token,
                        apiDomain: apiDomain.flatMap {
                            APIDomain.accepted($0, from: accountsServer)
                        },
                        scopes: reply.scopes))
            }
        case .refused(let error) where TokenAnswer.isClientUnknown(error): self = .clientUnknown
        case .refused("invalid_client_secret"): self = .secretRefused
        case .refused("invalid_code"), .refused("invalid_grant"): self = .codeRefused
        case .refused(let error): self = .refused(error)
        case .throttled: self = .throttled
        case .unavailable(let cause), .unreachable(let cause), .invalid(let cause, _):
            self = .failed(cause)
        }
    }
}
