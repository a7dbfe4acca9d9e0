internal import Glibc
internal import SyncCore

/// Who may do what: a decision about kernel credentials, made from values alone.
public struct AccessPolicy: Hashable, Sendable {
    /// The group whose members watch and sync; it owns the socket.
    public static let operatorGroupName = "zohosync"
    /// The group whose members also change the configuration.
    public static let adminGroupName = "zohosync-admin"

    /// The user that the daemon runs as.
    public var daemonUID: UInt32
    /// The group of viewers and operators; nil where it does not exist.
    public var operatorGroup: UInt32?
    /// The group of administrators; nil where it does not exist.
    public var adminGroup: UInt32?

    /// A policy.
    public init(daemonUID: UInt32, operatorGroup: UInt32?, adminGroup: UInt32?) {
        self.daemonUID = daemonUID
        self.operatorGroup = operatorGroup
        self.adminGroup = adminGroup
    }

    /// The policy of this system: the process's own user and the groups as they are now.
    public static func system() -> AccessPolicy {
        AccessPolicy(
            daemonUID: geteuid(), operatorGroup: UserDirectory.group(named: operatorGroupName),
            adminGroup: UserDirectory.group(named: adminGroupName))
    }

    /// Whether a caller is root or the daemon's own user, who could do without this socket.
    func isPrivileged(_ peer: Peer) -> Bool {
        peer.caller.uid == 0 || peer.caller.uid == daemonUID
    }

    /// The role of a caller; nil for one that may do nothing.
    public func role(of peer: Peer) -> Role? {
        if isPrivileged(peer) { return .admin }
        if peer.isMember(of: adminGroup) { return .admin }
        // Without the group the socket is 0600: whoever got through was let through by root.
        guard operatorGroup != nil else { return .operator }
        return peer.isMember(of: operatorGroup) ? .operator : nil
    }
}
