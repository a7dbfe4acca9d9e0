import Glibc

/// Somebody who may read a file, or not, as its mode says: its owner, its group or all others, and
/// the first of them that fits is the one that counts.
struct FileReader {
    let uid: uid_t
    /// The groups; nil where nobody knows them. Asked for only where they make a difference: as the
    /// system is configured, the answer may come over the network.
    let groups: () -> Set<gid_t>?

    /// A user of this system.
    static func user(_ uid: uid_t) -> FileReader {
        FileReader(uid: uid) { systemGroups(of: uid) }
    }

    /// Whether the mode allows it. Of a user whose groups are not known, what is allowed to everybody.
    func mayRead(_ status: stat) -> Bool {
        if status.st_uid == uid { return status.st_mode & 0o400 != 0 }
        let (group, others) = (status.st_mode & 0o040 != 0, status.st_mode & 0o004 != 0)
        guard group != others, let groups = groups() else { return others }
        return groups.contains(status.st_gid) ? group : others
    }

    /// The user's own group and those that have the user as a member; nil for a user without a name.
    private static func systemGroups(of uid: uid_t) -> Set<gid_t>? {
        // The entry points into the room. No real one is longer.
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1 << 16) { room in
            var entry = passwd()
            var found: UnsafeMutablePointer<passwd>?
            guard let start = room.baseAddress,
                getpwuid_r(uid, &entry, start, room.count, &found) == 0, found != nil,
                let name = entry.pw_name
            else { return nil }
            var count: Int32 = 64
            while count <= 1 << 16 {
                var groups = [gid_t](repeating: 0, count: Int(count))
                let room = count
                if getgrouplist(name, entry.pw_gid, &groups, &count) >= 0 {
                    return Set(groups.prefix(Int(count)))
                }
                // It says how many there are, or nothing.
                count = max(count, room * 2)
            }
            return nil
        }
    }
}
