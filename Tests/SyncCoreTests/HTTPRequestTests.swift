import SyncCore
import Testing

/// Requests and answers carry secrets: neither a description nor a dump tells them.
struct HTTPRequestTests {
    @Test func nothingShowsWhatARequestCarries() {
        var request = HTTPRequest(
            method: "POST", url: "https://accounts.example/token?code=hush-query",
            headers: [("X-Key", "hush-header")], body: Array("client_secret=hush-body".utf8))
        request.authorization = Secret("Zoho-oauthtoken hush-token")
        let shown = shown(request)
        #expect(!shown.contains("hush"))
        #expect("\(request)" == "POST https://accounts.example/token")
        #expect(request.body == Array("client_secret=hush-body".utf8))
    }

    @Test func nothingShowsWhatAnAnswerCarries() {
        let answer = HTTPResponse(
            status: 200, headers: [("set-cookie", "hush-header")],
            body: Array(#"{"access_token":"hush-token"}"#.utf8))
        #expect(!shown(answer).contains("hush"))
        #expect("\(answer)" == "status 200, 29 bytes")
    }

    private func shown(_ value: Any) -> String {
        var shown =
            "\(value) \(String(reflecting: value)) \([value]) \(Optional.some(value) as Any)"
        dump(value, to: &shown)
        dump([value], to: &shown)
        return shown
    }
}
