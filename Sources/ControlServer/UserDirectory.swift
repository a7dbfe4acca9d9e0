internal import Glibc
internal import NIOPosix

/// The system's users and groups.
public enum UserDirectory {
    /// The most bytes of a name that are shown.
    private static let longestName = 64

    /// The name of a user; nil where it has none, or none that can be shown on a line. Asked for on a
    /// thread of its own: as the system is configured it may come over the network, and be late. A task
    /// that was cancelled is answered as well: whoever leaves at once does not keep the name from the
    /// audit.
    public static func name(of uid: UInt32) async -> String? {
        await withCheckedContinuation { continuation in
            // Not `runIfActive`, which gives up with the task.
            NIOThreadPool.singleton.submit { state in
                continuation.resume(returning: state == .active ? find(uid) : nil)
            }
        }
    }

    private static func find(_ uid: UInt32) -> String? {
        var entry = passwd()
        return lookUp {
            getpwuid_r(uid, &entry, $0, $1, $2)
        } read: { (_: UnsafeMutablePointer<passwd>) in
            let name = String(cString: entry.pw_name)
            let isShown = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            return isShown && !name.isEmpty ? String(name.prefix(longestName)) : nil
        }
    }

    /// The number of a group.
    static func group(named name: String) -> UInt32? {
        var entry = Glibc.group()
        return lookUp {
            getgrnam_r(name, &entry, $0, $1, $2)
        } read: { (_: UnsafeMutablePointer<Glibc.group>) in
            entry.gr_gid
        }
    }

    /// Asks with more and more room: an entry with many members does not fit at first.
    private static func lookUp<Entry, Value>(
        _ ask: (
            UnsafeMutablePointer<CChar>, Int, UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>
        )
            -> Int32, read: (UnsafeMutablePointer<Entry>) -> Value?
    ) -> Value? {
        var capacity = 1024
        while capacity <= 1 << 20 {
            var found: UnsafeMutablePointer<Entry>?
            // What is read points into the buffer.
            let (code, value) = withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) {
                buffer -> (Int32, Value?) in
                guard let room = buffer.baseAddress else { return (ENOMEM, nil) }
                let code = ask(room, capacity, &found)
                return (code, code == 0 ? found.flatMap(read) : nil)
            }
            guard code == ERANGE || code == EINTR else { return value }
            capacity *= 4
        }
        return nil
    }
}
