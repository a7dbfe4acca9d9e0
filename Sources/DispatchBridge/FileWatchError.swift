import Glibc

/// A folder cannot be watched (inotify_init1(2), inotify_add_watch(2)).
public struct FileWatchError: Error, Equatable, CustomStringConvertible {
    /// The folder.
    public let folder: String
    /// Why, as errno(3) numbers it. EMFILE and ENOSPC mean that a limit in
    /// /proc/sys/fs/inotify is reached.
    public let errno: CInt

    /// What happened, for people.
    public var description: String {
        "cannot watch \(folder): \(String(cString: strerror(errno)))"
    }
}
