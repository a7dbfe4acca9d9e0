import SyncCore
import Synchronization

@testable import ZohoAPI

/// What is kept, in memory.
final class KeptRations: RationStore {
    private let states = Mutex<[String: JSONValue]>([:])
    private let failure: SyncFailure?

    init(failure: SyncFailure? = nil) { self.failure = failure }

    func rations(_ key: String) async throws(SyncFailure) -> JSONValue? {
        if let failure { throw failure }
        return states.withLock { $0[key] }
    }

    func keepRations(_ state: JSONValue, for key: String) {
        states.withLock { $0[key] = state }
    }
}

/// Rations of which nothing was used, or as they were kept.
func makeRations(_ bench: CRMBench, _ store: any RationStore = KeptRations()) -> Rations {
    Rations(key: "test", store: store, time: bench.time, sink: bench)
}

/// What the finance products' errors mean, as far as the rations care.
func rationFailure(_ response: HTTPResponse, _ document: JSONDocument?) -> SyncFailure? {
    let after = retryAfter(response)
    return switch document?.value["code"]?.integer ?? 0 {
    case 0: nil
    case 43, 44: SyncFailure(.rateLimited, "blocked", disposition: .blocked(after: after))
    case 45: SyncFailure(.budgetExhausted, "spent", disposition: .spent)
    case 57:
        SyncFailure(.insufficientScope, "not authorised", hint: "h", disposition: .refreshToken)
    case 1070: SyncFailure(.rateLimited, "crowded", disposition: .crowded(after: after))
    case 1002: SyncFailure(.zohoRejected, "no such record", disposition: .failStream)
    default: SyncFailure(.zohoUnavailable, "fault", disposition: .retry(after: after))
    }
}

extension HTTPResponse {
    /// An answer of a finance product with this code, and the day's quota where it is told.
    static func finance(
        _ code: Int = 0, remaining: Int? = nil, of limit: Int = 1000, reset: Int = 3600,
        _ headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        let quota = remaining.map {
            [
                ("x-rate-limit-limit", "\(limit)"), ("x-rate-limit-remaining", "\($0)"),
                ("x-rate-limit-reset", "\(reset)"),
            ]
        }
        return HTTPResponse(
            code == 0 ? 200 : 429, #"{"code":\#(code),"message":"m"}"#, (quota ?? []) + headers)
    }
}

extension ZohoCaller {
    /// One call; its failure, if it fails.
    func failure() async -> SyncFailure? {
        do throws(SyncFailure) {
            _ = try await answer(to: ZohoCall("/p"), meter: CallMeter(), judge: rationFailure)
            return nil
        } catch {
            return error
        }
    }
}

/// Counts what is in flight at once.
actor Flight {
    private var inFlight = 0
    private(set) var most = 0
    private(set) var total = 0

    func begin() {
        inFlight += 1
        total += 1
        most = max(most, inFlight)
    }

    /// How many were in flight, it included.
    @discardableResult func end() -> Int {
        defer { inFlight -= 1 }
        return inFlight
    }
}
