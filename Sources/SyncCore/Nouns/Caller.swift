/// Who calls, by the kernel's word.
public struct Caller: Hashable, Sendable {
    /// The user.
    public let uid: UInt32
    /// The primary group.
    public let gid: UInt32
    /// The process.
    public let pid: Int32

    /// A caller.
    public init(uid: UInt32, gid: UInt32, pid: Int32) {
        self.uid = uid
        self.gid = gid
        self.pid = pid
    }

    /// The caller in a sentence: `alice (uid 1001, pid 77)`.
    public func text(name: String?) -> String {
        name.map { "\($0) (uid \(uid), pid \(pid))" } ?? "uid \(uid) (pid \(pid))"
    }
}
