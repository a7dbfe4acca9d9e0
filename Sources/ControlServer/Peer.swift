internal import CLinux
internal import Glibc
public import SyncCore

/// The process at the other end of a connection, by the kernel's word.
public struct Peer: Hashable, Sendable {
    /// Its user, primary group and process.
    public let caller: Caller
    /// Its supplementary groups.
    public let groups: [UInt32]

    /// A peer.
    public init(caller: Caller, groups: [UInt32] = []) {
        self.caller = caller
        self.groups = groups
    }

    /// The peer of a connected Unix socket; nil where the kernel does not tell.
    ///
    /// Both answers are what the peer was when it connected, so that a descriptor handed on
    /// later carries no other rights.
    init?(descriptor: Int32) {
        var credentials = clinux_peer_credentials()
        guard clinux_peer_credentials_get(descriptor, &credentials) == 0 else { return nil }
        caller = Caller(uid: credentials.uid, gid: credentials.gid, pid: credentials.pid)
        var capacity = 64
        while true {
            var groups = [gid_t](repeating: 0, count: capacity)
            let count = Int(clinux_peer_groups(descriptor, &groups, Int32(capacity)))
            if count > capacity {
                capacity = count
            } else {
                // A kernel without SO_PEERGROUPS grants nothing beyond the primary group.
                self.groups = Array(groups.prefix(max(0, count)))
                return
            }
        }
    }

    /// Whether the peer is in a group.
    func isMember(of group: UInt32?) -> Bool {
        guard let group else { return false }
        return caller.gid == group || groups.contains(group)
    }
}
