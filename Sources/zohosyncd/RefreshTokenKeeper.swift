import ControlServer
import Glibc
import Settings
import SyncCore

/// Keeps a refresh token that Zoho has put in the place of the configured one, and takes it into the
/// audit: here the daemon itself changes a secret.
struct RefreshTokenKeeper: Sendable {
    let config: ConfigFile
    let audit: any AuditStore
    let sink: any EventSink

    /// Puts the token where the old one came from.
    func keep(_ token: Secret, replacing old: Secret) async -> RefreshTokenStorage {
        let storage = config.storeRefreshToken(token, replacing: old)
        if case .stored = storage { await note() }
        return storage
    }

    private func note() async {
        let daemon = Caller(uid: geteuid(), gid: getegid(), pid: getpid())
        let user = await UserDirectory.name(of: daemon.uid)
        do throws(SyncFailure) {
            try await audit.appendAudit(
                AuditEntry(
                    at: .current, caller: daemon, user: user,
                    action: .refreshTokenReplaced, keys: ["refresh_token"]))
        } catch {
            sink.emit(
                Event(
                    .notice, .error,
                    "the audit lacks \(AuditEntry.Action.refreshTokenReplaced.rawValue): \(error)",
                    [(.errorCode, error.code.rawValue)]))
        }
    }
}
