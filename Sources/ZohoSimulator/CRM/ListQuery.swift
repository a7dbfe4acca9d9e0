/// The parameters of "Get Records", checked by its rules.
struct ListQuery {
    enum Order: String { case id, created = "Created_Time", modified = "Modified_Time" }
    enum Converted: String { case no = "false", yes = "true", both }

    var fields: [String]
    var perPage: Int
    var page: Int
    var token: PageTokenLedger.Token?
    var order = Order.id
    var ascending = false
    var ids: [Int64]?
    var since: Instant?
    var converted = Converted.no
    /// Every parameter but page and token, and If-Modified-Since: what a page token is bound to.
    var binding: String

    init(
        _ request: SimulatedRequest, module: String, user: String, now: Instant,
        tokens: PageTokenLedger, switches: ZohoSimulator.Switches
    ) throws(Refusal) {
        let query = request.query
        guard query["cvid"] == nil else {
            throw .invalid("cvid", "custom views hide records: a sync never uses cvid")
        }
        if query["page"] != nil, query["page_token"] != nil {
            throw Refusal(
                400, "AMBIGUITY_DURING_PROCESSING", "page and page_token cannot go together",
                details: ["param_names": ["page", "page_token"]],
                violation: "page together with page_token")
        }
        fields = try Self.fields(query, switches)
        perPage = try Self.perPage(query, switches)
        page = try Self.positive(query, "page") ?? 1
        ids = try Self.ids(query, switches)
        since = try Self.since(request)
        if let text = query["sort_by"] {
            guard let known = Order(rawValue: text) else {
                throw .invalid("sort_by", "sort_by takes id, Created_Time and Modified_Time only")
            }
            order = known
        }
        if let text = query["sort_order"] {
            guard text == "asc" || text == "desc" else {
                throw .invalid("sort_order", "sort_order takes asc and desc only")
            }
            ascending = text == "asc"
        }
        if let text = query["converted"] {
            guard let known = Converted(rawValue: text) else {
                throw .invalid("converted", "converted takes true, false and both only")
            }
            converted = known
        }
        let bound = query.items.filter { $0.name != "page" && $0.name != "page_token" }
        binding =
            bound.map { "\($0.name)=\($0.value)" }.sorted().joined(separator: "&")
            + " since \(since.map(String.init) ?? "ever")"
        if let text = query["page_token"] {
            token = try Self.token(
                text, of: tokens, module: module, user: user, now: now, binding: binding)
        }
        if token == nil, (page - 1) * perPage >= 2_000 {
            throw Refusal(
                400, "DISCRETE_PAGINATION_LIMIT_EXCEEDED",
                "the limit of discrete pagination is exceeded", details: ["limit": 2_000],
                violation: "page number beyond the first 2,000 records")
        }
    }

    /// The place of the first row.
    var offset: Int { token?.offset ?? (page - 1) * perPage }

    static func since(_ request: SimulatedRequest) throws(Refusal) -> Instant? {
        guard let text = request.headers["if-modified-since"] else { return nil }
        guard let time = ISOTime(text) else {
            throw .invalid("If-Modified-Since", "If-Modified-Since is not ISO 8601: \(text)")
        }
        guard !time.hasFraction, !time.lacksOffset else {
            throw .invalid(
                "If-Modified-Since",
                "If-Modified-Since has milliseconds or lacks its offset: \(text)")
        }
        return time.instant
    }

    static func perPage(
        _ query: Query, _ switches: ZohoSimulator.Switches
    ) throws(Refusal) -> Int {
        let perPage = try positive(query, "per_page") ?? 200
        guard perPage <= 200 else {
            if switches.clampsPerPage { return 200 }
            throw .invalid("per_page", "per_page above 200")
        }
        return perPage
    }

    static func positive(_ query: Query, _ name: String) throws(Refusal) -> Int? {
        guard let text = query[name] else { return nil }
        guard let number = Int(text), number > 0 else {
            throw .invalid(name, "\(name) is not a positive number")
        }
        return number
    }

    private static func fields(
        _ query: Query, _ switches: ZohoSimulator.Switches
    ) throws(Refusal) -> [String] {
        guard let text = query["fields"], !text.isEmpty else {
            throw Refusal(
                400, "REQUIRED_PARAM_MISSING", "One of the expected parameter is missing",
                details: ["param_name": "fields"], violation: "a list without fields")
        }
        if switches.enforcesLengths, text.count > 1_024 {
            throw .invalid("fields", "fields longer than 1,024 characters")
        }
        var seen: Set<String> = []
        let names = text.split(separator: ",").map(String.init).filter { seen.insert($0).inserted }
        guard names.count <= 50 else {
            throw Refusal(
                400, "LIMIT_EXCEEDED", "cannot request more than 50 fields",
                details: ["limit": 50, "param_name": "fields"],
                violation: "more than 50 fields in one list")
        }
        if names == ["id"] {
            guard !switches.refusesIDAlone else {
                throw .invalid("fields", "fields=id alone is refused")
            }
        }
        return names
    }

    private static func ids(
        _ query: Query, _ switches: ZohoSimulator.Switches
    ) throws(Refusal) -> [Int64]? {
        guard let text = query["ids"] else { return nil }
        if switches.enforcesLengths, text.count > 1_024 {
            throw .invalid("ids", "ids longer than 1,024 characters")
        }
        let parts = text.split(separator: ",")
        guard parts.count <= switches.idsMax else {
            throw .invalid("ids", "more than \(switches.idsMax) ids")
        }
        var ids: [Int64] = []
        for part in parts {
            guard let id = Int64(part) else { throw .invalid("ids", "malformed id in ids") }
            ids.append(id)
        }
        return ids
    }

    private static func token(
        _ text: String, of tokens: PageTokenLedger, module: String, user: String, now: Instant,
        binding: String
    ) throws(Refusal) -> PageTokenLedger.Token {
        guard let token = tokens[text], token.user == user, text.count <= 100 else {
            throw .invalid("page_token", "page_token that this user was never given")
        }
        guard token.ends > now else {
            // A walk may be interrupted for a day: refused, but no fault of the client's.
            throw Refusal(
                400, "EXPIRED_VALUE", "the page token is expired",
                details: ["param_name": "page_token"])
        }
        guard token.module == module, token.binding == binding else {
            throw Refusal(
                400, "TOKEN_BOUND_DATA_MISMATCH", "the page token is bound to other parameters",
                details: ["param_name": "page_token"],
                violation: "page_token with other parameters or another If-Modified-Since")
        }
        return token
    }
}
