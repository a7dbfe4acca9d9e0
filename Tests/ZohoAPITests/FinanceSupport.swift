import SyncCore
import Testing

@testable import ZohoAPI

/// A source of a product, the server that it asks, and what it tells.
struct FinanceWorld {
    let source: FinanceSource
    let http: ScriptedHTTP
    let bench = CRMBench()
    let meter = CallMeter()

    /// A source of the organisation 712345678, or of whichever the account has.
    init(
        _ module: Module = .books, organization: String? = "712345678", pageSize: Int = 200,
        _ script: @escaping ScriptedHTTP.Script
    ) {
        http = ScriptedHTTP(script)
        source = FinanceSource(
            caller: makeCaller(http, bench, module: module),
            organizations: OrganizationDirectory(configured: organization), pageSize: pageSize)
    }

    func stream(_ name: String) async throws -> StreamDescription {
        try #require(try await source.streams(meter: meter).first { $0.zohoName == name })
    }

    /// A page of a stream; without a schema it is read for the first time.
    func page(
        _ name: String, _ schema: StreamSchema? = nil, _ request: PageRequest = PageRequest()
    ) async throws -> (page: RecordPage, schema: StreamSchema) {
        let stream = try await stream(name)
        let before = try await source.schema(
            of: stream, known: schema, now: crmMorning, meter: meter)
        let page = try await source.page(of: stream, schema: before, request: request, meter: meter)
        return (page, page.schema ?? before)
    }

    func details(
        _ name: String, _ ids: [String], _ schema: StreamSchema? = nil
    ) async throws -> DetailAnswer {
        let stream = try await stream(name)
        let before = try await source.schema(
            of: stream, known: schema, now: crmMorning, meter: meter)
        return try await source.details(of: stream, schema: before, ids: ids, meter: meter)
    }

    /// What a call is refused with.
    func failure(_ body: () async throws -> Void) async -> SyncFailure? {
        do {
            try await body()
            return nil
        } catch {
            return error as? SyncFailure
        }
    }

    /// The requests as path and query.
    var paths: [String] {
        http.requests.map { String($0.url.dropFirst("https://api.example.test".count)) }
    }
}

extension HTTPResponse {
    /// A success of a finance product with these members.
    static func finance(_ members: String) -> HTTPResponse {
        HTTPResponse(200, #"{"code":0,"message":"success",\#(members)}"#)
    }

    /// A list on its last page.
    static func list(_ key: String, _ rows: String, hasMore: Bool = false) -> HTTPResponse {
        finance(
            #""\#(key)":[\#(rows)],"page_context":{"page":1,"has_more_page":\#(hasMore)}"#)
    }

    /// An error in Zoho's shape.
    static func finance(
        _ status: Int, _ code: Int, _ message: String = "m",
        _ headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        HTTPResponse(status, #"{"code":\#(code),"message":"\#(message)"}"#, headers)
    }
}

/// A JSON object, for tests.
func object(_ text: String) throws -> JSONObject {
    try #require(try JSONDocument(text).value.object)
}

extension FinanceStream {
    /// A stream of Books, by its name.
    static func books(_ name: String) throws -> FinanceStream {
        try #require(FinanceCatalogue.books.streams.first { $0.name == name })
    }
}
