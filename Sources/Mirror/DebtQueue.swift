import GRDB
import SyncCore

/// Which debts of a module are to be paid next.
struct DebtQueue {
    let module: Module
    let excluded: Set<String>
    let now: UTCInstant

    /// Seconds that a debt waits. A record may change again within its second, which its time of
    /// modification cannot tell: read later, the detail holds both changes.
    private static let settling: Int64 = 5
    /// A record that is modified this far in the future speaks by another clock: it is not waited for.
    private static let incredible: Int64 = 60

    private static let isDue = """
        (retry_at IS NULL OR retry_at <= ?1) AND (newest <= ?2 OR newest > ?3)
        """
    /// What `isDue` asks for.
    private var moments: StatementArguments {
        [now.text, (now - Self.settling).text, (now + Self.incredible).text]
    }

    /// The latest debts of the stream that has the latest of all; each found through the index,
    /// however many there are.
    func next(_ limit: Int, _ db: Database) throws -> DebtBatch? {
        for table in try tables(db) where !excluded.contains(table) {
            // A schema that cannot be read is made anew by the next run.
            guard let schema = try SchemaBook.kept(table, db) else { continue }
            let rows = try Row.fetchAll(
                db, sql: Self.debts, arguments: moments + [table, limit])
            return DebtBatch(
                schema: schema,
                debts: rows.map {
                    DetailDebt(id: $0["id"], newest: $0["newest"], failures: $0["failures"])
                })
        }
        return nil
    }

    /// The streams that have debts to pay now, the one with the latest first.
    private func tables(_ db: Database) throws -> [String] {
        try String.fetchAll(db, sql: Self.streams, arguments: moments + [module.rawValue])
    }

    static let debts = """
        SELECT id, newest, failures FROM zohosync_details WHERE stream = ?4 AND \(isDue)
        ORDER BY newest DESC, id LIMIT ?5
        """

    static let streams = """
        SELECT stream FROM (
            SELECT stream, (
                SELECT newest FROM zohosync_details AS debt
                WHERE debt.stream = streams.stream AND \(isDue) ORDER BY newest DESC LIMIT 1
            ) AS latest
            FROM zohosync_streams AS streams WHERE module = ?4 AND details_pending > 0
        ) WHERE latest IS NOT NULL ORDER BY latest DESC, stream
        """
}
