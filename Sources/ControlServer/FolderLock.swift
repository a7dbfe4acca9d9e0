internal import Glibc

/// Keeps two daemons that start at once from taking one stale socket each for dead: the second one
/// looks only once the first one listens. An advisory lock of the folder leaves no file behind.
struct FolderLock: ~Copyable {
    private let descriptor: Int32

    /// Takes the lock; nil where somebody else holds it. Where the folder cannot be opened there is
    /// nothing to lock, and binding will say why.
    static func take(_ folder: String) -> FolderLock? {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return FolderLock(descriptor: -1) }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
            close(descriptor)
            return nil
        }
        return FolderLock(descriptor: descriptor)
    }

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
