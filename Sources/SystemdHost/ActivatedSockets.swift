import CSystemd
import Glibc

/// The sockets that systemd handed over (sd_listen_fds_with_names(3), systemd.socket(5)).
public enum ActivatedSockets {
    /// Takes the listening control socket, where there is one.
    ///
    /// The descriptor belongs to the caller. The environment variables are unset, so a second call
    /// finds nothing.
    /// - Parameter name: Its FileDescriptorName=, which decides when there are several.
    /// - Returns: The descriptor; nil when the service was started without sockets.
    public static func takeControlSocket(
        named name: String = "control"
    ) throws(SocketActivationError) -> CInt? {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = sd_listen_fds_with_names(1, &names)
        guard count >= 0 else { throw SocketActivationError.unreadable(errno: -count) }
        defer {
            for index in 0..<Int(count) { free(names?[index]) }
            free(names)
        }
        let candidates = (0..<count).map { index in
            Candidate(
                descriptor: firstDescriptor + index,
                name: names?[Int(index)].map { String(cString: $0) } ?? "")
        }
        return try choose(among: candidates, named: name)
    }

    struct Candidate: Equatable {
        let descriptor: CInt
        let name: String
    }

    /// SD_LISTEN_FDS_START.
    private static let firstDescriptor: CInt = 3

    /// Every socket must be served by somebody: one that is left lying would let its clients wait
    /// for ever. So what cannot be served is refused.
    static func choose(
        among candidates: [Candidate], named name: String
    ) throws(SocketActivationError) -> CInt? {
        let named = candidates.count > 1 ? candidates.filter { $0.name == name } : candidates
        guard let chosen = named.first else {
            if candidates.isEmpty { return nil }
            throw SocketActivationError.notNamed(name, found: candidates.map(\.name))
        }
        guard candidates.count == 1 else {
            throw SocketActivationError.tooMany(found: candidates.map(\.name))
        }
        guard sd_is_socket_unix(chosen.descriptor, CInt(SOCK_STREAM.rawValue), 1, nil, 0) > 0
        else { throw SocketActivationError.notAListeningUnixSocket(chosen.name) }
        return chosen.descriptor
    }
}
