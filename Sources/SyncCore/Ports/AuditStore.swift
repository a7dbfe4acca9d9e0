/// The port to where the audit is kept: entries are added and read, never changed.
public protocol AuditStore: Sendable {
    /// Keeps an entry. When this returns, a power cut does not take it away.
    func appendAudit(_ entry: AuditEntry) async throws(SyncFailure)
    /// Entries, newest first: of one action, or older than one with this number.
    func auditEntries(
        action: AuditEntry.Action?, before: Int?, limit: Int
    ) async throws(SyncFailure) -> [AuditEntry]
    /// Forgets entries from before an instant, which is `AuditEntry.lifetime` ago or more.
    func purgeAudit(before: UTCInstant) async throws(SyncFailure)
}
