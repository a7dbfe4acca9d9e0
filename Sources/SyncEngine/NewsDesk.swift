public import SyncCore
import Synchronization

/// Hands events on, and those that are no news any more at the lowest level.
public final class NewsDesk: EventSink {
    private let sink: any EventSink
    private let time: TimeSource
    private let memory = Mutex(NewsMemory())

    /// A desk before a sink.
    public init(sink: any EventSink, time: TimeSource) {
        self.sink = sink
        self.time = time
    }

    /// Takes an event.
    public func emit(_ event: Event) {
        let now = time.now()
        let level = memory.withLock { $0.level(of: event, now: now) }
        sink.emit(level == event.level ? event : event.told(at: level))
    }
}
