import Synchronization

/// What Zoho has refused of an organisation, so that it is not asked for again as long as the process
/// lives.
final class FinanceRefusals: Sendable {
    private struct State {
        var usual: Set<String> = []
        var bulks: Set<String> = []
    }

    private let state = Mutex(State())

    /// Whether a stream's usual `filter_by` and order were refused.
    func hasRefusedUsual(_ stream: FinanceStream) -> Bool {
        state.withLock { $0.usual.contains(stream.name) }
    }

    /// Notes that a stream's usual `filter_by` and order were refused; whether that is news.
    func refuseUsual(_ stream: FinanceStream) -> Bool {
        state.withLock { $0.usual.insert(stream.name).inserted }
    }

    /// Whether a stream's call for many records was refused.
    func hasRefusedBulk(_ stream: FinanceStream) -> Bool {
        state.withLock { $0.bulks.contains(stream.name) }
    }

    /// Notes that a stream's call for many records was refused.
    func refuseBulk(_ stream: FinanceStream) {
        state.withLock { _ = $0.bulks.insert(stream.name) }
    }
}
