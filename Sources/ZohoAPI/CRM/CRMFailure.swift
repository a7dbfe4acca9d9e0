import SyncCore

/// The one place that says what an error of the CRM API means to us (Zoho CRM API v8, Status Codes
/// and Error Codes). Matched on `code` and status, never on the message, which is localised.
func crmFailure(_ response: HTTPResponse, _ document: JSONDocument?) -> SyncFailure? {
    guard !(200..<300).contains(response.status) else { return nil }
    let body = document?.value
    let error = body?["data"]?.array?.first ?? body
    let code = error?["code"]?.string ?? ""
    let name =
        code.isEmpty
        ? "status \(response.status)" : "\(quotable(code)) (status \(response.status))"
    let parameter = (error?["details"]?["param_name"] ?? error?["details"]?["api_name"])?.string
        .map(quotable)
    let message = "Zoho CRM answered \(name)" + (parameter.map { " about \($0)" } ?? "")

    switch (response.status, code) {
    case (_, "OAUTH_SCOPE_MISMATCH"):
        return SyncFailure(
            .insufficientScope, message,
            hint: "run zohosync setup --reauthorize with the scopes ZohoCRM.modules.READ, "
                + "ZohoCRM.settings.READ and ZohoCRM.users.READ", disposition: .skipStream)
    case (401, _):
        return SyncFailure(.zohoRejected, message, disposition: .refreshToken)
    case (_, "NO_PERMISSION"), (_, "AUTHORIZATION_FAILED"):
        return SyncFailure(
            .zohoRejected, message, hint: "give the connected user's profile access to it",
            disposition: .skipStream)
    case (_, "INVALID_MODULE"), (_, "NOT_SUPPORTED"), (_, "API_NOT_SUPPORTED"),
        (_, "MODULE_NOT_SUPPORTED"), (_, "MODULE_NOT_AVAILABLE"), (_, "FEATURE_NOT_ENABLED"),
        (_, "FEATURE_NOT_SUPPORTED"), (_, "FEATURE_NOT_AVAILABLE"):
        return SyncFailure(.zohoRejected, message, disposition: .skipStream)
    case (429, _):
        // Credits and concurrency look alike: one clears in seconds, the other in hours.
        return SyncFailure(
            .rateLimited, message,
            hint: "Zoho's limit of concurrent calls or of the day's credits is reached",
            disposition: .retry(after: retryAfter(response)))
    case (500..., _):
        return SyncFailure(
            .zohoUnavailable, message, disposition: .retry(after: retryAfter(response)))
    case (_, "INVALID_HOST"):
        return SyncFailure(
            .zohoRejected, message, hint: "check data_center and api_domain",
            disposition: .stopModule)
    default:
        return SyncFailure(.zohoRejected, message, disposition: .failStream)
    }
}

/// The wait that a server asks for, in seconds or as a date (RFC 9110, section 10.2.3); not
/// documented by Zoho, obeyed where it is sent.
func retryAfter(_ response: HTTPResponse) -> Duration? {
    guard let text = response.header("retry-after") else { return nil }
    if let seconds = Int64(text) { return .seconds(max(0, seconds)) }
    guard let then = UTCInstant(httpDate: text),
        let now = response.header("date").flatMap(UTCInstant.init(httpDate:))
    else { return nil }
    return .seconds(max(0, then - now))
}
