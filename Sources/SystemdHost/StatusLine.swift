import Synchronization

/// The line that `systemctl status` shows, told when it has changed.
public final class StatusLine: Sendable {
    private let notifier: ServiceNotifier
    private let sentence: @Sendable () async -> String
    private let last = Mutex(Last())

    private struct Last {
        var text = ""
        var isStopping = false
    }

    /// The line of this notifier; `sentence` says how things stand.
    public init(notifier: ServiceNotifier, _ sentence: @escaping @Sendable () async -> String) {
        self.notifier = notifier
        self.sentence = sentence
    }

    /// The service does its work, or does it again after a reload.
    public func ready() async {
        let text = await sentence()
        last.withLock { $0.text = text }
        notifier.ready(text)
    }

    /// Tells how things stand, unless it was told so last time.
    public func tell() async {
        let text = await sentence()
        // Under the lock: nothing follows STOPPING=1.
        last.withLock { last in
            if last.text != text && !last.isStopping { notifier.status(text) }
            last.text = text
        }
    }

    /// The service ends, and this is the last that is said.
    public func stopping(_ text: String) {
        last.withLock { last in
            last.isStopping = true
            notifier.stopping(text)
        }
    }
}
