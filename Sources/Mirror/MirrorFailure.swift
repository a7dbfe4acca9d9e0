import GRDB
import Glibc
import SyncCore

/// The one place that says what an error of SQLite means to the operator.
func mirrorFailure(_ action: String, path: String, _ error: any Error) -> SyncFailure {
    if let failure = error as? SyncFailure { return failure }
    if error is CancellationError {
        return SyncFailure(
            .cancelled, "cannot \(action): the sync was cancelled",
            hint: "what was committed is kept", disposition: .stopModule)
    }
    guard let error = error as? DatabaseError else {
        return SyncFailure(
            .databaseError, "cannot \(action): \(error)", disposition: .stopModule)
    }
    let hint: String? =
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            "another program holds \(path) locked: close it, or let it use shorter transactions"
        case .SQLITE_FULL: "free some space on the disk of \(path)"
        // Where there is no room for its shared memory either, SQLite calls it something else.
        case .SQLITE_IOERR where isDiskFull(path), .SQLITE_CANTOPEN where isDiskFull(path):
            "free some space on the disk of \(path)"
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            "make \(path) and its folder writable for the daemon's user"
        case .SQLITE_CANTOPEN:
            "check that the folder of \(path) exists and belongs to the daemon's user"
        case .SQLITE_NOTADB: "\(path) is not an SQLite database: move it away or name another one"
        case .SQLITE_CORRUPT: "\(path) is damaged: restore a backup, or move it away and sync anew"
        case .SQLITE_IOERR: "check the disk of \(path)"
        default: nil
        }
    // The plain message only: the expanded description of an error shows bound values.
    return SyncFailure(
        .databaseError,
        "cannot \(action): \(error.message ?? "SQLite error \(error.resultCode.rawValue)")",
        hint: hint, disposition: .stopModule)
}

/// Whether the disk of a file has no room for SQLite's files: 32 KiB of shared memory and some pages.
private func isDiskFull(_ path: String) -> Bool {
    var disk = statvfs()
    guard statvfs(PathText.folder(of: path), &disk) == 0 else { return false }
    return UInt64(disk.f_bavail) * UInt64(disk.f_frsize) < 256 * 1024
}
