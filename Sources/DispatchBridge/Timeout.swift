/// The time allowed for something has passed.
public struct TimeoutError: Error, Equatable, CustomStringConvertible {
    /// The time that was allowed.
    public let limit: Duration

    /// What happened, for people.
    public var description: String { "no end after \(limit)" }
}

/// Runs an operation and cancels it when its time has passed.
///
/// Structured: it returns when the operation has ended, so an operation that does not heed its
/// cancellation is waited for. One that ends by itself after the time has passed counts as late.
/// - Parameters:
///   - limit: The time allowed.
///   - clock: What measures it.
///   - operation: What to run.
/// - Returns: What the operation returned.
/// - Throws: What the operation threw, or `TimeoutError`.
public func withTimeout<Value: Sendable>(
    _ limit: Duration, clock: some Clock<Duration> = ContinuousClock(),
    operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask(operation: operation)
        group.addTask {
            try await clock.sleep(for: limit)
            throw TimeoutError(limit: limit)
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw CancellationError() }
        return value
    }
}
