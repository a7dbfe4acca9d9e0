import Setup
import SyncCore
import Synchronization
import ZohoAPI

/// A configuration in memory.
final class Memory: SetupTarget {
    private struct State {
        var present: JSONValue?
        var patches: [JSONValue] = []
        var failures: [SetupFailure]
    }

    private let state: Mutex<State>
    private let secret: Secret?

    private let canCheck: Bool
    private let overriddenKeys: [String]

    init(
        _ present: JSONValue? = nil, secret: Secret? = nil, failures: [SetupFailure] = [],
        canCheck: Bool = true, overridden: [String] = []
    ) {
        overriddenKeys = overridden
        self.canCheck = canCheck
        self.secret = secret
        state = Mutex(State(present: present, failures: failures))
    }

    var patches: [JSONValue] { state.withLock { $0.patches } }

    func present() async throws(SetupFailure) -> JSONValue? { state.withLock { $0.present } }
    func overridden() async throws(SetupFailure) -> [String] { overriddenKeys }
    func clientSecret() async -> Secret? { secret }

    func write(_ patch: JSONValue) async throws(SetupFailure) {
        let failure = state.withLock { state in
            if !state.failures.isEmpty { return Optional(state.failures.removeFirst()) }
            state.patches.append(patch)
            return nil
        }
        if let failure { throw failure }
    }

    func checks(_ grant: Grant) async throws(SetupFailure) -> [SetupCheck] {
        guard canCheck else {
            throw SetupFailure(.failed, "the daemon has ended", hint: "start it")
        }
        return [SetupCheck("access token", isGood: true, "received")]
    }
}
