public import SyncCore

/// Where calls get their access token.
public protocol AccessTokens: Sendable {
    /// A token that is good now. Throws what the accounts server refused.
    func token() async throws(SyncFailure) -> AccessToken
    /// Says that Zoho has refused this token: the next one asked for is a new one.
    func invalidate(_ token: AccessToken) async
}

/// One read of Zoho's API.
public struct ZohoCall: Sendable {
    /// The path behind the API domain.
    public var path: String
    /// Parameters, not yet encoded.
    public var query: [(name: String, value: String)]
    /// Only what was modified at or after this moment, as a header.
    public var since: UTCInstant?
    /// Further headers.
    public var headers: [(name: String, value: String)] = []

    /// A call.
    public init(
        _ path: String, query: [(name: String, value: String)] = [], since: UTCInstant? = nil
    ) {
        self.path = path
        self.query = query
        self.since = since
    }
}

/// An answer of Zoho's API that is not a failure.
public struct ZohoAnswer: Sendable {
    /// The body; nil where Zoho says that there is nothing (204) or nothing new (304).
    public let document: JSONDocument?
    /// The server's clock.
    public let serverTime: UTCInstant?
}

/// Makes calls: token, pace, counting, retries. What an error means is the dialect's word.
public struct ZohoCaller: Sendable {
    /// Turns an answer's status, error code and body into a failure; nil for a good answer.
    public typealias Judge = @Sendable (HTTPResponse, JSONDocument?) -> SyncFailure?

    let http: any HTTPClient
    let tokens: any AccessTokens
    let gate: CallGate
    let pace: CallPace
    let callsPerMinute: Int?
    let ledger: CallLedger
    let retry: RetryPolicy
    let time: TimeSource
    let sink: any EventSink
    let module: Module
    let cancel: CancelFlag

    /// A caller for one module.
    public init(
        http: any HTTPClient, tokens: any AccessTokens, gate: CallGate, ledger: CallLedger,
        pace: CallPace = CallPace(), callsPerMinute: Int? = nil, retry: RetryPolicy = RetryPolicy(),
        time: TimeSource, sink: any EventSink, module: Module,
        cancel: CancelFlag = CancelFlag()
    ) {
        self.http = http
        self.tokens = tokens
        self.gate = gate
        self.pace = pace
        self.callsPerMinute = callsPerMinute
        self.ledger = ledger
        self.retry = retry
        self.time = time
        self.sink = sink
        self.module = module
        self.cancel = cancel
    }

    /// Makes a call and repeats it as far as that is worth while.
    func answer(
        to call: ZohoCall, meter: CallMeter, judge: Judge
    ) async throws(SyncFailure) -> ZohoAnswer {
        var attempt = 1
        var hasRefreshed = false
        while true {
            do throws(SyncFailure) {
                return try await send(call, meter: meter, judge: judge)
            } catch {
                if error.disposition == .refreshToken, !hasRefreshed {
                    hasRefreshed = true
                    continue
                }
                let delay = retry.delay(
                    after: error, attempt: attempt, random: Double.random(in: 0...1))
                guard let delay else { throw final(error) }
                if error.code == .rateLimited {
                    sink.emit(
                        Event(
                            .rateLimited, .notice, "\(module.rawValue): \(error.message)",
                            [(.module, module.rawValue), (.errorCode, error.code.rawValue)]))
                }
                attempt += 1
                try await cancel.wait(delay, time)
            }
        }
    }

    /// Sends the call when it is its turn. The token is taken only then: one that was taken before
    /// a wait may have been refused since.
    private func send(
        _ call: ZohoCall, meter: CallMeter, judge: Judge
    ) async throws(SyncFailure) -> ZohoAnswer {
        try cancel.check()
        try await keepPace()
        await gate.enter()
        let result: Result<ZohoAnswer, SyncFailure>
        do throws(SyncFailure) {
            result = .success(try await exchange(call, meter: meter, judge: judge))
        } catch {
            result = .failure(error)
        }
        await gate.leave()
        return try result.get()
    }

