import Foundation
import SyncCore
import Synchronization

@testable import ZohoAPI

/// Noon of some day: when every test of the accounts begins.
let accountsNoon = UTCInstant(seconds: 1_780_000_000)

/// A token endpoint, a clock and a sink in the hands of a test.
final class AccountsBench: Sendable {
    private struct State {
        var now = accountsNoon
        var requests: [HTTPRequest] = []
        var times: [UTCInstant] = []
        var events: [Event] = []
        var newRefreshTokens: [Secret] = []
        var recorded: [RefreshTokenStorage] = []
        var onEvent: (@Sendable () -> Void)?
        var storage = RefreshTokenStorage.stored(place: "the file")
    }

    private let state = Mutex(State())
    private let answer: @Sendable (Int, HTTPRequest) async throws(HTTPFailure) -> HTTPResponse
    let path = "/tmp/accounts-\(UUID().uuidString)"

    /// Answers the n-th request, from 1.
    init(
        answer:
            @escaping @Sendable (Int, HTTPRequest) async throws(HTTPFailure) -> HTTPResponse
    ) { self.answer = answer }

    /// Where an unreadable cache is put.
    var aside: String { path + ".unreadable" }

    deinit {
        for path in [path, path + ".new", aside, aside + ".new", aside + ".last"] {
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    var now: UTCInstant { state.withLock { $0.now } }
    var requests: [HTTPRequest] { state.withLock { $0.requests } }
    var times: [UTCInstant] { state.withLock { $0.times } }
    var events: [Event] { state.withLock { $0.events } }
    var newRefreshTokens: [Secret] { state.withLock { $0.newRefreshTokens } }
    var recorded: [RefreshTokenStorage] { state.withLock { $0.recorded } }

    /// What becomes of new refresh tokens from now on.
    func store(_ storage: RefreshTokenStorage) { state.withLock { $0.storage = storage } }

    /// Calls this after every event from now on.
    func onEvent(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.onEvent = body } }

    func advance(_ seconds: Int64) { state.withLock { $0.now = $0.now + seconds } }

    func holder(
        _ credentials: Credentials = .sample, server: String = "https://accounts.zoho.eu",
        apiDomain: String? = nil, dataCenters: [DataCenterSearch.Place] = [],
        patience: Duration = .zero, cache: TokenCache? = nil
    ) -> TokenHolder {
        TokenHolder(
            credentials: credentials, accountsServer: server, apiDomain: apiDomain,
            dataCenters: dataCenters, http: self, cache: cache ?? TokenCache(path: path),
            now: { self.now }, random: { 0.5 }, sink: self, patience: patience,
            store: { new, _ in
                self.state.withLock { state in
                    state.newRefreshTokens.append(new)
                    return state.storage
                }
            }, record: { storage in self.state.withLock { $0.recorded.append(storage) } })
    }
}

/// Holds whoever comes to it until it is opened, and stays open; no cancellation ends the wait.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var hasCaller = false
        var held: [CheckedContinuation<Void, Never>] = []
        var watchers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Goes through.
    func pass() async {
        await withCheckedContinuation { continuation in
            let (isOpen, watchers) = state.withLock { state in
                state.hasCaller = true
                if !state.isOpen { state.held.append(continuation) }
                defer { state.watchers = [] }
                return (state.isOpen, state.watchers)
            }
            watchers.forEach { $0.resume() }
            if isOpen { continuation.resume() }
        }
    }

    /// Returns when somebody stands there.
    func arrival() async {
        await withCheckedContinuation { continuation in
            let hasCaller = state.withLock { state in
                if !state.hasCaller { state.watchers.append(continuation) }
                return state.hasCaller
            }
            if hasCaller { continuation.resume() }
        }
    }

    func open() {
        let held = state.withLock { state in
            state.isOpen = true
            defer { state.held = [] }
            return state.held
        }
        held.forEach { $0.resume() }
    }
}

extension AccountsBench: HTTPClient, EventSink {
    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let number = state.withLock { state in
            state.requests.append(request)
            state.times.append(state.now)
            return state.requests.count
        }
        return try await answer(number, request)
    }

    func emit(_ event: Event) {
        let onEvent = state.withLock { state in
            state.events.append(event)
            return state.onEvent
        }
        onEvent?()
    }
}

extension Credentials {
    static let sample = Credentials(
        clientID: "1000.CLIENT", clientSecret: Secret("se+cret"),
        refreshToken: Secret("1000.refresh.a"))
    static let other = Credentials(
        clientID: "1000.CLIENT", clientSecret: Secret("se+cret"),
        refreshToken: Secret("1000.refresh.b"))
}

extension HTTPResponse {
    init(accounts body: String, status: Int = 200, _ headers: [(String, String)] = []) {
        self.init(
            status: status, headers: headers.map { (name: $0.0, value: $0.1) },
            body: Array(body.utf8))
    }

    /// A token with this number.
    static func token(
        _ number: Int, seconds: Int = 3600, domain: String = "https://www.zohoapis.eu"
    ) -> HTTPResponse {
        HTTPResponse(
            accounts: """
                {"access_token":"1000.t.\(number)","api_domain":"\(domain)",\
                "token_type":"Bearer","expires_in":\(seconds)}
                """)
    }
}
