public import SyncCore
import Synchronization

/// The calls of one organisation, rationed: how many at once, how fast, how many a day, and none
/// while Zoho blocks it. Books, Inventory and Invoice share one; the CRM has its own.
///
/// Kept for as long as the program runs, and through the store beyond that, so that neither short
/// intervals nor restarts outwit it.
public final class Rations: Sendable {
    private let key: String
    private let store: any RationStore
    private let time: TimeSource
    private let sink: any EventSink
    private let line = CallLine()
    private let state = Mutex(RationState())

    /// The rations that are kept under a key.
    public init(
        key: String, store: any RationStore, time: TimeSource, sink: any EventSink
    ) {
        self.key = key
        self.store = store
        self.time = time
        self.sink = sink
    }

    /// How a module stands.
    public func report(_ module: Module, ceiling: Int? = nil) async -> RationReport {
        // What cannot be read is not shown; a call would say why.
        do throws(SyncFailure) { try await load() } catch {}
        let now = time.now()
        return state.withLock { state in
            var report = state.budget.report(Budget.Claim(module, ceiling: ceiling), now: now)
            let blocked = state.ladder.remaining(at: now)
            if blocked > 0 { report.blockedUntil = now + blocked }
            return report
        }
    }

    /// Calls that may still be made today on these terms; nil: no limit is known.
    func allowance(_ terms: CallTerms) -> Int? {
        let now = time.now()
        return state.withLock { $0.budget.left(for: terms.claim, now: now) }
    }

    // MARK: Calls

    /// Waits until a call may be sent, and books it. What it needs last, the token, is taken last:
    /// one that was taken before a wait may have been refused since. Throws `budget_exhausted` where
    /// nothing is left, `rate_limited` where a block lasts too long to wait for its end.
    func pass(
        _ terms: CallTerms, cancel: CancelFlag,
        token: () async throws(SyncFailure) -> AccessToken
    ) async throws(SyncFailure) -> CallPass {
        try await line.enter(limit: terms.concurrency, cancel: cancel)
        defer { line.go() }
        do throws(SyncFailure) {
            try await load()
            while true {
                try await ready(terms, cancel)
                // Getting a token takes a while now and then: the block may have come since.
                if let pass = try book(terms, try await token()) { return pass }
            }
        } catch {
            line.leave()
            throw error
        }
    }

    /// Takes what came of a call, and gives its place away.
    func settle(_ pass: CallPass, _ word: Budget.Word, _ failure: SyncFailure?) {
        let now = time.now()
        let (news, cap) = state.withLock { state in
            let news = state.settle(pass, word, failure, now: now)
            store.keepRations(state.kept, for: key)
            return (news, state.cap)
        }
        line.setCap(cap)
        line.leave()
        guard let news else { return }
        tell(.rateLimited, .notice, news, .rateLimited, pass.terms.module)
    }

    /// Whether a token is good for other calls: what is refused to it is not its fault.
    func isProven(_ token: AccessToken) -> Bool { state.withLock { $0.proven == token } }

    /// Notes that a token is good, though a call was refused.
    func prove(_ token: AccessToken) { state.withLock { $0.proven = token } }

    private func ready(_ terms: CallTerms, _ cancel: CancelFlag) async throws(SyncFailure) {
        while true {
            try cancel.check()
            let now = time.now()
            switch state.withLock({ $0.outlook(terms, now: now) }) {
            case .ready: return
            case .wait(let seconds): try await cancel.wait(.seconds(seconds), time)
            case .blocked(let seconds):
                throw .blocked(terms.module, until: now + seconds)
            case .refused(let refusal):
                tellIfLow(terms, now)
                throw .refused(refusal)
            }
        }
    }

    /// Books a call; nil: it is not its time any more.
    private func book(
        _ terms: CallTerms, _ token: AccessToken
    ) throws(SyncFailure) -> CallPass? {
        let now = time.now()
        let result: Result<CallPass?, BudgetRefusal> = state.withLock { state in
            guard case .ready = state.outlook(terms, now: now) else { return .success(nil) }
            do throws(BudgetRefusal) {
                let pass = try state.book(terms, token: token, now: now)
                // In here, so that what is kept is what was booked last. Where nothing is short, it
                // is soon enough when the answer comes.
                if state.budget.left(for: terms.claim, now: now) != nil {
                    store.keepRations(state.kept, for: key)
                }
                return .success(pass)
            } catch {
                return .failure(error)
            }
        }
        tellIfLow(terms, now)
        switch result {
        case .success(let pass): return pass
        case .failure(let refusal): throw .refused(refusal)
        }
    }

    private func load() async throws(SyncFailure) {
        guard !state.withLock({ $0.isLoaded }) else { return }
        let kept = try await store.rations(key)
        let cap = state.withLock { state in
            // Somebody else may have been faster, and calls have been booked since.
            if !state.isLoaded { state.load(kept) }
            return state.cap
        }
        line.setCap(cap)
    }

    // MARK: Telling

    private func tellIfLow(_ terms: CallTerms, _ now: UTCInstant) {
        guard terms.purpose == .changes else { return }
        let report = state.withLock { state in
            state.budget.isNewlyLow(terms.claim, now: now)
                ? state.budget.report(terms.claim, now: now) : nil
        }
        guard let report else { return }
        let end = report.resetsAt.map { " until \($0)" } ?? ""
        tell(
            .budgetLow, .warning,
            "\(terms.module.rawValue): \(report.left ?? 0) calls are left for changes\(end)",
            .budgetExhausted, terms.module)
    }

    private func tell(
        _ name: Event.Name, _ level: Event.Level, _ message: String, _ code: FailureCode,
        _ module: Module
    ) {
        sink.emit(
            Event(
                name, level, message,
                [(.module, module.rawValue), (.errorCode, code.rawValue)]))
    }
}
