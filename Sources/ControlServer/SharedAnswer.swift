/// An answer that costs something and that many may ask for at once: it is worked out by one at a
/// time, for all who have asked before the work began.
///
/// So nobody gets an answer that is older than the question, and a crowd costs no more than two.
actor SharedAnswer<Value: Sendable> {
    private enum Turn {
        case answer(Value)
        /// Work it out for all who wait.
        case lead
    }

    private var waiting: [CheckedContinuation<Turn, Never>] = []
    private var isWorking = false
    private let executor: (any TaskExecutor)?

    /// - Parameter executor: Where the work is done; without one where all tasks are.
    init(executor: (any TaskExecutor)? = nil) { self.executor = executor }

    /// How many wait for their turn.
    var waitingCount: Int { waiting.count }

    /// The answer, worked out now or together with others.
    func value(_ work: @escaping @Sendable () async -> Value) async -> Value {
        if isWorking,
            case .answer(let value) = await withCheckedContinuation({ waiting.append($0) })
        {
            return value
        }
        isWorking = true
        let others = waiting
        waiting = []
        // A task of its own: a client that leaves must not cancel what others wait for.
        let value = await Task(executorPreference: executor) { await work() }.value
        for other in others { other.resume(returning: .answer(value)) }
        if waiting.isEmpty {
            isWorking = false
        } else {
            waiting.removeFirst().resume(returning: .lead)
        }
        return value
    }
}
