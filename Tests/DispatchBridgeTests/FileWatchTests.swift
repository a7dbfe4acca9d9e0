import Glibc
import TestSupport
import Testing

@testable import DispatchBridge

@Suite(.hangGuard) struct FileWatchTests {
    @Test func tellsOfCreationChangeReplacementAndRemoval() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/config.json"
        let watch = try FileWatch(path: path, settle: .milliseconds(30))
        var changes = watch.changes.makeAsyncIterator()

        write("one", to: path)
        #expect(await changes.next() != nil)
        write("two", to: path)
        #expect(await changes.next() != nil)
        // A careful writer: a new file in the place of the old one; and the new one is watched.
        write("three", to: path + ".new")
        #expect(rename(path + ".new", path) == 0)
        #expect(await changes.next() != nil)
        write("four", to: path)
        #expect(await changes.next() != nil)
        #expect(unlink(path) == 0)
        #expect(await changes.next() != nil)
        write("five", to: path)
        #expect(await changes.next() != nil)
    }

    @Test func aBurstIsOneChangeAndOtherFilesAreNone() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/config.json"
        let watch = try FileWatch(path: path, settle: .milliseconds(300))
        for text in ["a", "b", "c"] { write(text, to: path) }
        write("x", to: folder.path + "/other")
        var changes = watch.changes.makeAsyncIterator()
        #expect(await changes.next() != nil)
        watch.cancel()
        #expect(await changes.next() == nil)
    }

    @Test func endsWithTheFolder() async throws {
        let folder = try TemporaryFolder()
        let watch = try FileWatch(path: folder.path + "/config.json")
        #expect(rmdir(folder.path) == 0)
        var changes = watch.changes.makeAsyncIterator()
        #expect(await changes.next() != nil)
        #expect(await changes.next() == nil)
    }

    @Test func aMissingFolderIsAnErrorWithItsName() {
        #expect(throws: FileWatchError(folder: "/nowhere/at/all", errno: ENOENT)) {
            try FileWatch(path: "/nowhere/at/all/config.json")
        }
        #expect(
            FileWatchError(folder: "/a", errno: ENOENT).description
                == "cannot watch /a: No such file or directory")
    }

    @Test func pathsAreSplit() {
        #expect(FileWatch.split("/etc/zohosyncd/config.json") == ("/etc/zohosyncd", "config.json"))
        #expect(FileWatch.split("/config.json") == ("/", "config.json"))
        #expect(FileWatch.split("config.json") == (".", "config.json"))
    }

    @Test func eventsAreTakenApart() {
        var bytes: [UInt8] = []
        append(mask: UInt32(IN_CREATE), name: "a", padding: 15, to: &bytes)
        append(mask: UInt32(IN_DELETE_SELF), name: "", padding: 0, to: &bytes)
        let complete = bytes.count
        append(mask: UInt32(IN_CREATE), name: "cut", padding: 13, to: &bytes)
        let events = bytes[..<(complete + 20)].withUnsafeBytes(InotifyEvent.decode)
        #expect(
            events == [
                InotifyEvent(mask: UInt32(IN_CREATE), name: "a"),
                InotifyEvent(mask: UInt32(IN_DELETE_SELF), name: ""),
            ])
    }

    @Test func onlyTheFileAndTheFolderMatter() {
        func verdict(_ mask: Int, _ name: String) -> FileWatch.Verdict {
            FileWatch.verdict(on: [InotifyEvent(mask: UInt32(mask), name: name)], about: "c")
        }
        #expect(verdict(Int(IN_MOVED_TO), "c") == .changed)
        #expect(verdict(Int(IN_MOVED_TO), "d") == .nothing)
        #expect(verdict(Int(IN_Q_OVERFLOW), "") == .changed)
        #expect(verdict(Int(IN_DELETE_SELF), "") == .folderGone)
        #expect(FileWatch.verdict(on: [], about: "c") == .nothing)
    }

    private func append(mask: UInt32, name: String, padding: Int, to bytes: inout [UInt8]) {
        for word in [1, mask, 0, UInt32(name.utf8.count + padding)] {
            withUnsafeBytes(of: word) { bytes.append(contentsOf: $0) }
        }
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: repeatElement(0, count: padding))
    }
}

private func write(_ text: String, to path: String) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    #expect(file >= 0)
    #expect(write(file, text, text.utf8.count) == text.utf8.count)
    close(file)
}
