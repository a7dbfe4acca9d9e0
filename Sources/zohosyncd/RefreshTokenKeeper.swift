import Glibc
import Settings
import SyncCore
import SyncEngine

/// Keeps a refresh token that Zoho has put in the place of the configured one, and takes it into the
/// audit: here the daemon itself changes a secret.
struct RefreshTokenKeeper: Sendable {
    let config: ConfigFile
    let audit: AuditDesk

    /// Puts the token where the old one came from.
    func keep(_ token: Secret, replacing old: Secret) async -> RefreshTokenStorage {
        config.storeRefreshToken(token, replacing: old)
    }

    /// Takes into the audit what has become of it.
    func record(_ storage: RefreshTokenStorage) async {
        let result: AuditEntry.Result =
            switch storage {
            case .stored: .done
            case .overtaken: .refused
            case .notStored: .failed
            }
        await audit.note(
            .refreshTokenReplaced, by: Caller(uid: geteuid(), gid: getegid(), pid: getpid()),
            keys: ["refresh_token"], result: result)
    }
}
