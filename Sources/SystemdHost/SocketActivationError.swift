import Glibc

/// The sockets that systemd handed over cannot be served.
public enum SocketActivationError: Error, Equatable, CustomStringConvertible {
    /// The environment variables LISTEN_FDS and LISTEN_PID make no sense.
    case unreadable(errno: CInt)
    /// None of several has the name that is looked for.
    case notNamed(String, found: [String])
    /// There are more than the one that is served.
    case tooMany(found: [String])
    /// It is something else.
    case notAListeningUnixSocket(String)

    /// What happened, and the next step.
    public var description: String {
        switch self {
        case .unreadable(let errno):
            "cannot read the sockets from systemd: \(String(cString: strerror(errno)))"
                + " (start zohosyncd by its unit, or without LISTEN_FDS)"
        case .notNamed(let name, let found):
            "cannot adopt a socket from systemd: none of \(Self.list(found)) is named \(name)"
                + " (set FileDescriptorName=\(name) in zohosyncd.socket)"
        case .tooMany(let found):
            "cannot adopt \(found.count) sockets from systemd: \(Self.list(found))"
                + " (keep one ListenStream= in zohosyncd.socket)"
        case .notAListeningUnixSocket(let name):
            "cannot adopt socket \(name) from systemd: not a listening Unix stream socket"
                + " (set ListenStream= to a path in zohosyncd.socket)"
        }
    }

    private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}
