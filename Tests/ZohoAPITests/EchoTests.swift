import SyncCore
import Testing

@testable import ZohoAPI

/// Whoever answers may send back what he was sent: no failure repeats a token.
@Suite struct EchoTests {
    private static let token = AccessToken(
        value: Secret("1000.4bc3e1f0a9d877aa.55e6f0c1"), apiDomain: "https://www.zohoapis.eu",
        obtainedAt: crmMorning, expiresAt: crmMorning + 3600)

    @Test(arguments: [
        "Zoho-oauthtoken 1000.4bc3e1f0a9d877aa.55e6f0c1", "bad token 1000.4bc3e1f0a9d…",
        "1000.4bc3e1f0a9d877aa.55e6f0c1",
    ])
    func anEcho_IsLeftOut(words: String) {
        let failure = SyncFailure(
            .zohoRejected, "Zoho Books answered with status 400: \(words)", hint: words,
            disposition: .failStream)
        let clean = failure.withoutEcho(of: Self.token, from: .books, status: 400)
        #expect(!"\(clean)".contains("4bc3e1"))
        #expect(clean.code == .zohoRejected && clean.disposition == .failStream)
        #expect(clean.message.contains("status 400") && clean.hint?.contains("proxy") == true)
    }

    @Test(arguments: ["Invalid value passed for date", "", "1000.0 is no number"])
    func otherWords_Stay(words: String) {
        let failure = SyncFailure(.zohoRejected, words, disposition: .failStream)
        #expect(failure.withoutEcho(of: Self.token, from: .books, status: 400) == failure)
    }

    /// Through the caller, which is where it counts.
    @Test func anAnswerThatEchoesTheHeader_TellsNothingOfIt() async throws {
        let tokens = FixedToken(token: Self.token)
        for key in ["code", "message"] {
            let http = ScriptedHTTP { _, request in
                let words = request.authorization?.reveal() ?? ""
                return HTTPResponse(400, #"{"\#(key)":"\#(words)"}"#)
            }
            let failure = await #expect(throws: SyncFailure.self) { try await ask(http, tokens) }
            #expect(failure.map { "\($0)".contains("4bc3e1") } == false)
        }
    }

    private func ask(_ http: ScriptedHTTP, _ tokens: FixedToken) async throws {
        _ = try await makeCaller(http, CRMBench(), tokens: tokens)
            .answer(to: ZohoCall("/p"), meter: CallMeter(), judge: crmFailure)
    }

    private struct FixedToken: AccessTokens {
        let token: AccessToken
        func token() async throws(SyncFailure) -> AccessToken { token }
        func invalidate(_ token: AccessToken) async {}
    }
}
