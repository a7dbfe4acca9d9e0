import Dispatch
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import ControlServer

/// From its first instant on nobody gets at the socket who shall not at the end.
@Suite struct SocketWindowTests {
    /// What somebody sees who looks all the time.
    private struct Sight: Hashable {
        let mode: mode_t
        let group: gid_t
    }

    @Test func atNoMoment_ItIsWiderThanAtItsEnd() throws {
        let folder = try TemporaryFolder()
        // One path for each: what is seen at one only ever goes forward.
        let paths = (0..<100).map { "\(folder.path)/\($0)" }
        let current = Atomic(0)
        // Another group than the process's own, where the process may give files away to one.
        let group: gid_t = geteuid() == 0 ? 61_050 : getegid()
        let seen = Mutex<Set<Sight>>([])
        let isOver = Atomic(false)
        let watcher = DispatchGroup()
        // A thread of its own: it never rests.
        DispatchQueue(label: "watcher").async(group: watcher) {
            while !isOver.load(ordering: .relaxed) {
                let path = paths[current.load(ordering: .relaxed)]
                var status = stat()
                if lstat(path, &status) == 0 {
                    let sight = Sight(mode: status.st_mode & 0o7777, group: status.st_gid)
                    seen.withLock { _ = $0.insert(sight) }
                }
            }
        }
        defer { isOver.store(true, ordering: .relaxed) }
        for (index, path) in paths.enumerated() {
            current.store(index, ordering: .relaxed)
            let bound = try SocketFile.bind(path: path, group: group)
            var status = stat()
            #expect(lstat(path, &status) == 0)
            #expect(status.st_mode & 0o7777 == 0o660 && status.st_gid == group)
            close(bound.descriptor)
        }
        isOver.store(true, ordering: .relaxed)
        watcher.wait()
        let allowed: Set<Sight> = [
            Sight(mode: 0o600, group: getegid()), Sight(mode: 0o600, group: group),
            Sight(mode: 0o660, group: group),
        ]
        #expect(seen.withLock { $0 }.isSubset(of: allowed), "\(seen.withLock { $0 })")
    }

    /// Until mode and group are right the kernel refuses everybody, root too.
    @Test func nobodyIsConnected_BeforeItIsRight() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/s"
        let group: gid_t = geteuid() == 0 ? 61_050 : getegid()
        func tryToConnect() -> Int32 {
            let client = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(client) }
            return withSocketAddress(path) { connect(client, $0, $1) } == 0 ? 0 : errno
        }
        var looks = 0
        let bound = try SocketFile.bind(path: path, group: group) {
            looks += 1
            var status = stat()
            #expect(lstat(path, &status) == 0)
            #expect(status.st_mode & 0o7777 == 0o660 && status.st_gid == group)
            #expect(tryToConnect() == ECONNREFUSED)
        }
        defer { close(bound.descriptor) }
        #expect(looks == 1)
        #expect(tryToConnect() == 0)
    }
}
