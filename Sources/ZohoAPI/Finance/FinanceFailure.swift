import SyncCore

/// The one place that says what an error of Books, Inventory or Invoice means to us (Introduction of
/// each API, "Errors" and "API Call Limit"; codes beyond by what clients have recorded).
///
/// The status and the body's `code` both count: an error may come with status 200, and one status
/// has several meanings.
func financeFailure(
    _ response: HTTPResponse, _ document: JSONDocument?, _ subject: FinanceSubject
) -> SyncFailure? {
    let body = document?.value
    let code = financeCode(body)
    let isGood = (200..<300).contains(response.status) || response.status == 304
    if isGood, code ?? 0 == 0 { return nil }
    let message = financeMessage(response, body, code, subject.module)
    let wait = retryAfter(response)

    switch (response.status, code ?? 0) {
    case (_, 57):
        // A dead token says the same: whether it is the scope shows with a fresh one.
        return SyncFailure(
            .insufficientScope, message,
            hint: "run zohosync setup --reauthorize with the scope \(subject.scope)",
            disposition: .refreshToken)
    case (_, 6024), (_, 6041), (_, 4029):
        let listed = FinanceOrganization.listed(organizations(body))
        return SyncFailure(
            .organizationMismatch, message,
            hint: "set organization_id" + (listed.isEmpty ? "" : " to one of \(listed)"),
            disposition: .stopModule)
    case (_, 44), (_, 43):
        return SyncFailure(
            .rateLimited, message,
            hint: "the organisation made too many calls in a minute, by all its integrations",
            disposition: .blocked(after: wait))
    case (_, 45):
        return SyncFailure(
            .budgetExhausted, message,
            hint: "the organisation's calls of the day are used up, by all its integrations",
            disposition: .spent)
    case (429, _), (_, 1070):
        return SyncFailure(.rateLimited, message, disposition: .crowded(after: wait))
    case (401, _), (_, 14): return SyncFailure(.zohoRejected, message, disposition: .refreshToken)
    case (500..., _), (_, 1000):
        return SyncFailure(.zohoUnavailable, message, disposition: .retry(after: wait))
    case (_, 2), (_, 4), (_, 9), (_, 10), (_, 36), (_, 37):
        return refusal(message, isSkipped: subject.tolerance == .everything)
    // Of a record that does not exist, or no longer.
    case (_, 1002): return refusal(message, isSkipped: subject.tolerance != .none)
    // Without Zoho's own words it is somebody on the way who answers.
    case (404, _) where body != nil, (_, 5):
        return refusal(message + ": not in this edition", isSkipped: true)
    case (403, _) where body != nil:
        return refusal(message + ": not open to the connected user", isSkipped: true)
    case (..<300, _), (400..<500, _):
        return refusal(message, isSkipped: subject.tolerance != .none && body != nil)
    default: return refusal(message, isSkipped: false)
    }
}

/// The `code` of an answer.
func financeCode(_ body: JSONValue?) -> Int? {
    let code = body?["code"]
    return code?.integer ?? code?.string.flatMap(Int.init)
}

private func refusal(_ message: String, isSkipped: Bool) -> SyncFailure {
    SyncFailure(.zohoRejected, message, disposition: isSkipped ? .skipStream : .failStream)
}

private func financeMessage(
    _ response: HTTPResponse, _ body: JSONValue?, _ code: Int?, _ module: Module
) -> String {
    var message = "\(module.rawValue) answered with status \(response.status)"
    if let code, code != 0 { message += " and code \(code)" }
    guard body != nil else { return message + " and a body that is not JSON" }
    let words = body?["message"]?.string.map(quotable) ?? ""
    return words.isEmpty ? message : "\(message): \(words)"
}

/// The organisations that an error lists; how it does so is not documented.
private func organizations(_ body: JSONValue?) -> [FinanceOrganization] {
    (body?["error_info"]?.array ?? []).compactMap(FinanceOrganization.init)
}

/// Somebody else's words as they may stand in a message: on one line, without control characters,
/// not endless, without a full stop.
func quotable(_ text: String) -> String {
    // Counted in scalars: one character may be made of millions. Blanks that go may come before.
    let scalars = text.unicodeScalars.prefix(1_000).map { scalar -> Unicode.Scalar in
        scalar.isControl || scalar.properties.generalCategory == .format ? " " : scalar
    }
    var line = String(String.UnicodeScalarView(scalars)).split(separator: " ")
        .joined(separator: " ")
    if line.unicodeScalars.count > 200 {
        line = String(String.UnicodeScalarView(line.unicodeScalars.prefix(199))) + "…"
    }
    return line.hasSuffix(".") ? String(line.dropLast()) : line
}
