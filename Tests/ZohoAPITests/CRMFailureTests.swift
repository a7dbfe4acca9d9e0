import SyncCore
import Testing

@testable import ZohoAPI

struct CRMFailureTests {
    private static let catalogue: [(Int, String, FailureCode, Disposition)] = [
        (401, "INVALID_TOKEN", .zohoRejected, .refreshToken),
        (401, "AUTHENTICATION_FAILURE", .zohoRejected, .refreshToken),
        (401, "OAUTH_SCOPE_MISMATCH", .insufficientScope, .skipStream),
        (403, "OAUTH_SCOPE_MISMATCH", .insufficientScope, .skipStream),
        (403, "NO_PERMISSION", .zohoRejected, .skipStream),
        (400, "NO_PERMISSION", .zohoRejected, .skipStream),
        (400, "AUTHORIZATION_FAILED", .zohoRejected, .skipStream),
        (400, "INVALID_MODULE", .zohoRejected, .skipStream),
        (400, "NOT_SUPPORTED", .zohoRejected, .skipStream),
        (403, "NOT_SUPPORTED", .zohoRejected, .skipStream),
        (400, "API_NOT_SUPPORTED", .zohoRejected, .skipStream),
        (400, "MODULE_NOT_SUPPORTED", .zohoRejected, .skipStream),
        (400, "FEATURE_NOT_ENABLED", .zohoRejected, .skipStream),
        (403, "FEATURE_NOT_SUPPORTED", .zohoRejected, .skipStream),
        (400, "FEATURE_NOT_AVAILABLE", .zohoRejected, .skipStream),
        (404, "INVALID_URL_PATTERN", .zohoRejected, .failStream),
        (404, "RESOURCE_NOT_FOUND", .zohoRejected, .failStream),
        (400, "INVALID_REQUEST_METHOD", .zohoRejected, .failStream),
        (405, "METHOD_NOT_ALLOWED", .zohoRejected, .failStream),
        (400, "INVALID_HOST", .zohoRejected, .stopModule),
        (400, "REQUIRED_PARAM_MISSING", .zohoRejected, .failStream),
        (400, "INVALID_DATA", .zohoRejected, .failStream),
        // Of a page token, perhaps: only a 401 says that the access token is bad.
        (400, "INVALID_TOKEN", .zohoRejected, .failStream),
        (400, "PATTERN_NOT_MATCHED", .zohoRejected, .failStream),
        (400, "LIMIT_EXCEEDED", .zohoRejected, .failStream),
        (400, "DISCRETE_PAGINATION_LIMIT_EXCEEDED", .zohoRejected, .failStream),
        (400, "PAGINATION_LIMIT_EXCEEDED", .zohoRejected, .failStream),
        (400, "TOKEN_BOUND_DATA_MISMATCH", .zohoRejected, .failStream),
        (400, "EXPIRED_VALUE", .zohoRejected, .failStream),
        (400, "AMBIGUITY_DURING_PROCESSING", .zohoRejected, .failStream),
        (403, "LICENSE_LIMIT_EXCEEDED", .zohoRejected, .failStream),
        (413, "REQUEST_ENTITY_TOO_LARGE", .zohoRejected, .failStream),
        (400, "A_CODE_OF_TOMORROW", .zohoRejected, .failStream),
        (429, "TOO_MANY_REQUESTS", .rateLimited, .retry(after: nil)),
        (429, "RATE_LIMIT_EXCEEDED", .rateLimited, .retry(after: nil)),
        (429, "", .rateLimited, .retry(after: nil)),
        (500, "INTERNAL_ERROR", .zohoUnavailable, .retry(after: nil)),
        (500, "INTERNAL_SERVER_ERROR", .zohoUnavailable, .retry(after: nil)),
        (502, "", .zohoUnavailable, .retry(after: nil)),
        (503, "SERVICE_UNAVAILABLE", .zohoUnavailable, .retry(after: nil)),
        (503, "DEPENDENT_SERVICE_ERROR", .zohoUnavailable, .retry(after: nil)),
        (401, "", .zohoRejected, .refreshToken), (302, "", .zohoRejected, .failStream),
    ]

    @Test(arguments: catalogue)
    func crmFailure_Answer_MeansItsDisposition(
        status: Int, code: String, failure: FailureCode, disposition: Disposition
    ) throws {
        let flat = HTTPResponse.zoho(status, code)
        let wrapped = HTTPResponse(status, #"{"data":[{"code":"\#(code)","details":{}}]}"#)
        for response in code.isEmpty ? [HTTPResponse(status, "<html>")] : [flat, wrapped] {
            let found = try #require(crmFailure(response, try? JSONDocument(response.body)))
            #expect(found.code == failure)
            #expect(found.disposition == disposition)
            #expect(found.message.contains(code.isEmpty ? "\(status)" : code))
        }
    }

    @Test(arguments: [200, 201])
    func crmFailure_GoodStatus_IsNone(status: Int) {
        #expect(crmFailure(HTTPResponse(status), nil) == nil)
    }

    @Test func crmFailure_Message_NamesTheParameterAndNeverZohosText() throws {
        let body = #"{"code":"INVALID_DATA","details":{"param_name":"fields"},"message":"geheim"}"#
        let failure = try #require(
            crmFailure(HTTPResponse(400, body), try JSONDocument(body)))
        #expect(failure.message == "Zoho CRM answered INVALID_DATA (status 400) about fields")
    }

    private static let waits: [(String, Duration?)] = [
        ("7", .seconds(7)), ("0", .zero), ("-5", .zero), ("soon", nil), ("", nil), ("1.5", nil),
        ("Mon, 02 Mar 2026 08:00:00 GMT", nil), ("9223372036854775807", .seconds(Int64.max)),
    ]

    @Test(arguments: waits)
    func crmFailure_RetryAfter_IsTaken(value: String, wait: Duration?) {
        for status in [429, 503] {
            let response = HTTPResponse(status, "", [("retry-after", value)])
            #expect(crmFailure(response, nil)?.disposition == .retry(after: wait))
        }
    }
}
