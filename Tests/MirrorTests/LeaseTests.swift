import Foundation
import Mirror
import TestSupport
import Testing

/// One daemon a database, whichever path leads to it.
struct LeaseTests {
    @Test func lease_ThroughALink_IsTheSame() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/zoho.sqlite"
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        let link = folder.path + "/link.sqlite"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        let lock = try DatabaseLock(database: path)
        #expect(throws: DatabaseLockError.held(link)) { try DatabaseLock(database: link) }
        _ = lock
    }

    @Test func lease_ThroughALinkedFolder_BeforeTheDatabaseExists_IsTheSame() throws {
        let folder = try TemporaryFolder()
        let real = folder.path + "/real"
        try FileManager.default.createDirectory(
            atPath: real, withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/other", withDestinationPath: real)
        let lock = try DatabaseLock(database: real + "/zoho.sqlite")
        let other = folder.path + "/other/zoho.sqlite"
        #expect(throws: DatabaseLockError.held(other)) { try DatabaseLock(database: other) }
        _ = lock
    }
}
