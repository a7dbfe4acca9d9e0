import SyncCore
import Testing

@testable import ZohoAPI

@Suite struct AccountsTokenAnswerTests {
    private func answer(_ response: HTTPResponse) -> TokenAnswer { TokenReply(response).answer }

    @Test func aToken() {
        let granted = answer(.token(7))
        #expect(
            granted
                == .granted(
                    token: Secret("1000.t.7"), apiDomain: "https://www.zohoapis.eu", seconds: 3600))
    }

    @Test(arguments: [
        (#""expires_in":3600"#, 3600), (#""expires_in_sec":3600,"expires_in":3600000"#, 3600),
        (#""expires_in":3600000"#, 3600), (#""expires_in":"1800""#, 1800), (#""x":1"#, 3600),
    ])
    func lives(fields: String, seconds: Int64) {
        let answer = self.answer(HTTPResponse(accounts: #"{"access_token":"a",\#(fields)}"#))
        #expect(
            answer
                == .granted(
                    token: Secret("a"), apiDomain: nil, seconds: seconds))
    }

    @Test(arguments: [
        ("invalid_code", 200), ("invalid_client", 200), ("invalid_client_secret", 400),
        ("Invalid Code", 200), ("invalid_grant", 401), ("unauthorized_client", 200),
    ])
    func refusals(error: String, status: Int) {
        let answer = self.answer(HTTPResponse(accounts: #"{"error":"\#(error)"}"#, status: status))
        #expect(
            answer == .refused(error.lowercased().replacing(" ", with: "_")))
    }

    @Test(arguments: [
        (#"{"error":"access_denied"}"#, 200), (#"{"error":"Access Denied"}"#, 400),
        (#"{"error":"Zugriff verweigert","error_description":"…","status":"failure"}"#, 400),
        ("<html>", 429), ("", 429), (#"{"error":"general_error"}"#, 429),
    ])
    func throttles(body: String, status: Int) {
        #expect(
            answer(HTTPResponse(accounts: body, status: status))
                == .throttled(retryAfter: nil))
        #expect(
            answer(HTTPResponse(accounts: body, status: status, [("retry-after", "42")]))
                == .throttled(retryAfter: 42))
    }

    @Test(arguments: [
        (#"{"error":"general_error"}"#, 200, "Zoho answered general_error"),
        (#"{"error":"1000.se-cret/…"}"#, 200, "Zoho answered with an unknown error"),
        ("<html>maintenance</html>", 200, "Zoho answered with status 200, without JSON"),
        ("", 503, "Zoho answered with status 503, without JSON"),
        (#"{"access_token":"a"}"#, 500, "Zoho answered with status 500"),
    ])
    func outages(body: String, status: Int, cause: String) {
        #expect(
            answer(HTTPResponse(accounts: body, status: status)) == .unavailable(cause))
    }

    @Test(arguments: [
        "{}", "[]", #"{"access_token":""}"#, #"{"access_token":7}"#, #"{"access_token":null}"#,
        #"{"access_token":"a b"}"#, #"{"access_token":"a\r\nX: y"}"#,
        #"{"access_token":"a","expires_in":0}"#, #"{"access_token":"a","expires_in":"soon"}"#,
    ])
    func nonsense(body: String) {
        guard case .invalid = answer(HTTPResponse(accounts: body)) else {
            Issue.record("taken for good")
            return
        }
    }

    // MARK: The refresh token

    @Test(arguments: [
        (#""x":1"#, OfferedRefreshToken.absent), (#""refresh_token":null"#, .absent),
        (#""refresh_token":"""#, .unusable("it is empty")),
        (#""refresh_token":"1000.new""#, .usable(Secret("1000.new"))),
        (#""refresh_token":"1000.new refresh""#, .unusable("it has spaces or other characters")),
        (#""refresh_token":"r\r\nX: y""#, .unusable("it has spaces or other characters")),
        (#""refresh_token":"\u00fc""#, .unusable("it has spaces or other characters")),
        (#""refresh_token":"********""#, .unusable("it is the mask of hidden secrets")),
        (#""refresh_token":7"#, .unusable("it is a number")),
    ])
    func aRefreshToken_CountsWhateverTheRestIsWorth(
        field: String, expected: OfferedRefreshToken
    ) {
        for rest in [
            #""access_token":"a","expires_in":3600"#, #""access_token":"a","expires_in":0"#,
            #""access_token":"a b""#, #""access_token":"a","api_domain":"https://evil.example""#,
            #""y":1"#,
        ] {
            #expect(
                TokenReply(HTTPResponse(accounts: "{\(rest),\(field)}")).refreshToken == expected)
        }
        #expect(
            TokenReply(HTTPResponse(accounts: #"{"error":"invalid_code",\#(field)}"#)).refreshToken
                == .absent)
        #expect(
            TokenReply(HTTPResponse(accounts: #"{"access_token":"a",\#(field)}"#, status: 302))
                .refreshToken == .absent)
    }

    @Test(arguments: [(4096, true), (4097, false), (1_500_000, false)])
    func aTokenHasAnEnd(count: Int, isUsable: Bool) {
        let text = String(repeating: "R", count: count)
        let reply = TokenReply(
            HTTPResponse(accounts: #"{"access_token":"\#(text)","refresh_token":"\#(text)"}"#))
        if isUsable {
            #expect(reply.refreshToken == .usable(Secret(text)))
            #expect(reply.answer == .granted(token: Secret(text), apiDomain: nil, seconds: 3600))
        } else {
            #expect(reply.refreshToken == .unusable("it has more than 4096 bytes"))
            #expect(reply.answer == .invalid("the access_token cannot be put into a header"))
        }
    }

    @Test func moreKeysThanAnyHonestAnswerHas_AreNotRead() {
        let more = (0..<1000).map { ",\"k\($0)\":1" }.joined()
        let body = #"{"access_token":"a","refresh_token":"r","scope":"A.b.READ"\#(more)}"#
        let reply = TokenReply(HTTPResponse(accounts: body))
        #expect(reply.scopes == nil && reply.refreshToken == .absent)
        #expect(reply.answer == .unavailable("Zoho answered with status 200, without JSON"))
    }
}
