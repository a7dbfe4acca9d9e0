import CurlHTTP
import Foundation
import SyncCore
import Synchronization
import Testing
import ZohoSimulator

@testable import ZohoAPI

/// When the clock of the tests begins: the simulator's default.
let crmMorning = UTCInstant(seconds: 1_772_438_400)

/// A clock that moves when somebody waits, and a sink that remembers.
final class CRMBench: EventSink {
    private struct State {
        var now = crmMorning
        var waits: [Duration] = []
        var events: [Event] = []
    }

    private let state = Mutex(State())

    var waits: [Duration] { state.withLock { $0.waits } }
    var events: [Event] { state.withLock { $0.events } }

    func advance(_ seconds: Int64) { state.withLock { $0.now = $0.now + seconds } }
    func emit(_ event: Event) { state.withLock { $0.events.append(event) } }

    var time: TimeSource {
        TimeSource(now: { self.state.withLock { $0.now } }) { duration in
            try Task.checkCancellation()
            self.state.withLock { state in
                state.waits.append(duration)
                state.now = state.now + duration.components.seconds
            }
        }
    }
}

/// Tokens numbered in the order in which they were fetched; refused ones are counted.
final class CountedTokens: AccessTokens {
    private struct State {
        var current = 1
        var invalidated: [String] = []
    }

    private let state = Mutex(State())
    private let apiDomain: String

    init(apiDomain: String = "https://api.example.test") { self.apiDomain = apiDomain }

    var invalidated: [String] { state.withLock { $0.invalidated } }

    func token() async throws(SyncFailure) -> AccessToken {
        AccessToken(
            value: Secret("t\(state.withLock { $0.current })"), apiDomain: apiDomain,
            obtainedAt: crmMorning, expiresAt: crmMorning + 3600)
    }

    func invalidate(_ token: AccessToken) async {
        state.withLock { state in
            state.invalidated.append(token.value.reveal())
            state.current += 1
        }
    }
}

/// A server that answers the n-th request, from 1, as it is told.
final class ScriptedHTTP: HTTPClient {
    typealias Script =
        @Sendable (Int, HTTPRequest) async throws(HTTPFailure) -> HTTPResponse

    private let state = Mutex<[HTTPRequest]>([])
    private let script: Script

    init(_ script: @escaping Script) { self.script = script }

    var requests: [HTTPRequest] { state.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let number = state.withLock { requests in
            requests.append(request)
            return requests.count
        }
        return try await script(number, request)
    }
}

extension HTTPResponse {
    init(_ status: Int, _ body: String = "", _ headers: [(name: String, value: String)] = []) {
        self.init(status: status, headers: headers, body: Array(body.utf8))
    }

    /// An error in Zoho's shape.
    static func zoho(
        _ status: Int, _ code: String, _ headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        HTTPResponse(
            status, #"{"code":"\#(code)","details":{},"message":"m","status":"error"}"#, headers)
    }
}

/// A caller that asks this server.
func makeCaller(
    _ http: any HTTPClient, _ bench: CRMBench, tokens: any AccessTokens = CountedTokens(),
    rations: Rations? = nil, purpose: CallPurpose = .changes, reserved: Int = 0,
    callsPerMinute: Int? = nil, concurrency: Int = 5, ceiling: Int? = nil,
    retry: RetryPolicy = RetryPolicy(), module: Module = .crm, cancel: CancelFlag = CancelFlag()
) -> ZohoCaller {
    ZohoCaller(
        http: http, tokens: tokens, rations: rations ?? makeRations(bench), purpose: purpose,
        reserved: reserved, callsPerMinute: callsPerMinute, concurrency: concurrency,
        ceiling: ceiling, retry: retry, time: bench.time, sink: bench, module: module,
        cancel: cancel)
}

/// A simulator that really listens, and a source that reads it.
struct CRMWorld: Sendable {
    let simulator: ZohoSimulator
    let source: CRMSource
    let meter = CallMeter()
    let bench: CRMBench

