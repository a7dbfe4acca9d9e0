public import SyncCore

/// Where calls get their access token.
public protocol AccessTokens: Sendable {
    /// A token that is good now. Throws what the accounts server refused.
    func token() async throws(SyncFailure) -> AccessToken
    /// Says that Zoho has refused this token: the next one asked for is a new one.
    func invalidate(_ token: AccessToken) async
}

/// Makes calls: their turn, token, retries. What an error means is the dialect's word.
public struct ZohoCaller: Sendable {
    /// Turns an answer's status, error code and body into a failure; nil for a good answer.
    public typealias Judge = @Sendable (HTTPResponse, JSONDocument?) -> SyncFailure?

    /// Keys and values that an answer may have. 200 records of 500 fields have 200,000; a hostile body
    /// of nothing but brackets would have millions, and cost gigabytes.
    static let values = 1 << 20

    /// Blocks and the like that one call goes through: there are no more rungs than these.
    private static let setbacks = BlockLadder.rungs.count + 1

    let http: any HTTPClient
    let tokens: any AccessTokens
    let rations: Rations
    let terms: CallTerms
    let retry: RetryPolicy
    let time: TimeSource
    let sink: any EventSink
    let cancel: CancelFlag

    /// A caller for one module.
    /// - Parameters:
    ///   - rations: those of the organisation, shared by all who call for it.
    ///   - reserved: calls of today that must be left for finding changes.
    ///   - callsPerMinute: the module's pace; nil: no limit.
    ///   - concurrency: calls at once.
    ///   - ceiling: the module's own ceiling of calls per day.
    public init(
        http: any HTTPClient, tokens: any AccessTokens, rations: Rations,
        purpose: CallPurpose = .changes, reserved: Int = 0, callsPerMinute: Int? = nil,
        concurrency: Int = 5, ceiling: Int? = nil, retry: RetryPolicy = RetryPolicy(),
        time: TimeSource, sink: any EventSink, module: Module, cancel: CancelFlag = CancelFlag()
    ) {
        self.http = http
        self.tokens = tokens
        self.rations = rations
        terms = CallTerms(
            module: module, purpose: purpose, reserved: reserved, callsPerMinute: callsPerMinute,
            concurrency: concurrency, ceiling: ceiling)
        self.retry = retry
        self.time = time
        self.sink = sink
        self.cancel = cancel
    }

    /// Whose calls it makes.
    public var module: Module { terms.module }

    /// Calls that may still be made today for a purpose; nil: no limit is known.
    public func allowance(for purpose: CallPurpose) -> Int? {
        var terms = terms
        terms.purpose = purpose
        return rations.allowance(terms)
    }

    /// Makes a call and repeats it as far as that is worth while.
    func answer(
        to call: ZohoCall, meter: CallMeter, judge: Judge
    ) async throws(SyncFailure) -> ZohoAnswer {
        var attempt = 1
        var setbacks = 0
        var hasRefreshed = false
        while true {
            do throws(SyncFailure) {
                return try await send(
                    call, meter: meter, judge: judge, hasRefreshed: hasRefreshed)
            } catch {
                switch error.disposition {
                case .refreshToken where !hasRefreshed:
                    hasRefreshed = true
                case .blocked where setbacks < Self.setbacks,
                    .spent where setbacks < Self.setbacks:
                    // The rations know by now: they let it wait, or say why it must not be made.
                    setbacks += 1
                case .crowded(let asked) where attempt < retry.attempts:
                    let own = CrowdLimit.wait(
                        attempt: attempt, random: Double.random(in: 0...1))
                    guard asked ?? own <= retry.patience else { throw final(error) }
                    attempt += 1
                    try await cancel.wait(max(asked ?? own, own), time)
                default:
                    let delay = retry.delay(
                        after: error, attempt: attempt, random: Double.random(in: 0...1))
                    guard let delay else { throw final(error) }
                    if error.code == .rateLimited { tell(error) }
                    attempt += 1
                    try await cancel.wait(delay, time)
                }
            }
        }
    }

    /// Sends the call when it is its turn.
    private func send(
        _ call: ZohoCall, meter: CallMeter, judge: Judge, hasRefreshed: Bool
    ) async throws(SyncFailure) -> ZohoAnswer {
        let pass = try await rations.pass(terms, cancel: cancel) { () throws(SyncFailure) in
            try await tokens.token()
        }
        meter.count()
        let response: HTTPResponse
        do throws(HTTPFailure) {
            response = try await http.send(request(call, pass.token))
        } catch {
            // Nobody knows whether Zoho has counted it: it was made.
            let failure = transportFailure(error, module: module)
            rations.settle(pass, .none, failure)
            throw failure
        }
        do throws(SyncFailure) {
            let answer = try read(response, to: pass.token, judge: judge)
            rations.settle(pass, Budget.Word(response), nil)
            return answer
        } catch {
            let failure = await refused(pass.token, error, hasRefreshed: hasRefreshed)
            rations.settle(pass, Budget.Word(response), failure)
            throw failure
        }
    }

