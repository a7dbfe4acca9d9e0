import Foundation
import Glibc
import Testing

/// A disk that is full, and room on it later: on a small file system of its own, for which it takes
/// the right to mount one.
@Suite(.enabled(if: SmallDisk.isPossible)) struct SpaceTests {
    @Test func atTheStart_Is74WithTheNextStep() async throws {
        try await withWorkbench { bench in
            let disk = try SmallDisk(bench.folder + "/small", kibibytes: 64)
            defer { disk.unmount() }
            for left in [0, 8] {
                try disk.fill(leaving: left)
                let daemon = try bench.startDaemon(["--database", disk.path + "/zoho.sqlite"])
                #expect(try await daemon.end() == .exited(74))
                let errors = daemon.lines(with: " error ")
                #expect(errors.count == 1 && errors[0].contains("free some space"), "\(errors)")
            }
        }
    }

    @Test func inTheMiddle_ItGoesOnWhenThereIsRoom() async throws {
        try await withWorkbench { bench in
            let disk = try SmallDisk(bench.folder + "/data", kibibytes: 1024)
            defer { disk.unmount() }
            let call = bench.holdContacts()
            let daemon = try await bench.daemon()
            try await call.reached()
            try disk.fill(leaving: 0)
            call.open()
            let failure = try await daemon.line(" sync_failed ")
            #expect(failure.contains("free some space"))
            #expect(try await bench.client.state() == "degraded")
            try disk.makeRoom()
            #expect(try await bench.client.sync().status == 200)
            #expect(try await bench.client.state() == "ok")
            #expect(try await daemon.stop() == .exited(0))
            try bench.expectTruth()
        }
    }
}

/// A file system of a few kibibytes in memory.
final class SmallDisk: Sendable {
    /// Whether this process may mount one.
    static let isPossible: Bool = {
        var template = Array("/tmp/zohosyncd-disk-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return false }
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { rmdir(path) }
        guard let disk = try? SmallDisk(path, kibibytes: 64) else { return false }
        disk.unmount()
        return true
    }()

    let path: String

    init(_ path: String, kibibytes: Int) throws {
        self.path = path
        mkdir(path, 0o700)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(kibibytes)k,mode=0700") == 0 else {
            throw SystemError("mount \(path)")
        }
    }

    /// Fills it up to some kibibytes.
    func fill(leaving left: Int) throws {
        try makeRoom()
        let file = open(filler, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SystemError("open") }
        defer { close(file) }
        let block = [UInt8](repeating: 0, count: 1024)
        while write(file, block, block.count) == block.count {}
        var status = stat()
        guard fstat(file, &status) == 0,
            ftruncate(file, max(0, status.st_size - off_t(left * 1024))) == 0
        else { throw SystemError("ftruncate") }
    }

    func makeRoom() throws {
        guard unlink(filler) == 0 || errno == ENOENT else { throw SystemError("unlink") }
    }

    /// Takes it away, whoever still holds a file open.
    func unmount() { umount2(path, 2) }

    private var filler: String { path + "/filler" }
}
