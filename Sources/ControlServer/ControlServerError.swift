internal import Glibc

/// Why the server cannot listen.
public enum ControlServerError: Error, Hashable, Sendable {
    /// Somebody answers at the socket: a second daemon.
    case alreadyRunning(path: String)
    /// Something else than a socket is in the way. It is never removed.
    case notASocket(path: String)
    /// The path does not fit into a socket address.
    case pathTooLong(path: String, bytes: Int)
    /// The folder of the socket does not exist.
    case missingFolder(path: String)
    /// The folder does not let this user create a socket.
    case notPermitted(path: String)
    /// A descriptor that was handed over is not a listening Unix stream socket.
    case notAListener(descriptor: Int32)
    /// Anything else the system refused.
    case system(path: String, operation: String, code: Int32)
    /// The server has been shut down.
    case shutDown

    /// The longest path of a socket, in bytes.
    public static let longestPath = 107

    /// The operator's next step.
    public var hint: String? {
        switch self {
        case .alreadyRunning:
            "stop the other daemon first, or give this one another socket with --socket"
        case .notASocket: "move the file away, or choose another path with --socket"
        case .pathTooLong: "choose a shorter path with --socket"
        case .missingFolder: "create the folder, or choose another path with --socket"
        case .notPermitted:
            "run as a user who may write to the folder, or choose another path with --socket"
        case .notAListener: "the .socket unit needs ListenStream= with a path"
        case .system, .shutDown: nil
        }
    }

    /// The error of a refused system call.
    static func refused(_ operation: String, path: String, code: Int32) -> ControlServerError {
        switch code {
        case ENOENT, ENOTDIR: .missingFolder(path: path)
        case EACCES, EPERM, EROFS: .notPermitted(path: path)
        default: .system(path: path, operation: operation, code: code)
        }
    }
}

extension ControlServerError: CustomStringConvertible {
    /// What happened, for people; the next step is in `hint`.
    public var description: String {
        switch self {
        case .alreadyRunning(let path):
            "cannot listen at \(path): another daemon is listening there"
        case .notASocket(let path): "cannot listen at \(path): the path is taken by something else"
        case .pathTooLong(let path, let bytes):
            "cannot listen at \(path): the path has \(bytes) bytes, the limit is "
                + "\(Self.longestPath)"
        case .missingFolder(let path): "cannot listen at \(path): its folder does not exist"
        case .notPermitted(let path): "cannot listen at \(path): permission denied"
        case .notAListener(let descriptor):
            "cannot listen on descriptor \(descriptor): it is not a listening Unix socket"
        case .system(let path, let operation, let code):
            "cannot listen at \(path): \(operation): \(String(cString: strerror(code)))"
        case .shutDown: "cannot listen: the server has been shut down"
        }
    }
}
