import SyncCore
import TestSupport
import Testing

@testable import ZohoAPI

/// Grant codes, and the scopes that they are made for.
@Suite(.hangGuard)
struct AccountsGrantTests {
    @Test(arguments: [
        (#"{"error":"invalid_code"}"#, GrantAnswer.codeRefused),
        (#"{"error":"invalid_client"}"#, .clientUnknown),
        (#"{"error":"invalid_client_secret"}"#, .secretRefused),
        (#"{"error":"invalid_redirect_uri"}"#, .refused("invalid_redirect_uri")),
        (#"{"error":"Access Denied"}"#, .throttled),
        (#"{"access_token":"t","expires_in":3600}"#, .withoutRefreshToken),
        (
            #"{"access_token":"t","refresh_token":"r r"}"#,
            .failed(
                "the refresh_token in Zoho's answer cannot be used: it has spaces or other "
                    + "characters")
        ),
        (
            #"{"access_token":"t","refresh_token":""}"#,
            .failed("the refresh_token in Zoho's answer cannot be used: it is empty")
        ),
        (
            #"""
            {"access_token":"t","refresh_token":"r","scope":"A.b.READ C.d.READ",
             "api_domain":"https://www.zohoapis.eu","expires_in":3600}
            """#,
            .granted(
                Grant(
                    refreshToken: Secret("r"), accessToken: Secret("t"),
                    apiDomain: "https://www.zohoapis.eu", scopes: ["A.b.READ", "C.d.READ"]))
        ),
        (
            #"{"access_token":"t","refresh_token":"r","api_domain":"https://evil.example"}"#,
            .granted(
                Grant(
                    refreshToken: Secret("r"), accessToken: Secret("t"), apiDomain: nil,
                    scopes: nil))
        ),
    ])
    func everyAnswer_HasItsMeaning(body: String, answer: GrantAnswer) {
        #expect(
            GrantAnswer(
                HTTPResponse(accounts: body), accountsServer: "https://accounts.zoho.eu") == answer)
    }

    @Test func asksInTheBodyOnly_WithoutARedirectAddress() async throws {
        let bench = AccountsBench { _, _ throws(HTTPFailure) in
            throw HTTPFailure(.unreachable, "no network")
        }
        let answer = await GrantExchange(http: bench).exchange(
            Secret("1000.c&de"), clientID: "1000.ID", clientSecret: Secret("s"),
            accountsServer: "https://accounts.zoho.eu")
        #expect(answer == .failed("no network"))
        let request = try #require(bench.requests.first)
        #expect(request.url == "https://accounts.zoho.eu/oauth/v2/token")
        #expect(
            String(decoding: request.body ?? [], as: UTF8.self)
                == "grant_type=authorization_code&client_id=1000.ID&client_secret=s"
                + "&code=1000.c%26de")
    }

    @Test(arguments: Module.allCases)
    func everyStream_IsOpenedByAScopeThatOnlyReads(module: Module) {
        let scopes = RequiredScope.all(of: module)
        #expect(!scopes.isEmpty && Set(scopes.map(\.name)).count == scopes.count)
        #expect(scopes.allSatisfy { $0.name.hasSuffix(".READ") && !$0.use.isEmpty })
        let catalogue = FinanceCatalogue.of(module)
        for stream in catalogue.streams {
            let scope = scopes.first { $0.name == catalogue.scope(of: stream) }
            #expect(scope?.use.contains(catalogue.table(of: stream.name)) == true)
        }
    }

    @Test(arguments: [
        (["ZohoCRM.modules.READ", "ZohoCRM.settings.READ"], ["ZohoCRM.users.READ"]),
        (["zohocrm.modules.all", "ZohoCRM.settings.ALL", "ZohoCRM.users.READ"], []),
        (["ZohoCRM.fullaccess.all"], []),
        (
            ["ZohoBooks.fullaccess.all", "ZohoCRM.modules.leads.READ"],
            ["ZohoCRM.modules.READ", "ZohoCRM.settings.READ", "ZohoCRM.users.READ"]
        ),
    ])
    func whatIsMissing_IsFound(granted: [String], missing: [String]) {
        #expect(RequiredScope.missing(of: .crm, in: granted).map(\.name) == missing)
    }

    @Test(arguments: [
        (Module.crm, #"{"modules":[]}"#, 200, nil as FailureCode?),
        (.crm, #"{"code":"OAUTH_SCOPE_MISMATCH","status":"error"}"#, 401, .insufficientScope),
        (.books, #"{"code":0,"organizations":[{"organization_id":"7","name":"A"}]}"#, 200, nil),
        (
            .books, #"{"code":0,"organizations":[{"organization_id":"8"}]}"#, 200,
            .organizationMismatch
        ),
        (.books, #"{"code":57,"message":"no"}"#, 401, .insufficientScope),
        (.inventory, "<html>", 503, .zohoUnavailable), (.crm, "<html>", 200, .invalidResponse),
        (.books, "<html>", 200, .invalidResponse),
    ])
    func aProductAnswersOrSaysWhyNot(
        module: Module, body: String, status: Int, code: FailureCode?
    ) async {
        let bench = AccountsBench { _, _ in HTTPResponse(accounts: body, status: status) }
        let check = await AccessCheck.of(
            module, token: Secret("t"), apiDomain: "https://www.zohoapis.eu",
            organizationID: "7", http: bench)
        #expect(check.failure?.code == code)
        #expect(bench.requests.first?.url.contains("/t") == false)
    }

    @Test func millionsOfValues_AreNotRead() async {
        let list = String(repeating: "0,", count: ZohoCaller.values)
        let body = #"{"code":0,"organizations":[{"organization_id":"7"}],"x":[\#(list)0]}"#
        let bench = AccountsBench { _, _ in HTTPResponse(accounts: body) }
        let check = await AccessCheck.of(
            .books, token: Secret("t"), apiDomain: "https://www.zohoapis.eu",
            organizationID: "7", http: bench)
        #expect(check.failure?.code == .invalidResponse)
    }

    @Test func severalOrganisations_AreNamed() async {
        let bench = AccountsBench { _, _ in
            HTTPResponse(
                accounts: #"""
                    {"code":0,"organizations":[{"organization_id":"7","name":"A"},
                     {"organization_id":"8","name":"B"}]}
                    """#)
        }
        let check = await AccessCheck.of(
            .books, token: Secret("t"), apiDomain: "https://www.zohoapis.eu",
            organizationID: nil, http: bench)
        #expect(check.failure?.hint == "set organization_id to one of 7 (A), 8 (B)")
    }
}
