import Synchronization

/// What a source remembers between its calls.
final class SourceMemory: Sendable {
    private struct State {
        var tables: Set<String> = []
        var told: Set<String> = []
    }

    private let state = Mutex(State())

    /// The tables of all streams, as far as they were listed: a child table needs another name.
    var tables: Set<String> { state.withLock { $0.tables } }

    /// Takes the tables of all streams.
    func remember(tables: Set<String>) { state.withLock { $0.tables = tables } }

    /// Whether this is the first time that something is told of a table.
    func isFirst(telling table: String) -> Bool {
        state.withLock { $0.told.insert(table).inserted }
    }
}
