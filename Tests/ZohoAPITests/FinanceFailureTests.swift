import SyncCore
import Testing

@testable import ZohoAPI

struct FinanceFailureTests {
    private static let catalogue: [(Int, Int, FailureCode, Disposition)] = [
        (401, 14, .zohoRejected, .refreshToken), (401, 0, .zohoRejected, .refreshToken),
        (401, 57, .insufficientScope, .refreshToken), (400, 57, .insufficientScope, .refreshToken),
        (403, 57, .insufficientScope, .refreshToken), (200, 57, .insufficientScope, .refreshToken),
        (400, 6024, .organizationMismatch, .stopModule),
        (400, 6041, .organizationMismatch, .stopModule),
        (401, 4029, .organizationMismatch, .stopModule),
        (429, 44, .rateLimited, .blocked(after: nil)),
        (429, 43, .rateLimited, .blocked(after: nil)),
        (400, 44, .rateLimited, .blocked(after: nil)),
        (429, 1070, .rateLimited, .crowded(after: nil)),
        (429, 45, .budgetExhausted, .spent), (200, 45, .budgetExhausted, .spent),
        (429, 0, .rateLimited, .crowded(after: nil)),
        (429, 9999, .rateLimited, .crowded(after: nil)),
        (404, 5, .zohoRejected, .skipStream), (400, 5, .zohoRejected, .skipStream),
        (404, 0, .zohoRejected, .skipStream), (403, 103_001, .zohoRejected, .skipStream),
        (404, 1002, .zohoRejected, .failStream), (400, 1002, .zohoRejected, .failStream),
        (400, 2, .zohoRejected, .failStream), (400, 4, .zohoRejected, .failStream),
        (400, 9, .zohoRejected, .failStream), (400, 10, .zohoRejected, .failStream),
        (400, 36, .zohoRejected, .failStream), (405, 37, .zohoRejected, .failStream),
        (400, 37, .zohoRejected, .failStream), (200, 4, .zohoRejected, .failStream),
        (400, 1000, .zohoUnavailable, .retry(after: nil)),
        (500, 0, .zohoUnavailable, .retry(after: nil)),
        (503, 7, .zohoUnavailable, .retry(after: nil)),
        (400, 123_456, .zohoRejected, .failStream), (200, 123_456, .zohoRejected, .failStream),
        (302, 0, .zohoRejected, .failStream), (406, 0, .zohoRejected, .failStream),
    ]

    private func failure(
        _ response: HTTPResponse, _ tolerance: FinanceSubject.Tolerance = .none
    ) -> SyncFailure? {
        financeFailure(
            response, try? JSONDocument(response.body),
            FinanceSubject(module: .books, scope: "ZohoBooks.bills.READ", tolerance: tolerance))
    }

    @Test(arguments: catalogue)
    func financeFailure_StatusAndCode_MeanADisposition(
        status: Int, code: Int, name: FailureCode, disposition: Disposition
    ) throws {
        let found = try #require(failure(.finance(status, code)))
        #expect(found.code == name)
        #expect(found.disposition == disposition)
        #expect(found.message.contains("status \(status)"))
        #expect(code == 0 || found.message.contains("code \(code)"))
    }

    @Test func financeFailure_Success_IsNone() {
        #expect(failure(HTTPResponse(200, #"{"code":0,"message":"success"}"#)) == nil)
        #expect(failure(HTTPResponse(200, #"{"code":"0"}"#)) == nil)
        #expect(failure(HTTPResponse(201, "{}")) == nil)
        #expect(failure(HTTPResponse(200, #"{"code":"45"}"#))?.disposition == .spent)
    }

    @Test(arguments: [
        (502, Disposition.retry(after: nil)), (500, .retry(after: nil)), (401, .refreshToken),
        (429, .crowded(after: nil)), (404, .failStream), (403, .failStream), (400, .failStream),
    ])
    func financeFailure_BodyOfSomebodyElse_GoesByTheStatus(status: Int, disposition: Disposition) {
        for body in ["", "<html>secret</html>", "[]"] {
            let found = failure(HTTPResponse(status, body), .everything)
            #expect(body == "[]" || found?.disposition == disposition)
            #expect(found?.message.contains("secret") != true)
        }
    }

    @Test func financeFailure_ShortWait_IsTheServersWord() {
        let headers = [(name: "retry-after", value: "90")]
        #expect(
            failure(.finance(429, 44, "m", headers))?.disposition == .blocked(after: .seconds(90)))
        #expect(
            failure(.finance(429, 1070, "m", headers))?.disposition
                == .crowded(after: .seconds(90)))
        #expect(
            failure(.finance(503, 0, "m", headers))?.disposition == .retry(after: .seconds(90)))
    }

    @Test func financeFailure_OptionalStream_IsSkipped() {
        for tolerance in [FinanceSubject.Tolerance.edition, .everything] {
            #expect(failure(.finance(400, 123_456), tolerance)?.disposition == .skipStream)
            #expect(failure(.finance(400, 1002), tolerance)?.disposition == .skipStream)
            // Neither is about the edition.
            #expect(failure(.finance(429, 44), tolerance)?.disposition == .blocked(after: nil))
            #expect(failure(.finance(503, 0), tolerance)?.disposition == .retry(after: nil))
            #expect(failure(.finance(302, 0), tolerance)?.disposition == .failStream)
        }
        #expect(failure(.finance(400, 4), .edition)?.disposition == .failStream)
        #expect(failure(.finance(400, 4), .everything)?.disposition == .skipStream)
    }

    @Test func financeFailure_Texts_AreShortAndPlain() throws {
        let words = #"Line one\nline two\u0007 \u202etail. "# + String(repeating: "x", count: 300)
        let message = try #require(failure(.finance(400, 7, words))).message
        #expect(message.contains(": Line one line two tail. xxx"))
        #expect(message.hasSuffix("…") && message.count < 270)
        #expect(quotable("Invoice does not exist.") == "Invoice does not exist")
        #expect(
            failure(.finance(401, 57))?.hint
                == "run zohosync setup --reauthorize with the scope ZohoBooks.bills.READ")
    }

    /// One character may be made of any number of scalars, and a list have any number of elements.
    @Test func whatAnAttackerSends_DoesNotMakeEndlessWords() throws {
        let long = "a" + String(repeating: "\u{301}", count: 10_000)
        #expect(quotable(long).utf8.count < 1_000)
        #expect(quotable(String(repeating: long + " ", count: 300)).utf8.count < 1_000)
        let ids = (0..<5_000).map { "\"71234\($0)\"" }.joined(separator: ",")
        let answer = HTTPResponse(400, #"{"code":6024,"message":"m","error_info":[\#(ids)]}"#)
        let hint = try #require(failure(answer)?.hint)
        #expect(hint.hasPrefix("set organization_id to one of 712340, 712341, "))
        #expect(hint.hasSuffix(", 7123418, 7123419, …"))
    }

    @Test func financeFailure_SeveralOrganizations_AreListed() {
        let ids = HTTPResponse(
            400, #"{"code":6024,"message":"m","error_info":["712345678","798765432"]}"#)
        #expect(failure(ids)?.hint == "set organization_id to one of 712345678, 798765432")
        let objects = HTTPResponse(
            400, #"{"code":6024,"error_info":[{"organization_id":712345678,"name":"Example Ltd"}]}"#
        )
        #expect(failure(objects)?.hint == "set organization_id to one of 712345678 (Example Ltd)")
        #expect(failure(.finance(400, 6041))?.hint == "set organization_id")
    }
}
