import SyncCore

/// What the token endpoint has said of an access token: `POST {accounts}/oauth/v2/token`.
///
/// Zoho reports most failures with status 200 and an `error` key, so the JSON counts first and
/// the status second. Of an error only `error` counts: the description is in the caller's language.
enum TokenAnswer: Equatable {
    /// A token for so many seconds; `apiDomain` as it came.
    case granted(token: Secret, apiDomain: String?, seconds: Int64)
    /// Only new credentials help. The name is Zoho's.
    case refused(String)
    /// Too many token requests; with the wait that the server asked for.
    case throttled(retryAfter: Int64?)
    /// Zoho cannot answer now: why, in words.
    case unavailable(String)
    /// Zoho was never asked, for want of a network or a name server: why, in words.
    case unreachable(String)
    /// An answer that makes no sense: why, in words, and the next step where there is one.
    case invalid(String, hint: String? = nil)

    private static let final: Set<String> = [
        "invalid_code", "invalid_client", "invalid_client_secret", "invalid_grant",
        "invalid_token", "invalid_refresh_token", "invalid_redirect_uri", "unauthorized_client",
    ]
    /// Whether an error says that the data centre does not know the client.
    static func isClientUnknown(_ error: String) -> Bool {
        error == "invalid_client" || error == "unauthorized_client"
    }

    private static let throttles: Set<String> = [
        "access_denied", "too_many_requests", "rate_limit_exceeded",
    ]

    /// Reads an answer whose body is this; nil where it is no JSON.
    init(_ response: HTTPResponse, _ json: JSONValue?) {
        let retryAfter = response.header("retry-after").flatMap { Int64($0) }
        if let error = json?["error"]?.string {
            let name = error.lowercased().split(separator: " ").joined(separator: "_")
            if Self.final.contains(name) {
                self = .refused(name)
            } else if Self.throttles.contains(name) || response.status == 429
                || json?["status"]?.string == "failure"
            {
                // The long form with `status` is the throttle's; its `error` may be translated.
                self = .throttled(retryAfter: retryAfter)
            } else {
                self = .unavailable("Zoho answered \(Self.shown(name))")
            }
        } else if response.isRedirect {
            self = .invalid(
                "Zoho answered with a redirect (status \(response.status)), which is not followed",
                hint: "check accounts_server, data_center and any proxy on the way")
        } else if response.status == 429 {
            self = .throttled(retryAfter: retryAfter)
        } else if (200..<300).contains(response.status), let json {
            self = Self(json)
        } else {
            let what = json == nil ? ", without JSON" : ""
            self = .unavailable("Zoho answered with status \(response.status)\(what)")
        }
    }

    private init(_ json: JSONValue) {
        guard let text = json["access_token"]?.string, !text.isEmpty else {
            self = .invalid("the answer has neither access_token nor error")
            return
        }
        guard let token = TokenText.secret(text) else {
            self = .invalid("the access_token cannot be put into a header")
            return
        }
        guard let seconds = Self.life(json), seconds > 0 else {
            self = .invalid("the answer's expires_in is not a number of seconds")
            return
        }
        self = .granted(
            token: token, apiDomain: json["api_domain"]?.string, seconds: min(seconds, 86400))
    }

    /// Where `expires_in_sec` is present, it is seconds and `expires_in` milliseconds (Zoho's own
    /// SDK). A life of more than a day is milliseconds as well: none is longer than an hour.
    private static func life(_ json: JSONValue) -> Int64? {
        func number(_ key: String) -> Int64? {
            json[key].flatMap { $0.integer.map(Int64.init) ?? $0.string.flatMap { Int64($0) } }
        }
        if let seconds = number("expires_in_sec") { return seconds }
        guard json["expires_in"] != nil else { return 3600 }
        return number("expires_in").map { $0 > 86400 ? $0 / 1000 : $0 }
    }

    /// An error's name if it looks like one, so that no foreign text gets into the journal.
    private static func shown(_ name: String) -> String {
        let isName =
            name.utf8.count <= 64
            && name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || isLetterOrDigit($0) }
        return isName && !name.isEmpty ? name : "with an unknown error"
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
