import SyncCore
import Testing

@testable import ControlServer

/// How many connections a caller may hold.
@Suite struct AdmissionTests {
    private func caller(_ uid: UInt32) -> Caller { Caller(uid: uid, gid: 1, pid: 7) }

    /// Fills up with one user after the other; answers with how many connections each one got.
    private func fill(capacity: Int, users: Int) -> [Int] {
        var admission = Admission(capacity: capacity)
        return (0..<users).map { user in
            var got = 0
            while admission.enter(caller(UInt32(user)), isPrivileged: false) { got += 1 }
            return got
        }
    }

    @Test(arguments: [
        (1024, 6, [512, 256, 128, 64, 32, 16]), (16, 5, [8, 4, 2, 1, 1]), (1, 2, [1, 0]),
    ])
    func eachOneGetsHalfOfWhatIsLeft(capacity: Int, users: Int, got: [Int]) {
        #expect(fill(capacity: capacity, users: users) == got)
    }

    @Test func whoIsPrivileged_GetsInInAnyCase() {
        var admission = Admission(capacity: 16)
        while admission.enter(caller(1), isPrivileged: false) {}
        for _ in 0..<8 { #expect(admission.enter(caller(0), isPrivileged: true) == true) }
    }

    @Test func whoLeaves_MakesRoom() {
        var admission = Admission(capacity: 8)
        while admission.enter(caller(1), isPrivileged: false) {}
        admission.leave(caller(1))
        #expect(admission.enter(caller(1), isPrivileged: false) == true)
        #expect(admission.enter(caller(1), isPrivileged: false) == false)
        for _ in 0..<4 { admission.leave(caller(1)) }
        #expect(admission == Admission(capacity: 8))
    }

    /// Whom the kernel does not name counts as one user.
    @Test func theNamelessShareOneShare() {
        var admission = Admission(capacity: 4)
        #expect(admission.enter(nil, isPrivileged: false) == true)
        #expect(admission.enter(nil, isPrivileged: false) == true)
        #expect(admission.enter(nil, isPrivileged: false) == false)
        #expect(admission.enter(caller(.max), isPrivileged: false) == true)
    }
}