    func stream(_ zohoName: String) async throws -> StreamDescription {
        try #require(
            try await source.streams(meter: meter).first { $0.zohoName == zohoName })
    }

    func schema(
        _ stream: StreamDescription, known: StreamSchema? = nil
    ) async throws -> StreamSchema {
        try await source.schema(of: stream, known: known, now: crmMorning, meter: meter)
    }

    /// All pages of a stream, by token.
    func pages(_ stream: StreamDescription, _ schema: StreamSchema) async throws -> [RecordPage] {
        var pages: [RecordPage] = []
        var request = PageRequest()
        repeat {
            let page = try await source.page(
                of: stream, schema: schema, request: request, meter: meter)
            pages.append(page)
            request.token = page.next
            if page.hasMore { try #require(page.next != nil) }
        } while request.token != nil
        return pages
    }

    /// Requests of records of a module, in order.
    func requests(_ module: String) -> [ZohoSimulator.LoggedRequest] {
        simulator.requests.filter { $0.path == "/crm/v8/\(module)" }
    }
}

/// Runs a test against a simulator; a correct client leaves no violation.
func withCRM(
    _ dataSet: ZohoSimulator.DataSet = .empty,
    _ change: (inout ZohoSimulator.Configuration) -> Void = { _ in },
    _ body: (CRMWorld) async throws -> Void
) async throws {
    var configuration = ZohoSimulator.Configuration()
    configuration.dataSet = dataSet
    change(&configuration)
    let simulator = ZohoSimulator(configuration)
    try await simulator.start()
    let cache = NSTemporaryDirectory() + "crm-\(UUID().uuidString)"
    let bench = CRMBench()
    let http = CurlClient()
    let holder = makeHolder(simulator, http, bench, cache: cache)
    let world = CRMWorld(
        simulator: simulator,
        source: CRMSource(caller: makeCaller(http, bench, tokens: holder)), bench: bench)
    let result: Result<Void, any Error>
    do {
        result = .success(try await body(world))
    } catch {
        result = .failure(error)
    }
    #expect(simulator.violations.isEmpty)
    await http.close()
    try await simulator.shutdown()
    try? FileManager.default.removeItem(atPath: cache)
    try result.get()
}

extension RowBatch {
    /// The ids in order.
    var ids: [String] { (0..<rowCount).map { id(row: $0) } }

    /// A cell for comparing: its kind and its text.
    func shown(_ row: Int, _ column: String, _ schema: StreamSchema) -> String {
        guard row < rowCount, let index = schema.columns.firstIndex(where: { $0.name == column })
        else {
            return "no such cell"
        }
        let cell = self[row, index]
        switch cell.kind {
        case .absent, .null, .true, .false: return "\(cell.kind)"
        case .number: return "number \(text(of: cell))"
        case .text: return "'\(text(of: cell))'"
        }
    }
}

/// Makes records a second apart; gives their ids.
func make(_ count: Int, _ module: String, _ simulator: ZohoSimulator) -> [String] {
    (0..<count).map { row in
        simulator.clock.advance(bySeconds: 1)
        return simulator.create(
            module: module, ["Name": .string("N\(row)"), "Last_Name": .string("L\(row)")])
    }
}

/// The access token of a simulator's example account.
func makeHolder(
    _ simulator: ZohoSimulator, _ http: CurlClient, _ bench: CRMBench, cache: String
) -> TokenHolder {
    TokenHolder(
        credentials: Credentials(
            clientID: ZohoSimulator.exampleClientID,
            clientSecret: Secret(ZohoSimulator.exampleClientSecret),
            refreshToken: Secret(ZohoSimulator.exampleRefreshToken)),
        accountsServer: simulator.baseURL, apiDomain: simulator.baseURL, http: http,
        cache: TokenCache(path: cache),
        now: { UTCInstant(seconds: simulator.clock.seconds) }, sink: bench)
}