    private func keepPace() async throws(SyncFailure) {
        guard let callsPerMinute else { return }
        while let wait = pace.book(limit: callsPerMinute, now: time.now()) {
            try await cancel.wait(.seconds(wait), time)
        }
    }

    private func exchange(
        _ call: ZohoCall, meter: CallMeter, judge: Judge
    ) async throws(SyncFailure) -> ZohoAnswer {
        let token = try await tokens.token()
        try ledger.book(now: time.now())
        var request = HTTPRequest(url: token.apiDomain + call.path + encoded(call.query))
        request.headers = [("Authorization", "Zoho-oauthtoken \(token.value)")]
        if let since = call.since {
            request.headers.append(("If-Modified-Since", since.offsetText))
        }
        request.headers += call.headers
        meter.count()
        let response: HTTPResponse
        do throws(HTTPFailure) {
            response = try await http.send(request)
        } catch {
            throw transportFailure(error, module: module)
        }
        do throws(SyncFailure) {
            return try read(response, judge: judge)
        } catch {
            // Before the place is given on: the next in line must not use it any more.
            if error.disposition == .refreshToken { await tokens.invalidate(token) }
            throw error
        }
    }

    private func read(
        _ response: HTTPResponse, judge: Judge
    ) throws(SyncFailure) -> ZohoAnswer {
        let serverTime = response.header("date").flatMap(UTCInstant.init(httpDate:))
        // Neither has a body (Zoho CRM API v8, Get Records, status codes).
        if response.status == 204 || response.status == 304 {
            return ZohoAnswer(document: nil, serverTime: serverTime)
        }
        let document = try? JSONDocument(response.body)
        if let failure = judge(response, document) { throw failure }
        guard let document else {
            throw SyncFailure(
                .invalidResponse,
                "Zoho answered with status \(response.status) and a body that is not JSON",
                disposition: .retry(after: nil))
        }
        return ZohoAnswer(document: document, serverTime: serverTime)
    }

    /// What is left of a failure when it is not repeated any more.
    private func final(_ failure: SyncFailure) -> SyncFailure {
        switch failure.disposition {
        case .refreshToken:
            // A fresh token that is refused: it belongs to another data centre or environment.
            SyncFailure(
                .zohoRejected, failure.message + ", and a fresh token too",
                hint:
                    "check data_center and api_domain: a token is good in its own data centre only",
                disposition: .stopModule)
        case .retry:
            SyncFailure(
                failure.code, failure.message, hint: failure.hint ?? "the next sync tries again",
                disposition: .failStream)
        default: failure
        }
    }
}

/// What the absence of an answer means.
func transportFailure(_ failure: HTTPFailure, module: Module) -> SyncFailure {
    let message = "cannot reach \(module.rawValue): \(failure.message)"
    return switch failure.kind {
    case .unreachable, .timeout, .interrupted:
        SyncFailure(
            .zohoUnavailable, message, hint: "check the network and Zoho's status page",
            disposition: .retry(after: nil))
    case .insecure:
        SyncFailure(
            .zohoUnavailable, message,
            hint: "check the clock, the CA certificates and any proxy on the way",
            disposition: .stopModule)
    case .tooLarge: SyncFailure(.invalidResponse, message, disposition: .failStream)
    case .cancelled: SyncFailure(.cancelled, "the call was cancelled", disposition: .stopModule)
    case .invalidRequest:
        SyncFailure(.zohoUnavailable, message, hint: "check api_domain", disposition: .stopModule)
    }
}

/// Parameters as a query, percent-encoded (RFC 3986: unreserved characters stay).
func encoded(_ query: [(name: String, value: String)]) -> String {
    guard !query.isEmpty else { return "" }
    return "?"
        + query.map { percentEncoded($0.name) + "=" + percentEncoded($0.value) }
        .joined(separator: "&")
}

private func percentEncoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ","):
            result.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
    }
    return result
}
