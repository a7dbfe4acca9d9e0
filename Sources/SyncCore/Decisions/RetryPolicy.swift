/// Decides whether and when a failed call is worth repeating: exponential delays with full jitter,
/// capped, and never for a failure that repeating cannot mend.
public struct RetryPolicy: Sendable {
    /// Tries in all.
    public var attempts: Int
    /// The longest delay before the first repetition; it doubles with each one.
    public var base: Duration
    /// The longest delay at all.
    public var cap: Duration
    /// A server's own wait beyond this ends the stream's part of the run instead.
    public var patience: Duration

    /// A policy.
    public init(
        attempts: Int = 5, base: Duration = .seconds(1), cap: Duration = .seconds(30),
        patience: Duration = .seconds(120)
    ) {
        self.attempts = attempts
        self.base = base
        self.cap = cap
        self.patience = patience
    }

    /// The delay before the next try; nil: give up.
    /// - Parameters:
    ///   - attempt: the try that has failed, from 1.
    ///   - random: from 0 to 1.
    public func delay(
        after failure: SyncFailure, attempt: Int, random: Double
    ) -> Duration? {
        guard case .retry(let asked) = failure.disposition, attempt < attempts else { return nil }
        let longest = min(cap, base * (1 << min(attempt - 1, 20)))
        let own = longest * min(max(random, 0), 1)
        guard let asked else { return own }
        // "At once" from a server in trouble is no advice to hammer it.
        return asked <= patience ? max(asked, own) : nil
    }
}
