import ControlAPI
import SyncCore
import Synchronization

/// How far the running syncs are, and who watches them. Streams report here from wherever they
/// run, so it is a lock and not an actor: a report must not wait.
final class ProgressBoard: Sendable {
    private struct Entry {
        var streams: [String: StreamResult] = [:]
        var watchers: [AsyncStream<JSONValue>.Continuation] = []
    }
    private static let backlog = 256

    private let entries = Mutex<[String: Entry]>([:])

    /// Opens the board for a run.
    func open(_ runID: String) { entries.withLock { $0[runID] = Entry() } }

    /// Takes a stream's report and tells it to those who watch.
    func report(_ result: StreamResult, run runID: String) {
        let watchers = entries.withLock { entries in
            entries[runID]?.streams[result.table] = result
            return entries[runID]?.watchers ?? []
        }
        let line = result.progressJSON(runID: runID)
        for watcher in watchers { watcher.yield(line) }
    }

    /// The streams of a running sync as they stand.
    func streams(of runID: String) -> [StreamResult] {
        entries.withLock { $0[runID]?.streams.values.sorted { $0.table < $1.table } ?? [] }
    }

    /// Watches a run; nil when it is not on the board. A slow watcher misses lines but never the
    /// last one.
    func watch(_ runID: String) -> AsyncStream<JSONValue>? {
        let (stream, continuation) = AsyncStream<JSONValue>.makeStream(
            bufferingPolicy: .bufferingNewest(Self.backlog))
        let isOpen = entries.withLock { entries in
            entries[runID]?.watchers.append(continuation)
            return entries[runID] != nil
        }
        return isOpen ? stream : nil
    }

    /// Tells the end to those who watch, and closes the board for the run.
    func close(_ run: Run) {
        let entry = entries.withLock { $0.removeValue(forKey: run.id) }
        for watcher in entry?.watchers ?? [] {
            watcher.yield(["event": "finished", "run": run.json])
            watcher.finish()
        }
    }
}
