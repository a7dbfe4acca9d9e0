public import SyncCore

/// An error answer: problem details (RFC 9457) with a stable code and a hint.
public struct Problem: Error, Hashable, Sendable {
    /// The HTTP status.
    public let status: Int
    /// The stable name.
    public let code: String
    /// What happened, for people.
    public let detail: String
    /// The next step, where there is one.
    public let hint: String?
    /// Further members of the answer, such as the run that failed or a list of problems.
    public let members: JSONObject

    /// A problem.
    public init(
        status: Int, code: FailureCode, detail: String, hint: String? = nil,
        members: JSONObject = JSONObject()
    ) {
        self.init(
            status: status, code: code.rawValue, detail: detail, hint: hint, members: members)
    }

    /// A problem whose code comes from a run.
    public init(
        status: Int, code: String, detail: String, hint: String?, members: JSONObject
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.hint = hint
        self.members = members
    }

    /// A request that came too late.
    public static var shuttingDown: Problem {
        Problem(
            status: 503, code: .shuttingDown, detail: "the daemon is shutting down",
            hint: "try again when it has started")
    }

    /// A request to a daemon that cannot start.
    public static func cannotStart(_ reason: String) -> Problem {
        Problem(
            status: 503, code: .cannotStart, detail: "the daemon cannot start: \(reason)",
            hint: "journalctl -u zohosyncd -p err -n 20")
    }

    /// The body of the answer, `application/problem+json`.
    public var json: JSONValue {
        var object = JSONObject([
            ("title", .string(title)), ("status", JSONValue(status)), ("detail", .string(detail)),
            ("code", .string(code)), ("hint", JSONValue(hint)),
        ])
        for member in members.members { object[member.key] = member.value }
        return .object(object)
    }

    /// The problem in an answer's body; nil where the body is not one.
    public init?(json: JSONValue) {
        guard let code = json["code"]?.string, let status = json["status"]?.integer else {
            return nil
        }
        var members = json.object ?? JSONObject()
        for key in ["title", "status", "detail", "code", "hint"] { members[key] = nil }
        self.init(
            status: status, code: code, detail: json["detail"]?.string ?? code,
            hint: json["hint"]?.string, members: members)
    }

    /// The kind of problem in a word or two.
    public var title: String {
        switch status {
        case 400: "Bad request"
        case 403: "Not permitted"
        case 404: "Not found"
        case 405: "Method not allowed"
        case 408: "Request timeout"
        case 409: "Conflict"
        case 413: "Body too large"
        case 422: "Configuration invalid"
        case 431: "Header too large"
        case 502: "Sync failed"
        case 503: "Service unavailable"
        default: "Error"
        }
    }
}
