import SyncCore
import Synchronization

/// Hands each event to everybody who listens at the moment: the events feed, a test.
///
/// A listener that does not keep up loses the oldest events it has not read; nobody waits for it.
public final class EventHub: EventSink {
    private struct Listener {
        let take: @Sendable (Event) -> Void
        let finish: @Sendable () -> Void
    }
    private struct State {
        var isFinished = false
        var nextID = 0
        var listeners: [Int: Listener] = [:]
    }

    private let capacity: Int
    private let state = Mutex(State())

    /// A hub without listeners.
    /// - Parameter capacity: How many unread events are kept for each listener.
    public init(capacity: Int = 256) { self.capacity = capacity }

    /// The events from now on, until the reader leaves or the hub is finished.
    public func subscribe() -> AsyncStream<Event> { subscribe { $0 } }

    /// The same, each event turned into what the reader wants. `render` neither waits nor calls
    /// the hub.
    public func subscribe<Element: Sendable>(
        _ render: @escaping @Sendable (Event) -> Element
    ) -> AsyncStream<Element> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Element.self, bufferingPolicy: .bufferingNewest(capacity))
        let id: Int? = state.withLock { state in
            guard !state.isFinished else { return nil }
            state.nextID += 1
            state.listeners[state.nextID] = Listener(
                take: { continuation.yield(render($0)) }, finish: { continuation.finish() })
            return state.nextID
        }
        guard let id else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in self?.remove(id) }
        return stream
    }

    /// Hands out an event.
    public func emit(_ event: Event) {
        // Under the lock, so that all listeners see the same order. `yield` neither waits nor
        // calls back.
        state.withLock { state in
            for listener in state.listeners.values { listener.take(event) }
        }
    }

    /// Ends every stream once its reader has read what is left. For the end of the program.
    public func finish() {
        let listeners = state.withLock { state in
            state.isFinished = true
            defer { state.listeners = [:] }
            return state.listeners.values.map { $0 }
        }
        // Outside the lock: `finish` calls `onTermination`, which takes it.
        for listener in listeners { listener.finish() }
    }

    /// How many listen.
    public var listenerCount: Int { state.withLock { $0.listeners.count } }

    private func remove(_ id: Int) {
        state.withLock { state in _ = state.listeners.removeValue(forKey: id) }
    }
}
