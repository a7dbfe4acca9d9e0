import Synchronization

/// Counts the calls that a stream or module costs, while they are made.
public final class CallMeter: Sendable {
    private let calls = Atomic<Int>(0)

    /// A meter at zero.
    public init() {}

    /// Counts one call.
    public func count() { calls.add(1, ordering: .relaxed) }

    /// Calls so far.
    public var value: Int { calls.load(ordering: .relaxed) }
}
