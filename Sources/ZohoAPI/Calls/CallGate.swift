/// Lets a bounded number of calls be in flight at once. First come, first served.
public actor CallGate {
    private let limit: Int
    private var inFlight = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// A gate for so many calls at once.
    public init(limit: Int) { self.limit = max(1, limit) }

    /// Waits for a free place. Each `enter` is followed by one `leave`.
    public func enter() async {
        if inFlight < limit {
            inFlight += 1
        } else {
            // The place is handed over by `leave`, so it stays counted.
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    /// Gives the place to the next in line.
    public func leave() {
        if waiting.isEmpty {
            inFlight -= 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
