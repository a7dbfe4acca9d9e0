import Glibc
import SyncCore

/// The lease on a database: one daemon at a time.
///
/// A kernel lock beside the database, not a row in it: it ends with the process, however that ends,
/// so a `kill -9` leaves no stale lease to wait out and no process id to mistake for another's.
public final class DatabaseLock: Sendable {
    private let descriptor: Int32

    /// Takes the lease on this database, in a file `.lock` beside it.
    public init(database path: String) throws(DatabaseLockError) {
        let lockPath = Self.canonical(path) + ".lock"
        let descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .cannotOpen(lockPath, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(descriptor)
            throw reason == EWOULDBLOCK
                ? .held(path) : .cannotOpen(lockPath, reason: String(cString: strerror(reason)))
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// The one path of a database, whichever links lead to it, also before it exists.
    private static func canonical(_ path: String) -> String {
        if let real = resolved(path) { return real }
        guard let folder = resolved(PathText.folder(of: path)) else { return path }
        return folder + "/" + PathText.name(of: path)
    }

    private static func resolved(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}

/// Why the lease was not given.
public enum DatabaseLockError: Error, Equatable, CustomStringConvertible {
    /// Another daemon uses this database.
    case held(String)
    /// The lock file cannot be made.
    case cannotOpen(String, reason: String)

    /// The cause in a sentence, with the path.
    public var description: String {
        switch self {
        case .held(let path): "another zohosyncd already uses the database \(path)"
        case .cannotOpen(let path, let reason): "cannot open \(path): \(reason)"
        }
    }
}
