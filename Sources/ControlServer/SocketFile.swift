internal import Glibc
internal import SyncCore

/// A socket in the file system that this process has bound: its path, and which file it is.
struct SocketFile: Sendable {
    let path: String
    private let device: UInt
    private let inode: UInt

    /// What binding produced.
    struct Bound {
        let file: SocketFile
        /// The listening descriptor; the caller closes it.
        let descriptor: Int32
        /// What could not be done but does not prevent listening.
        let notice: String?
    }

    /// Queued connections until the kernel makes clients wait; it cuts the number to its own limit.
    static let backlog: Int32 = 4096

    /// Binds and listens. The file never has wider permissions than it ends with, and nobody is
    /// connected before it has those: the kernel refuses until `listen`, which comes last. (To bind
    /// in a private folder and rename the socket into place would give the path its rights in one
    /// step, but show nobody anything better, and leave the other path as the socket's name.)
    /// - Parameter onOpened: Called between the two, for who wants to look.
    static func bind(
        path: String, group: UInt32?, onOpened: () -> Void = {}
    ) throws(ControlServerError) -> Bound {
        var address = try self.address(path)
        try clearTheWay(path: path, &address)
        let descriptor = socket(AF_UNIX, streamType, 0)
        guard descriptor >= 0 else { throw .refused("socket", path: path, code: errno) }
        do throws(ControlServerError) {
            // On Linux a socket file is created with the mode of the descriptor less the umask:
            // no moment with a wide mode, and no change of the umask for all threads.
            try check(fchmod(descriptor, 0o600), "fchmod", path)
            try check(withAddress(&address) { Glibc.bind(descriptor, $0, $1) }, "bind", path)
            let file = try SocketFile(path: path)
            let notice = file.open(to: group)
            onOpened()
            try check(Glibc.listen(descriptor, backlog), "listen", path)
            return Bound(file: file, descriptor: descriptor, notice: notice)
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Removes the file, unless another one has taken its place.
    func removeIfOurs() {
        guard let there = try? SocketFile(path: path), there.inode == inode,
            there.device == device
        else { return }
        unlink(path)
    }

    private init(path: String) throws(ControlServerError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw .refused("stat", path: path, code: errno) }
        self.path = path
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
    }

    /// Gives the file to the group and opens it to its members.
    private func open(to group: UInt32?) -> String? {
        guard let group else { return nil }
        // The group first: 0660 with the wrong group would let the wrong people in.
        if lchown(path, uid_t.max, group) == 0, chmod(path, 0o660) == 0 { return nil }
        let reason = String(cString: strerror(errno))
        return "cannot give \(path) to group \(AccessPolicy.operatorGroupName): \(reason); "
            + "only this user and root can connect"
    }

    // MARK: What is already there

    private static func clearTheWay(
        path: String, _ address: inout sockaddr_un
    ) throws(ControlServerError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            guard errno == ENOENT, folderExists(of: path) else {
                throw .refused("stat", path: path, code: errno)
            }
            return
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
        // Not waiting: a listener with a full queue is alive (EAGAIN).
        let probe = socket(AF_UNIX, streamType | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard probe >= 0 else { throw .refused("socket", path: path, code: errno) }
        defer { close(probe) }
        if withAddress(&address, { connect(probe, $0, $1) }) == 0 {
            throw .alreadyRunning(path: path)
        }
        switch errno {
        case ECONNREFUSED:
            guard unlink(path) == 0 || errno == ENOENT else {
                throw .refused("unlink", path: path, code: errno)
            }
        case ENOENT: return
        case EAGAIN: throw .alreadyRunning(path: path)
        // A datagram socket: somebody else's.
        case EPROTOTYPE: throw .notASocket(path: path)
        default: throw .refused("connect", path: path, code: errno)
        }
    }

    private static func folderExists(of path: String) -> Bool {
        var status = stat()
        return stat(PathText.folder(of: path), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    // MARK: System calls

    private static let streamType = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)

    private static func check(
        _ result: Int32, _ operation: String, _ path: String
    ) throws(ControlServerError) {
        guard result == 0 else { throw .refused(operation, path: path, code: errno) }
    }

    private static func address(_ path: String) throws(ControlServerError) -> sockaddr_un {
        let bytes = Array(path.utf8)
        guard bytes.count <= ControlServerError.longestPath else {
            throw .pathTooLong(path: path, bytes: bytes.count)
        }
        // An empty path and one with a zero byte would name something else.
        guard !bytes.isEmpty, !bytes.contains(0) else {
            throw .system(path: path, operation: "bind", code: EINVAL)
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return address
    }

    private static func withAddress(
        _ address: inout sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
