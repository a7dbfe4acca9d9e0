import SyncCore

/// All that an answer of the token endpoint says, read once.
struct TokenReply: Equatable {
    /// What has come of the request.
    let answer: TokenAnswer
    /// The refresh token in it.
    let refreshToken: OfferedRefreshToken
    /// What the user has allowed; nil where Zoho does not say.
    let scopes: [String]?

    /// An honest answer has ten keys.
    private static let maximumTokens = 1000

    init(_ response: HTTPResponse) {
        let json = (try? JSONDocument(response.body, maximumTokens: Self.maximumTokens))?.value
        answer = TokenAnswer(response, json)
        // An error issues nothing; a null is none, as in the rest of the answer.
        let isGrant = (200..<300).contains(response.status) && json?["error"]?.string == nil
        refreshToken = isGrant ? OfferedRefreshToken(json?["refresh_token"]) : .absent
        // Zoho writes them with spaces, and its documents with commas.
        scopes = json?["scope"]?.string.map {
            $0.split { $0 == " " || $0 == "," }.map(String.init)
        }
    }
}
