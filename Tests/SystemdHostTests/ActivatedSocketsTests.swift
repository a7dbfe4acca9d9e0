import Glibc
import Testing

@testable import SystemdHost

@Suite struct ActivatedSocketsTests {
    typealias Candidate = ActivatedSockets.Candidate

    @Test func withoutSocketsThereIsNone() throws {
        #expect(try ActivatedSockets.takeControlSocket() == nil)
        #expect(try ActivatedSockets.choose(among: [], named: "control") == nil)
    }

    @Test func theOnlyListeningSocketIsTakenWhateverItsName() throws {
        let path = "/tmp/zohosyncd-activated-\(getpid()).sock"
        unlink(path)
        let descriptor = try boundSocket(at: path, type: SOCK_STREAM)
        defer {
            close(descriptor)
            unlink(path)
        }
        let candidate = Candidate(descriptor: descriptor, name: "zohosyncd.socket")
        #expect(throws: SocketActivationError.notAListeningUnixSocket("zohosyncd.socket")) {
            try ActivatedSockets.choose(among: [candidate], named: "control")
        }
        #expect(listen(descriptor, 8) == 0)
        #expect(try ActivatedSockets.choose(among: [candidate], named: "control") == descriptor)
    }

    @Test func anotherKindOfDescriptorIsRefused() {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        #expect(listen(descriptor, 1) == 0)
        #expect(throws: SocketActivationError.notAListeningUnixSocket("control")) {
            try ActivatedSockets.choose(
                among: [Candidate(descriptor: descriptor, name: "control")], named: "control")
        }
    }

    @Test func socketsThatNobodyWouldServeAreRefused() {
        let pair = [Candidate(descriptor: 3, name: "a"), Candidate(descriptor: 4, name: "b")]
        #expect(throws: SocketActivationError.notNamed("control", found: ["a", "b"])) {
            try ActivatedSockets.choose(among: pair, named: "control")
        }
        #expect(throws: SocketActivationError.tooMany(found: ["a", "b"])) {
            try ActivatedSockets.choose(among: pair, named: "b")
        }
    }

    @Test func errorsNameTheNextStep() {
        #expect(
            SocketActivationError.notNamed("control", found: ["a", "b"]).description
                == "cannot adopt a socket from systemd: none of a, b is named control"
                + " (set FileDescriptorName=control in zohosyncd.socket)")
    }
}
