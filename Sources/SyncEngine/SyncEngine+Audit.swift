public import ControlAPI
public import SyncCore

/// The audit, as the control interface reads it and the daemon adds to it.
extension SyncEngine {
    /// Who did what, newest first.
    public func audit(
        action: AuditEntry.Action?, before: Int?, limit: Int
    ) async throws(Problem) -> [JSONValue] {
        let entries = try await stored { () throws(SyncFailure) in
            try await self.parts.audit.store.auditEntries(
                action: action, before: before, limit: limit)
        }
        return entries.map(\.json)
    }

    /// Takes note of a request that was refused.
    public func refused(_ refusal: Refusal) async { await parts.audit.refused(refusal) }

    /// Takes note of what somebody else than the daemon has changed in the configuration file.
    public func noteEdit(of keys: [String]) async {
        await parts.audit.note(.configReloaded, by: nil, keys: keys)
    }

    /// Writes down what the audit only counts at first; until the task is cancelled.
    public func keepAudit() async { await parts.audit.run() }
}
