import GRDB
import SyncCore
import Synchronization

/// Takes the day's calls on their way to the database: of the states that wait under one key only
/// the latest is written.
final class RationDesk: Sendable {
    private let waiting = Mutex<[String: JSONValue]>([:])

    /// Lays a state down; answers with whether somebody must come and fetch what waits.
    func put(_ state: JSONValue, for key: String) -> Bool {
        waiting.withLock { waiting in
            let isFirst = waiting.isEmpty
            waiting[key] = state
            return isFirst
        }
    }

    /// Writes what waits. What cannot be written is lost: the next call's state replaces it.
    func write(_ db: Database) throws {
        let states = waiting.withLock { waiting in
            defer { waiting = [:] }
            return waiting
        }
        for (key, state) in states {
            try db.cachedStatement(
                sql: """
                    INSERT INTO zohosync_rations (key, state) VALUES (?, ?)
                    ON CONFLICT (key) DO UPDATE SET state = excluded.state
                    WHERE state IS NOT excluded.state
                    """
            ).execute(arguments: [key, state.text])
        }
    }
}
