import Glibc

/// A file as it was at one moment: its bytes, and what tells that it has changed since.
struct FileSnapshot: Sendable {
    /// Which file it was, in which state.
    struct Identity: Equatable, Sendable {
        let device: UInt64
        let inode: UInt64
        let size: Int
        let modifiedSeconds: Int
        let modifiedNanoseconds: Int

        init(_ status: stat) {
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
            size = Int(status.st_size)
            modifiedSeconds = status.st_mtim.tv_sec
            modifiedNanoseconds = status.st_mtim.tv_nsec
        }
    }

    let bytes: [UInt8]
    let identity: Identity
    let mode: UInt32
    let owner: uid_t
    let group: gid_t

    /// Reads a regular file of at most `limit` bytes. It never waits: a pipe is refused, and what
    /// `refusal` says something about.
    static func read(
        _ path: String, limit: Int, unless refusal: (stat) -> FileFault? = { _ in nil }
    ) -> Result<FileSnapshot, FileFault> {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return .failure(FileFault("open \(path)", code: errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            return .failure(FileFault("look at \(path)", code: errno))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            return .failure(
                FileFault("read \(path)", reason: isFolder ? "is a directory" : "not a file"))
        }
        if let fault = refusal(status) { return .failure(fault) }
        return readAll(descriptor, path, limit).map { bytes in
            FileSnapshot(
                bytes: bytes, identity: Identity(status), mode: status.st_mode & 0o7777,
                owner: status.st_uid, group: status.st_gid)
        }
    }

    /// What a path is now; nil where there is nothing.
    static func identity(of path: String) -> Identity? {
        var status = stat()
        return stat(path, &status) == 0 ? Identity(status) : nil
    }

    private static func readAll(
        _ descriptor: Int32, _ path: String, _ limit: Int
    ) -> Result<[UInt8], FileFault> {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                return .failure(FileFault("read \(path)", code: errno))
            }
            if count == 0 { return .success(bytes) }
            bytes += buffer[..<count]
            guard bytes.count <= limit else {
                return .failure(
                    FileFault(
                        "read \(path)", reason: "larger than \(limit) bytes",
                        hint: "remove from it what does not belong there"))
            }
        }
    }
}
