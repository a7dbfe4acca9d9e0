import Testing
import ZohoSimulator

/// The simulator without its socket.
@Suite struct AnswerTests {
    private let simulator: ZohoSimulator

    init() {
        var configuration = ZohoSimulator.Configuration()
        configuration.dataSet = .empty
        configuration.financeData = .counts(["books/invoices": 3])
        simulator = ZohoSimulator(configuration)
    }

    @Test func hookFaultsLimitsAndFigures_AreThoseOfHTTP() async throws {
        let token = try await token()
        simulator.setBeforeRequest { [simulator] _, path in
            guard path.contains("/invoices") else { return }
            simulator.create(product: .books, stream: "invoices")
        }
        let answer = try #require(try await invoices(token))
        #expect(answer.status == 200)
        #expect(
            answer.headers.contains { $0.name == "x-rate-limit-remaining" && $0.value == "4999" })
        #expect(answer.headers.contains { $0.name == "date" })
        #expect(simulator.recordIDs(product: .books, stream: "invoices").count == 4)
        #expect(simulator.statistics.finance.lists == ["books/invoices": 1])
        #expect(simulator.requests.last?.path.hasPrefix("/books/v3/invoices") == true)

        simulator.inject(.init(.status(429, code: "44")))
        #expect(try await invoices(token)?.status == 429)
        simulator.inject(.init(.reset))
        #expect(try await invoices(token) == nil)
    }

    @Test func delays_PassInTheClientsTime() async throws {
        let token = try await token()
        simulator.inject(.init(.delay(milliseconds: 700)))
        var waited: [Duration] = []
        _ = await simulator.answer(
            url: "http://zoho.test/books/v3/invoices?organization_id=712345678",
            headers: [("Authorization", "Zoho-oauthtoken \(token)")]
        ) { waited.append($0) }
        #expect(waited == [.milliseconds(700)])
    }

    private func invoices(_ token: String) async throws -> ZohoSimulator.Answer? {
        await simulator.answer(
            url: "http://zoho.test/books/v3/invoices?organization_id=712345678",
            headers: [("Authorization", "Zoho-oauthtoken \(token)")]
        ) { _ in }
    }

    private func token() async throws -> String {
        let form =
            "grant_type=refresh_token&client_id=\(ZohoSimulator.exampleClientID)"
            + "&client_secret=\(ZohoSimulator.exampleClientSecret)"
            + "&refresh_token=\(ZohoSimulator.exampleRefreshToken)"
        let answer = await simulator.answer(
            method: "POST", url: "http://zoho.test/oauth/v2/token",
            headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: Array(form.utf8)
        ) { _ in }
        let text = String(decoding: try #require(answer).body, as: UTF8.self)
        let value = try #require(text.firstRange(of: #""access_token":""#)).upperBound
        return String(text[value...].prefix { $0 != "\"" })
    }
}
