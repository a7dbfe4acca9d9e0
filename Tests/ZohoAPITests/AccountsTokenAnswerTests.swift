import SyncCore
import Testing

@testable import ZohoAPI

@Suite struct AccountsTokenAnswerTests {
    @Test func aToken() {
        let granted = TokenAnswer(.token(7))
        #expect(
            granted
                == .granted(
                    token: Secret("1000.t.7"), apiDomain: "https://www.zohoapis.eu", seconds: 3600,
                    refreshToken: nil))
    }

    @Test(arguments: [
        (#""expires_in":3600"#, 3600), (#""expires_in_sec":3600,"expires_in":3600000"#, 3600),
        (#""expires_in":3600000"#, 3600), (#""expires_in":"1800""#, 1800), (#""x":1"#, 3600),
    ])
    func lives(fields: String, seconds: Int64) {
        let answer = TokenAnswer(HTTPResponse(accounts: #"{"access_token":"a",\#(fields)}"#))
        #expect(
            answer
                == .granted(
                    token: Secret("a"), apiDomain: nil, seconds: seconds, refreshToken: nil))
    }

    @Test(arguments: [
        ("invalid_code", 200), ("invalid_client", 200), ("invalid_client_secret", 400),
        ("Invalid Code", 200), ("invalid_grant", 401), ("unauthorized_client", 200),
    ])
    func refusals(error: String, status: Int) {
        let answer = TokenAnswer(HTTPResponse(accounts: #"{"error":"\#(error)"}"#, status: status))
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
            TokenAnswer(HTTPResponse(accounts: body, status: status))
                == .throttled(retryAfter: nil))
        #expect(
            TokenAnswer(HTTPResponse(accounts: body, status: status, [("retry-after", "42")]))
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
            TokenAnswer(HTTPResponse(accounts: body, status: status)) == .unavailable(cause))
    }

    @Test(arguments: [
        "{}", "[]", #"{"access_token":""}"#, #"{"access_token":7}"#, #"{"access_token":null}"#,
        #"{"access_token":"a b"}"#, #"{"access_token":"a\r\nX: y"}"#,
        #"{"access_token":"a","expires_in":0}"#, #"{"access_token":"a","expires_in":"soon"}"#,
    ])
    func nonsense(body: String) {
        guard case .invalid = TokenAnswer(HTTPResponse(accounts: body)) else {
            Issue.record("taken for good")
            return
        }
    }
}
