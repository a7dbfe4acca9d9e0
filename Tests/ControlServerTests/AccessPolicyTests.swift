import ControlAPI
import Glibc
import SyncCore
import Testing

@testable import ControlServer

let base = ControlPath.base

@Suite struct AccessPolicyTests {
    private static let full = AccessPolicy(daemonUID: 990, operatorGroup: 50, adminGroup: 60)
    private static let bare = AccessPolicy(daemonUID: 990, operatorGroup: nil, adminGroup: nil)

    @Test(
        arguments: [
            (full, 0, 0, [], Role.admin),
            (full, 990, 990, [], .admin),
            (full, 1000, 1000, [60], .admin),
            (full, 1000, 60, [], .admin),
            (full, 1000, 1000, [4, 50, 60], .admin),
            (full, 1000, 1000, [4, 50], .operator),
            (full, 1000, 50, [], .operator),
            (full, 1000, 1000, [4, 24], nil),
            (full, 1000, 1000, [], nil),
            (bare, 0, 0, [], .admin),
            (bare, 990, 990, [], .admin),
            (bare, 1000, 1000, [50, 60], .operator),
        ] as [(AccessPolicy, UInt32, UInt32, [UInt32], Role?)])
    func roleOfCaller(
        policy: AccessPolicy, uid: UInt32, gid: UInt32, groups: [UInt32], role: Role?
    ) {
        let peer = Peer(caller: Caller(uid: uid, gid: gid, pid: 7), groups: groups)
        #expect(policy.role(of: peer) == role)
    }

    @Test func roles_IncludeLesserOnes() {
        #expect(Role.allCases == [.viewer, .operator, .admin])
        #expect(Role.allCases.sorted() == Role.allCases)
    }

    @Test func peer_IsThisProcess() throws {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        defer { for end in ends { close(end) } }
        let peer = try #require(Peer(descriptor: ends[0]))
        #expect(peer.caller == Caller(uid: geteuid(), gid: getegid(), pid: getpid()))
        var groups = [gid_t](repeating: 0, count: Int(getgroups(0, nil)))
        getgroups(Int32(groups.count), &groups)
        #expect(Set(peer.groups) == Set(groups))
    }

    @Test func peer_OfSomethingElse_IsNil() {
        #expect(Peer(descriptor: -1) == nil)
    }

    @Test func users_KnownAndUnknown() async {
        let root = await UserDirectory.name(of: 0)
        #expect(root == "root")
        let nobody = await UserDirectory.name(of: 3_999_999_999)
        #expect(nobody == nil)
    }

    /// Who sends a request and leaves at once is called by its name all the same.
    @Test func aUserIsFound_ForATaskThatWasCancelled() async {
        let asking = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await UserDirectory.name(of: 0)
        }
        #expect(await asking.value == "root")
    }

    @Test func groups_KnownAndUnknown() {
        #expect(UserDirectory.group(named: "root") == 0)
        #expect(UserDirectory.group(named: "no-such-group-here") == nil)
    }
}
