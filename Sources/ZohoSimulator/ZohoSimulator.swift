import Synchronization

/// A working Zoho on loopback: accounts server, CRM v8, Books v3, Inventory v1 and Invoice v3,
/// strict where Zoho is.
///
/// What Zoho refuses, it refuses; what a correct client never does, it records as a violation.
public final class ZohoSimulator: Sendable {
    let core: SimulatorCore
    private let server: SimulatorServer
    private let boundPort = Mutex(0)

    /// Prepares the data; nothing listens yet.
    public init(_ configuration: Configuration) {
        core = SimulatorCore(configuration)
        server = SimulatorServer(core: core)
    }

    /// Binds 127.0.0.1 and serves.
    public func start() async throws {
        let port = try await server.start(port: core.configuration.port)
        boundPort.withLock { $0 = port }
        core.baseURL = "http://127.0.0.1:\(port)"
    }

    /// Closes every connection, hanging ones too, and stops.
    public func shutdown() async throws {
        try await server.shutdown()
    }

    /// The port, known after `start`.
    public var port: Int { boundPort.withLock { $0 } }

    /// `http://127.0.0.1:PORT`, for the accounts server and the API; also the token answer's
    /// `api_domain`.
    public var baseURL: String { core.baseURL }

    /// The simulator's time.
    public var clock: SimulatorClock { core.clock }

    /// The configuration it was started with.
    public var configuration: Configuration { core.configuration }

    // MARK: What was seen

    /// Figures since the start or the last reset.
    public var statistics: Statistics { core.state.withLock { $0.statistics } }

    /// The last requests, oldest first.
    public var requests: [LoggedRequest] { core.state.withLock { $0.log.entries } }

    /// What a correct client would not have done.
    public var violations: [Violation] { core.state.withLock { $0.violations } }

    /// Forgets figures, log and violations.
    public func resetStatistics() {
        core.state.withLock { state in
            state.statistics = Statistics()
            state.violations = []
            state.log.clear()
        }
    }

    // MARK: Faults and hooks

    /// Adds a fault; several may wait at a time.
    public func inject(_ fault: Fault) {
        core.state.withLock { $0.faults.append(fault) }
    }

    /// Ends all faults.
    public func clearFaults() {
        core.state.withLock { $0.faults = [] }
    }

    /// Runs before each request of a client, with its number (from 1) and its path and query;
    /// it may change records.
    public func setBeforeRequest(_ hook: (@Sendable (Int, String) -> Void)?) {
        core.setHook(hook)
    }

    // MARK: Tokens

    /// Ends every refresh token, and with them their access tokens.
    public func revokeRefreshToken() {
        core.state.withLock { $0.accounts.revokeAllRefreshTokens() }
    }

    /// Ends every access token; the refresh token stays good.
    public func expireAccessTokens() {
        core.state.withLock { $0.accounts.expireAccessTokens() }
    }

    /// Changes what the tokens may do, those given out included.
    public func setScopes(_ scopes: [String]) {
        core.state.withLock { $0.accounts.setScopes(scopes) }
    }

    /// A grant code as the console makes it: good once, for a while. Without scopes it has those
    /// that the simulator was started with.
    public func issueGrantCode(
        lifetime: Int = 180, redirectURI: String? = nil, scopes: [String]? = nil
    ) -> String {
        let now = clock.exactSeconds
        return core.state.withLock { state in
            let code = state.accounts.newToken()
            state.accounts.grantCodes[code] = .init(
                ends: now + Double(lifetime), redirectURI: redirectURI, scopes: scopes)
            return code
        }
    }
}