    private func request(_ call: ZohoCall, _ token: AccessToken) -> HTTPRequest {
        var request = HTTPRequest(url: token.apiDomain + call.path + encoded(call.query))
        request.authorization = Secret("Zoho-oauthtoken \(token.value.reveal())")
        if let since = call.since {
            request.headers.append(("If-Modified-Since", since.offsetText))
        }
        request.headers += call.headers
        return request
    }

    /// What a refused token means. It is given up before the place is, so that the next in line
    /// does not use it any more.
    ///
    /// The finance products say the same of a dead token and of a missing scope. A token that is
    /// good for other calls, or fresh, is not dead; to refresh it for every stream that it may not
    /// read would use up what Zoho allows of refreshes.
    private func refused(
        _ token: AccessToken, _ failure: SyncFailure, hasRefreshed: Bool
    ) async -> SyncFailure {
        guard failure.disposition == .refreshToken else { return failure }
        if failure.code == .insufficientScope, hasRefreshed || rations.isProven(token) {
            rations.prove(token)
            return SyncFailure(
                failure.code, failure.message, hint: failure.hint, disposition: .skipStream)
        }
        await tokens.invalidate(token)
        return failure
    }

    private func read(
        _ response: HTTPResponse, to token: AccessToken, judge: Judge
    ) throws(SyncFailure) -> ZohoAnswer {
        let serverTime = response.header("date").flatMap(UTCInstant.init(httpDate:))
        // Neither has a body (Zoho CRM API v8, Get Records, status codes).
        if response.status == 204 || response.status == 304 {
            return ZohoAnswer(document: nil, serverTime: serverTime)
        }
        if let failure = redirected(response, module: module) { throw failure }
        let document = try document(response.body)
        if let failure = judge(response, document) {
            throw failure.withoutEcho(of: token, from: module, status: response.status)
        }
        guard let document else {
            throw SyncFailure(
                .invalidResponse,
                "Zoho answered with status \(response.status) and a body that is not JSON",
                disposition: .retry(after: nil))
        }
        return ZohoAnswer(document: document, serverTime: serverTime)
    }

    /// A body as JSON; nil where it is none. One name with bytes that are not UTF-8 must not keep its
    /// whole page away for ever: they are replaced, and that is told.
    private func document(_ body: [UInt8]) throws(SyncFailure) -> JSONDocument? {
        if let document = try scanned(body) { return document }
        // Each bad byte becomes three: no page of records is as long as this.
        guard body.count <= 8 << 20 else { return nil }
        let repaired = Array(String(decoding: body, as: UTF8.self).utf8)
        guard repaired != body, let document = try scanned(repaired) else { return nil }
        sink.emit(
            Event(
                .notice, .notice,
                "\(module.rawValue) sent text that is not UTF-8: what cannot be read of it is replaced",
                [(.module, module.rawValue)]))
        return document
    }

    private func scanned(_ body: [UInt8]) throws(SyncFailure) -> JSONDocument? {
        do throws(JSONError) {
            return try JSONDocument(body, maximumTokens: Self.values)
        } catch {
            guard error.isTooMuch else { return nil }
            throw SyncFailure(
                .invalidResponse, "\(module.rawValue) sent \(error.reason) in one answer",
                disposition: .failStream)
        }
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
        case .retry, .crowded:
            SyncFailure(
                failure.code, failure.message, hint: failure.hint ?? "the next sync tries again",
                disposition: .failStream)
        case .blocked, .spent:
            SyncFailure(
                failure.code, failure.message, hint: failure.hint, disposition: .stopModule)
        case .skipStream, .failStream, .stopModule, .reauthorize: failure
        }
    }

    private func tell(_ failure: SyncFailure) {
        sink.emit(
            Event(
                .rateLimited, .notice, "\(module.rawValue): \(failure.message)",
                [(.module, module.rawValue), (.errorCode, failure.code.rawValue)]))
    }
}

/// What an answer means that only points elsewhere: nobody goes there, with a token least of all.
func redirected(_ response: HTTPResponse, module: Module) -> SyncFailure? {
    guard response.isRedirect else { return nil }
    return SyncFailure(
        .zohoRejected,
        "\(module.rawValue) answered with a redirect (status \(response.status)), which is not "
            + "followed",
        hint: "check api_domain, data_center and any proxy on the way", disposition: .stopModule)
}

extension HTTPResponse {
    /// Whether it only points elsewhere (RFC 9110, section 15.4; 304 says something else).
    var isRedirect: Bool { (300..<400).contains(status) && status != 304 }
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
