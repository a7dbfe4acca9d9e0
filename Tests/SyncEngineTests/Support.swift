import SyncCore

/// A sink that forgets.
struct NoSink: EventSink {
    func emit(_ event: Event) {}
}
