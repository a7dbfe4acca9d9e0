import SyncCore
import Synchronization

/// Remembers whose details the account may not read, so that it is not asked for each record.
final class RefusedDetails: Sendable {
    private struct Refusal {
        /// Why; nil: the stream is not wanted any more.
        var reason: String?
        var at: UTCInstant
    }

    private let refused = Mutex<[String: Refusal]>([:])

    func note(_ table: String, reason: String?, now: UTCInstant) {
        refused.withLock { $0[table] = Refusal(reason: reason, at: now) }
    }

    /// The tables that are not asked about just now.
    func tables(now: UTCInstant) -> Set<String> {
        refused.withLock { refused in
            refused = refused.filter { now - $0.value.at < SkipMemory.lifetime }
            return Set(refused.keys)
        }
    }

    /// Why details of a module's tables are not read, by table.
    func reasons(of module: Module) -> [(table: String, reason: String)] {
        refused.withLock { refused in
            refused.compactMap { table, refusal in
                guard table.hasPrefix(module.shortName + "_") else { return nil }
                return refusal.reason.map { (table, $0) }
            }.sorted { $0.table < $1.table }
        }
    }

    func forget() { refused.withLock { $0.removeAll() } }
}
