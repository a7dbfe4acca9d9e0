import GRDB
import SyncCore

/// How the database is read and written: every failure is told in the same way, and every write that
/// has ended shows in the pulse.
extension SQLiteMirror {
    func read<Value: Sendable>(
        _ action: String, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(SyncFailure) -> Value {
        do {
            return try await pool.read(body)
        } catch {
            throw mirrorFailure(action, path: path, error)
        }
    }

    /// A write that is made even by a task that was cancelled: how a run ended must be kept.
    func writeToTheEnd(
        _ action: String, _ body: @escaping @Sendable (Database) throws -> Void
    ) async throws(SyncFailure) {
        let result = await withCheckedContinuation { continuation in
            pool.asyncWrite(body) { _, result in continuation.resume(returning: result) }
        }
        try ended(result, action)
    }

    /// As above, and on the disk when it returns: a power cut does not take it away.
    func writeForGood(
        _ action: String, _ body: @escaping @Sendable (Database) throws -> Void
    ) async throws(SyncFailure) {
        let result = await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { db in
                continuation.resume(
                    returning: Result {
                        // Not possible within a transaction.
                        try db.execute(sql: "PRAGMA synchronous = FULL")
                        defer { try? db.execute(sql: "PRAGMA synchronous = NORMAL") }
                        try db.inTransaction {
                            try body(db)
                            return .commit
                        }
                    })
            }
        }
        try ended(result, action)
    }

    /// A write that nobody waits for and whose failure nobody hears of.
    func writeLater(_ body: @escaping @Sendable (Database) throws -> Void) {
        pool.asyncWrite(body) { [pulse] _, result in pulse.ended(result) }
    }

    func write<Value: Sendable>(
        _ action: String, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(SyncFailure) -> Value {
        let result: Result<Value, any Error>
        do {
            result = .success(try await pool.write(body))
        } catch {
            result = .failure(error)
        }
        return try ended(result, action)
    }

    private func ended<Value>(
        _ result: Result<Value, any Error>, _ action: String
    ) throws(SyncFailure) -> Value {
        pulse.ended(result)
        do {
            return try result.get()
        } catch {
            throw mirrorFailure(action, path: path, error)
        }
    }
}
