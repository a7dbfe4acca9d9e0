import Foundation
import Glibc
import Testing

@testable import Settings

/// Who may read a file, as its mode says.
@Suite struct FileReaderTests {
    /// A file of user 1 and group 7.
    @Test(
        arguments: [
            (1, [], 0o400, true), (1, [7], 0o044, false), (2, [7], 0o040, true),
            (2, [5, 7, 9], 0o640, true), (2, [5], 0o640, false), (2, [7], 0o604, false),
            (2, [5], 0o604, true), (2, nil, 0o640, false), (2, nil, 0o604, true),
            (2, nil, 0o644, true), (2, [], 0o600, false), (2, [7], 0o600, false),
        ] as [(uid_t, Set<gid_t>?, mode_t, Bool)])
    func theFirstThatFits_Counts(uid: uid_t, groups: Set<gid_t>?, mode: mode_t, may: Bool) {
        var status = stat()
        (status.st_uid, status.st_gid, status.st_mode) = (1, 7, S_IFREG | mode)
        #expect(FileReader(uid: uid) { groups }.mayRead(status) == may)
    }

    @Test func whereGroupsMakeNoDifference_NobodyIsAsked() {
        for mode: mode_t in [0o600, 0o644] {
            var status = stat()
            (status.st_uid, status.st_mode) = (1, S_IFREG | mode)
            let reader = FileReader(uid: 2) {
                Issue.record("asked")
                return nil
            }
            #expect(reader.mayRead(status) == (mode == 0o644))
        }
    }

    /// As id(1) has them, of every user of this system.
    @Test func theSystem_KnowsTheGroupsOfItsUsers() throws {
        let users = try String(contentsOfFile: "/etc/passwd", encoding: .utf8)
            .split(separator: "\n").prefix(20).map { $0.split(separator: ":") }
        for user in users where user.count > 2 {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/id")
            process.arguments = ["-G", String(user[2])]
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let said = try #require(try pipe.fileHandleForReading.readToEnd())
            process.waitUntilExit()
            let groups = String(decoding: said, as: UTF8.self).split { $0 == " " || $0 == "\n" }
            let uid = try #require(uid_t(user[2]))
            #expect(FileReader.user(uid).groups() == Set(groups.compactMap { gid_t($0) }))
        }
        #expect(FileReader.user(3_999_999_999).groups() == nil)
    }
}
