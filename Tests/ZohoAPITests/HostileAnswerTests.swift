import SyncCore
import TestSupport
import Testing

@testable import ZohoAPI

/// Answers of a Zoho that is none: they cost a bounded amount of memory and time, and fail with words.
@Suite(.hangGuard)
struct HostileAnswerTests {
    private let bench = CRMBench()

    private func failure(of response: HTTPResponse) async -> (SyncFailure?, requests: Int) {
        let http = ScriptedHTTP { _, _ in response }
        let caller = makeCaller(http, bench)
        let failure = await #expect(throws: SyncFailure.self) {
            try await caller.answer(
                to: ZohoCall("/crm/v8/Leads"), meter: CallMeter(), judge: crmFailure)
        }
        return (failure, http.requests.count)
    }

    @Test(arguments: [300, 301, 302, 303, 307, 308])
    func aRedirect_IsNamedAndNotFollowed(status: Int) async throws {
        let (failure, requests) = await failure(
            of: HTTPResponse(status, "{}", [("location", "https://evil.example/")]))
        #expect(
            failure?.message
                == "Zoho CRM answered with a redirect (status \(status)), which is not followed")
        #expect(failure?.code == .zohoRejected && failure?.disposition == .stopModule)
        #expect(failure?.hint?.contains("api_domain") == true)
        #expect(requests == 1)
    }

    @Test(arguments: [302, 307])
    func aRedirectOfTheTokenEndpoint_IsNamed(status: Int) async throws {
        let accounts = AccountsBench { _, _ in
            HTTPResponse(accounts: "", status: status, [("location", "https://evil.example/")])
        }
        let failure = await #expect(throws: SyncFailure.self) {
            try await accounts.holder().token()
        }
        #expect(failure?.code == .invalidResponse)
        #expect(failure?.message.contains("redirect (status \(status))") == true)
        #expect(failure?.hint?.contains("accounts_server") == true)
        #expect(accounts.requests.count == 1)
    }

    @Test(arguments: ["[],", "0,", "{},"])
    func millionsOfValues_AreRefused(element: String) async throws {
        let body = "[" + String(repeating: element, count: ZohoCaller.values) + "0]"
        let (failure, requests) = await failure(of: HTTPResponse(200, body))
        #expect(failure?.code == .invalidResponse && failure?.disposition == .failStream)
        #expect(failure?.message.contains("more than 1048576 keys and values") == true)
        #expect(requests == 1)
    }

    @Test func nestingWithoutEnd_IsNotJSON() async throws {
        let body = String(repeating: "[", count: 1_000_000)
        let (failure, _) = await failure(of: HTTPResponse(200, body))
        #expect(failure?.code == .invalidResponse)
    }

    // MARK: Rows

    private func decoder() throws -> FinanceDecoder {
        FinanceDecoder(
            try FinanceStream.books("invoices"),
            StreamSchema(
                table: "books_invoices", zohoName: "invoices", idField: "invoice_id",
                idColumn: "invoice_id"))
    }

    private func elements(_ text: String) throws -> [JSONValue] {
        try #require(try JSONDocument(text).value.array)
    }

    @Test func fieldsWithoutEnd_AreRefused() throws {
        let record = (0..<3000).map { ",\"f\($0)\":1" }.joined()
        var decoder = try decoder()
        let failure = #expect(throws: SyncFailure.self) {
            try decoder.rows(try elements("[{\"invoice_id\":\"1\"\(record)}]"), parent: nil)
        }
        #expect(failure?.code == .invalidResponse)
        #expect(failure?.message.contains("more fields for books_invoices") == true)
    }

    @Test func customFieldsWithoutEnd_AreRefused() throws {
        let fields = (0..<3000).map { "{\"customfield_id\":\"\($0)\",\"value\":1}" }
        var decoder = try decoder()
        let record = "{\"invoice_id\":\"1\",\"custom_fields\":[\(fields.joined(separator: ","))]}"
        let object = try #require(try elements("[\(record)]").first?.object)
        #expect(throws: SyncFailure.self) { try decoder.details([("1", object)]) }
    }

    /// Rows of one field each still have a cell for every column.
    @Test func rowsWithoutEnd_AreRefused() throws {
        let wide = (0..<400).map { ",\"f\($0)\":1" }.joined()
        let rows = String(repeating: ",{\"invoice_id\":1}", count: 20_000)
        var decoder = try decoder()
        let failure = #expect(throws: SyncFailure.self) {
            try decoder.rows(
                try elements("[{\"invoice_id\":\"1\"\(wide)}\(rows)]"), parent: nil)
        }
        #expect(failure?.message == "Zoho sent \(grouped(20_001)) records in one answer")
    }

    @Test func recordsOfTheCRMWithoutEnd_AreRefused() throws {
        var schema = StreamSchema(table: "crm_t", zohoName: "T")
        for index in 0..<400 {
            schema.add(field: "F\(index)", part: .whole, name: "f\(index)", kind: .any)
        }
        let document = try JSONDocument(
            "[{\"id\":\"1\"}" + String(repeating: ",{\"id\":\"1\"}", count: 20_000) + "]")
        let decoder = RecordDecoder(schema: schema)
        let failure = #expect(throws: SyncFailure.self) {
            try decoder.decode(document, array: 0)
        }
        #expect(failure?.code == .invalidResponse)
    }

    /// The same key again and again: a lookup for each would take hours.
    @Test(arguments: ["zip", "zipcode", "custom_field_hash", "custom_fields", "cf_a", "invoice_id"])
    func aKeyWithoutEnd_TakesNoHours(key: String) throws {
        let members = String(repeating: ",\"\(key)\":\"1\"", count: 200_000)
        let address = String(repeating: ",\"\(key)\":\"1\"", count: 100_000)
        let record = """
            [{"invoice_id":"1"\(members),"billing_address":{"a":1\(address)}}]
            """
        var decoder = try decoder()
        let (rows, _) = try decoder.rows(try elements(record), parent: nil)
        #expect(rows.rowCount == 1)
    }

    /// Numbers beyond every type stay text on their way, and no conversion traps.
    @Test(arguments: [
        "1e999999999", "-1e999999999", "1e-999999999", String(repeating: "9", count: 10_000),
        "0." + String(repeating: "3", count: 10_000), "9223372036854775808",
        "-9223372036854775809", "1E+0000000000000000000000001",
    ])
    func aHugeNumber_StaysAsItWasSent(number: String) throws {
        var decoder = try decoder()
        let record = "[{\"invoice_id\":\"1\",\"total\":\(number),\"code\":\(number)}]"
        let (rows, _) = try decoder.rows(try elements(record), parent: nil)
        let column = try #require(decoder.schema.columns.firstIndex { $0.name == "total" })
        #expect(rows[0, column].kind == .number && rows.text(of: rows[0, column]) == number)
        let value = try JSONDocument(number).value
        #expect(value.integer == nil || number.hasPrefix("1E"))
        #expect(financeCode(["code": value]) == nil || number.hasPrefix("1E"))
    }

    @Test(arguments: [
        "9223372036854775807", "-9223372036854775808", "99999999999999999999", "1e9", "-1",
        "Sun, 06 Nov 9999 08:49:37 GMT", "Sun, 06 Nov 99999999999 08:49:37 GMT",
    ])
    func aHugeWait_DoesNotTrap(text: String) async throws {
        let http = ScriptedHTTP { _, _ in
            HTTPResponse(
                429, #"{"code":44}"#,
                [("retry-after", text), ("date", "Sun, 06 Nov 1994 08:49:37 GMT")])
        }
        for module in [Module.crm, .books] {
            let caller = makeCaller(http, bench, module: module)
            await #expect(throws: SyncFailure.self) {
                try await caller.answer(
                    to: ZohoCall("/p"), meter: CallMeter(),
                    judge: { response, document in
                        module == .crm
                            ? crmFailure(response, document)
                            : financeFailure(
                                response, document, FinanceSubject(module: .books, scope: "x"))
                    })
            }
        }
        let accounts = AccountsBench { _, _ in
            HTTPResponse(
                accounts: #"{"error":"access_denied","expires_in":\#(text.count)}"#, status: 429,
                [("retry-after", text)])
        }
        await #expect(throws: SyncFailure.self) { try await accounts.holder().token() }
    }
}
