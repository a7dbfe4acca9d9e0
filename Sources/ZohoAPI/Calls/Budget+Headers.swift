import SyncCore

extension Budget.Word {
    /// What an answer's header fields tell of the day's calls. The finance products send the day's
    /// quota with each answer, `X-Rate-Limit-Reset` being a number of seconds; the CRM what is left
    /// of its credits, once half of them is used.
    init(_ response: HTTPResponse) {
        if let remaining = response.number("x-rate-limit-remaining") {
            self = .quota(
                limit: response.number("x-rate-limit-limit"), remaining: remaining,
                resetsIn: response.number("x-rate-limit-reset").map(Int64.init))
        } else if let credits = response.number("x-api-credits-remaining") {
            self = .credits(credits)
        } else {
            // An answer that is not Zoho's, like a proxy's, says nothing by its silence.
            self = response.status < 400 ? .silence : .none
        }
    }
}

extension HTTPResponse {
    /// A header field's number, where it is one that makes sense.
    fileprivate func number(_ name: String) -> Int? {
        header(name).flatMap { Int($0) }.flatMap {
            (0...1_000_000_000).contains($0) ? $0 : nil
        }
    }
}
