/// A fault as data: which requests it hits and what happens to them.
public struct SimulatorFault: Sendable {
    /// What happens.
    public enum Kind: Sendable, Equatable {
        /// An error answer in Zoho's shape.
        case status(Int, code: String)
        /// An HTML page, as gateways send it.
        case html(Int)
        /// A status with an empty body.
        case emptyBody(Int)
        /// The connection closes after so many bytes of the body.
        case truncate(afterBytes: Int)
        /// The connection is reset after the work was done.
        case reset
        /// The body trickles.
        case slow(bytesPerSecond: Int)
        /// No answer, ever.
        case hang
        /// The answer waits.
        case delay(milliseconds: Int)
        /// The access token ends just before this call.
        case expireToken
        /// A page token's page is answered with the page before it.
        case repeatPage
        /// 200 with a body that is not JSON.
        case invalidJSON
        /// The field holds an object where it should not.
        case wrongTypes(field: String)
        /// 200 with `{}`.
        case emptyObject
        /// A list of a finance product without its array.
        case missingRows
    }

    /// What happens.
    public var kind: Kind
    /// Hits paths that begin so: `/oauth/v2/token`, `/crm/v8/settings`.
    public var pathPrefix: String?
    /// Hits calls of this module only: `Leads`, or a stream: `books/invoices`.
    public var module: String?
    /// Lets so many matching requests pass first.
    public var skip: Int
    /// Hits so many requests; nil: all.
    public var times: Int?
    /// Adds `Retry-After`.
    public var retryAfterSeconds: Int?

    /// Makes a fault that hits the next matching request once.
    public init(
        _ kind: Kind, pathPrefix: String? = nil, module: String? = nil, skip: Int = 0,
        times: Int? = 1, retryAfterSeconds: Int? = nil
    ) {
        self.kind = kind
        self.pathPrefix = pathPrefix
        self.module = module
        self.skip = skip
        self.times = times
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// Whether the fault hits a request; counts down.
    mutating func hits(path: String, module: String?) -> Bool {
        if let pathPrefix, !path.hasPrefix(pathPrefix) { return false }
        if let wanted = self.module, wanted != module { return false }
        guard times != 0 else { return false }
        guard skip == 0 else {
            skip -= 1
            return false
        }
        times = times.map { $0 - 1 }
        return true
    }
}

extension SimulatorFault {
    /// Reads a fault as the admin interface takes it:
    /// `{"kind":"status","status":429,"code":"TOO_MANY_REQUESTS","module":"Leads","times":2}`.
    init?(_ json: SimulatorValue) {
        func number(_ name: String, _ fallback: Int) -> Int { json[name]?.integer ?? fallback }
        let kind: Kind
        switch json["kind"]?.text {
        case "status":
            kind = .status(number("status", 500), code: json["code"]?.text ?? "INTERNAL_ERROR")
        case "html": kind = .html(number("status", 502))
        case "emptyBody": kind = .emptyBody(number("status", 503))
        case "truncate": kind = .truncate(afterBytes: number("bytes", 100))
        case "reset": kind = .reset
        case "slow": kind = .slow(bytesPerSecond: max(1, number("bytesPerSecond", 100)))
        case "hang": kind = .hang
        case "delay": kind = .delay(milliseconds: number("milliseconds", 1_000))
        case "expireToken": kind = .expireToken
        case "repeatPage": kind = .repeatPage
        case "invalidJSON": kind = .invalidJSON
        case "emptyObject": kind = .emptyObject
        case "missingRows": kind = .missingRows
        case "wrongTypes":
            guard let field = json["field"]?.text else { return nil }
            kind = .wrongTypes(field: field)
        default: return nil
        }
        self.init(
            kind, pathPrefix: json["path"]?.text, module: json["module"]?.text,
            skip: number("skip", 0), times: json["times"] == .null ? nil : number("times", 1),
            retryAfterSeconds: json["retryAfter"]?.integer)
    }
}
