import Settings
public import SyncCore
import SyncEngine
import Synchronization
import ZohoAPI
import ZohoSimulator

/// The simulator as an HTTP client sees it, without sockets.
struct SimulatedHTTP: HTTPClient {
    let simulator: ZohoSimulator
    let time: TimeSource

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        var headers = request.headers
        if let authorization = request.authorization {
            headers.append(("Authorization", authorization.reveal()))
        }
        let answer: ZohoSimulator.Answer?
        do {
            // Whoever wants a token holds time while waiting for it.
            let isToken = request.url.contains("/oauth/")
            answer = try await simulator.answer(
                method: request.method, url: request.url, headers: headers,
                body: request.body ?? []
            ) { if !isToken { try await time.sleep($0) } }
        } catch {
            throw HTTPFailure(.cancelled, "the call was cancelled")
        }
        guard let answer else { throw HTTPFailure(.interrupted, "the connection ended") }
        return HTTPResponse(status: answer.status, headers: answer.headers, body: answer.body)
    }
}

/// Tokens that take no time: their refresh is a task of its own, which time does not see.
struct BusyTokens: AccessTokens {
    let holder: TokenHolder
    let time: SimulatedTime

    func token() async throws(SyncFailure) -> AccessToken {
        try await time.whileBusy { () throws(SyncFailure) in try await holder.token() }
    }

    func invalidate(_ token: AccessToken) async {
        await time.whileBusy { await holder.invalidate(token) }
    }
}

/// What the engine asks about the token: nothing that matters here.
struct QuietTokens: TokenKeeper {
    func report() async -> TokenReport {
        TokenReport(
            expiresAt: nil, refreshedAt: nil, lastError: nil, requiresReauthorization: false)
    }

    func credentials() async -> Credentials {
        Credentials(clientID: "", clientSecret: Secret(""), refreshToken: Secret(""))
    }

    func refresh() async throws(SyncFailure) -> Bool { false }

    func adopt(_ settings: Settings) async {}
}

/// The calls that the finance products were asked for, by the organisation's own days.
public final class CallLedger: Sendable {
    private struct State {
        var days: [Int64: [String: Int]] = [:]
    }

    private let state = Mutex(State())

    /// Counts a simulator's calls from now on. Takes its hook.
    /// - Parameter offset: the organisation's zone, in seconds east of UTC.
    init(_ simulator: ZohoSimulator, offset: Int64) {
        let clock = simulator.clock
        simulator.setBeforeRequest { [self] _, path in
            let product = String(path.dropFirst().prefix { $0 != "/" })
            guard ["books", "inventory", "invoice"].contains(product) else { return }
            let day = (clock.seconds + offset) / 86_400
            state.withLock { $0.days[day, default: [:]][product, default: 0] += 1 }
        }
    }

    /// All calls.
    public var total: Int { perDay.reduce(0, +) }

    /// The calls of each day on which there were some.
    public var perDay: [Int] {
        state.withLock { state in
            state.days.sorted { $0.key < $1.key }.map { $0.value.values.reduce(0, +) }
        }
    }

    /// The calls of each day, of the product that has made the most.
    public var perDayOfBusiestProduct: [Int] {
        state.withLock { state in
            state.days.sorted { $0.key < $1.key }.map { $0.value.values.max() ?? 0 }
        }
    }
}

/// What was told, and when.
public final class EventLedger: EventSink {
    /// An event and its moment.
    public struct Entry: Sendable {
        /// When it was told.
        public let at: UTCInstant
        /// What was told.
        public let event: Event
    }

    private let told = Mutex<[Entry]>([])
    private let now: @Sendable () -> UTCInstant

    /// An empty ledger with this clock.
    init(now: @escaping @Sendable () -> UTCInstant) { self.now = now }

    /// What was told, oldest first.
    public var entries: [Entry] { told.withLock { $0 } }

    /// How often something was told.
    public func count(_ name: Event.Name) -> Int {
        told.withLock { $0.count { $0.event.name == name } }
    }

    /// Takes an event.
    public func emit(_ event: Event) {
        let entry = Entry(at: now(), event: event)
        told.withLock { $0.append(entry) }
    }
}
