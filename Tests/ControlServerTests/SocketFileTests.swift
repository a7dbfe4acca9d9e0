import Glibc
import TestSupport
import Testing

@testable import ControlServer

@Suite struct SocketFileTests {
    private func mode(_ path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : nil
    }

    private func server() -> ControlServer {
        ControlServer(service: ScriptedService(), access: ownPolicy, sink: RecordingSink())
    }

    @Test func newSocket_IsPrivate_EvenWithoutUmask() async throws {
        let folder = try TemporaryFolder()
        let server = server()
        try await server.listen(on: folder.path + "/s")
        #expect(mode(folder.path + "/s") == S_IFSOCK | 0o600)
        await server.shutdown()
        #expect(mode(folder.path + "/s") == nil)
    }

    @Test func group_OpensTheSocketToIt() throws {
        let folder = try TemporaryFolder()
        let bound = try SocketFile.bind(path: folder.path + "/s", group: getegid())
        defer { close(bound.descriptor) }
        #expect(bound.notice == nil)
        #expect(mode(folder.path + "/s") == S_IFSOCK | 0o660)
    }

    @Test func liveSocket_IsRefused() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/s"
        let first = server()
        let second = server()
        try await first.listen(on: path)
        await #expect(throws: ControlServerError.alreadyRunning(path: path)) {
            try await second.listen(on: path)
        }
        await second.shutdown()
        #expect(mode(path) != nil, "the loser must not remove the winner's socket")
        await first.shutdown()
    }

    @Test func staleSocket_IsReplaced() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/s"
        let dead = try SocketFile.bind(path: path, group: nil)
        close(dead.descriptor)
        let server = server()
        try await server.listen(on: path)
        _ = try RawClient(path: path)
        await server.shutdown()
    }

    @Test func otherFile_IsNeverRemoved() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/file"
        close(open(path, O_CREAT | O_WRONLY, 0o600))
        let server = server()
        await #expect(throws: ControlServerError.notASocket(path: path)) {
            try await server.listen(on: path)
        }
        await #expect(throws: ControlServerError.notASocket(path: folder.path)) {
            try await server.listen(on: folder.path)
        }
        #expect(mode(path) == S_IFREG | 0o600)
        await server.shutdown()
    }

    @Test func socketOfAnother_SurvivesShutdown() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/s"
        let server = server()
        try await server.listen(on: path)
        unlink(path)
        let other = try SocketFile.bind(path: path, group: nil)
        await server.shutdown()
        #expect(mode(path) != nil)
        close(other.descriptor)
    }

    @Test func badPaths_SayWhy() async throws {
        let folder = try TemporaryFolder()
        let server = server()
        let missing = folder.path + "/none/s"
        await #expect(throws: ControlServerError.missingFolder(path: missing)) {
            try await server.listen(on: missing)
        }
        let long = "/tmp/" + String(repeating: "x", count: 103)
        await #expect(throws: ControlServerError.pathTooLong(path: long, bytes: 108)) {
            try await server.listen(on: long)
        }
        #expect("\(ControlServerError.pathTooLong(path: "/x", bytes: 108))".contains("107"))
        await #expect(throws: ControlServerError.self) { try await server.listen(on: "") }
        #expect(
            ControlServerError.refused("bind", path: "/x", code: EACCES)
                == .notPermitted(path: "/x"))
        await server.shutdown()
    }

    @Test func longestPath_Works() async throws {
        let folder = try TemporaryFolder()
        let name = String(repeating: "x", count: 107 - folder.path.utf8.count - 1)
        let path = folder.path + "/" + name
        let server = server()
        try await server.listen(on: path)
        #expect(mode(path) != nil)
        await server.shutdown()
    }

    @Test func adoptedSocket_IsServedAndKept() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/s"
        let bound = try SocketFile.bind(path: path, group: nil)
        let server = server()
        try await server.adopt(bound.descriptor)
        async let running: Void = server.run()
        let answer = try await exchange(path, text("GET", base + "/status"))
        #expect(answer.hasPrefix("HTTP/1.1 200"))
        await server.shutdown()
        await running
        #expect(mode(path) != nil)
    }

    @Test func otherDescriptor_IsNotAdopted() async throws {
        let server = server()
        await #expect(throws: ControlServerError.notAListener(descriptor: 0)) {
            try await server.adopt(0)
        }
        let unbound = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(unbound) }
        await #expect(throws: ControlServerError.notAListener(descriptor: unbound)) {
            try await server.adopt(unbound)
        }
        await server.shutdown()
    }

    @Test func afterShutdown_NothingListens() async throws {
        let folder = try TemporaryFolder()
        let server = server()
        await server.shutdown()
        await server.shutdown()
        await #expect(throws: ControlServerError.shutDown) {
            try await server.listen(on: folder.path + "/s")
        }
        #expect(mode(folder.path + "/s") == nil)
        await server.run()
    }
}
