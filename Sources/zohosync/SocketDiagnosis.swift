import Glibc

/// Why a socket does not answer, and what to do about it: looks again with a bare connection,
/// because an HTTP library only says that it could not connect.
func diagnose(socket path: String, _ message: String) -> ClientFailure {
    let start = "start it with systemctl start zohosyncd, or name its socket with --socket"
    let bytes = Array(path.utf8)
    guard bytes.count <= 107, !bytes.isEmpty else {
        return ClientFailure(.usage, "the socket's path has to have 1 to 107 bytes: \(path)")
    }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { close(probe) }
    let result = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(probe, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
    guard result != 0 else {
        return ClientFailure(.unreachable, "the daemon does not answer at \(path): \(message)")
    }
    switch errno {
    case ENOENT, ENOTDIR:
        return ClientFailure(
            .unreachable, "there is no socket at \(path): the daemon is not running", hint: start)
    case ECONNREFUSED:
        return ClientFailure(
            .unreachable, "nobody listens at \(path): the daemon has ended without removing it",
            hint: start)
    case EACCES, EPERM:
        return ClientFailure(
            .notPermitted, "this user may not connect to \(path)",
            hint: "run as root, or usermod -aG zohosync \(userName()) and log in again")
    default:
        return ClientFailure(
            .unreachable, "cannot connect to \(path): \(String(cString: strerror(errno)))")
    }
}

private func userName() -> String {
    guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else { return "USER" }
    return String(cString: name)
}
