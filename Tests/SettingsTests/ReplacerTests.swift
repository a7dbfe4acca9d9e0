import Glibc
import SyncCore
import Synchronization
import TestSupport
import Testing

@testable import Settings

@Suite struct ReplacerTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = try folder.write("old")
    }

    private func replace(
        _ path: String, _ replacer: FileReplacer = FileReplacer()
    ) throws -> FileReplacer.Outcome {
        try replacer.replace(path, with: Array("new".utf8), old: folder.snapshot())
    }

    @Test(arguments: [0o600, 0o640, 0o444] as [mode_t])
    func replace_mode_isKept(mode: mode_t) throws {
        try folder.write("old", mode: mode)
        #expect(try replace(path) == .replaced)
        #expect(try folder.read() == "new")
        #expect(try folder.snapshot().mode == mode)
        #expect(folder.names == ["config.json"])
    }

    @Test(.enabled(if: geteuid() == 0, "only root may give files away"))
    func replace_owner_isKept() throws {
        try #require(chown(folder.path, 0, 999) == 0 && chmod(folder.path, 0o2700) == 0)
        try #require(chown(path, 12345, 54321) == 0)
        #expect(try replace(path) == .replaced)
        let snapshot = try folder.snapshot()
        #expect(snapshot.owner == 12345 && snapshot.group == 54321)
        try #require(chown(path, 0, getegid()) == 0)
        #expect(try replace(path) == .replaced)
        #expect(try folder.snapshot().group == getegid())
    }

    @Test func replace_symbolicLink_replacesItsTarget() throws {
        let link = "\(folder.path)/link.json"
        try #require(symlink("config.json", link) == 0)
        #expect(try replace(link) == .replaced)
        var status = stat()
        try #require(lstat(link, &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFLNK)
        #expect(try folder.read() == "new")
        #expect(folder.names == ["config.json", "link.json"])
    }

    @Test(arguments: FileReplacer.Step.allCases, [ENOSPC, EROFS, EIO])
    func replace_failing_leavesTheOld(step: FileReplacer.Step, code: Int32) throws {
        try #require(chmod(path, 0o600) == 0)
        let replacer = FileReplacer { $0 == step ? code : nil }
        let fault = try #require(throws: FileFault.self) { try replace(path, replacer) }
        #expect(fault.code == code)
        #expect(try folder.read() == "old")
        #expect(folder.names == ["config.json"])
    }

    @Test func replace_inAFolderNobodyMayWriteTo_isRefused() throws {
        let fault = try #require(throws: FileFault.self) { try replace("/proc/self/comm") }
        #expect(fault.step.hasPrefix("create a file in /proc/"))
    }

    @Test func replace_changedMeanwhile_doesNothing() throws {
        let old = try folder.snapshot()
        try folder.write("edited by hand")
        let outcome = try FileReplacer().replace(path, with: [], old: old)
        #expect(outcome == .changedMeanwhile)
        #expect(try folder.read() == "edited by hand")
        #expect(folder.names == ["config.json"])
    }

    /// Another process that looked before must not rename after us.
    @Test func replace_betweenLookAndRename_nobodyElseDoes() throws {
        let old = try folder.snapshot()
        let path = path
        let second = Mutex<FileReplacer.Outcome?>(nil)
        let replacer = FileReplacer { step in
            if step == .rename {
                let outcome = try? FileReplacer().replace(path, with: [], old: old)
                second.withLock { $0 = outcome }
            }
            return nil
        }
        #expect(try replace(path, replacer) == .replaced)
        #expect(second.withLock(\.self) == .changedMeanwhile)
        #expect(try folder.read() == "new")
        #expect(folder.names == ["config.json"])
    }

    /// Whoever may read a folder may lock it.
    @Test func aLockThatIsHeldForEver_StopsNobody() throws {
        try folder.write(crm(""))
        let holder = open(folder.path, O_RDONLY | O_DIRECTORY)
        defer { close(holder) }
        try #require(flock(holder, LOCK_EX | LOCK_NB) == 0)
        let file = ConfigFile(path: path, environment: .only([:]))
        try file.recordLastSync(UTCInstant(seconds: 0), for: .crm)
        #expect(try folder.read().contains("1970-01-01"))
        let new = ConfigFile(path: folder.path + "/new.json", environment: .only([:]))
        try new.patch(JSONDocument(crm("")).value, createIfMissing: true)
        #expect(folder.names == ["config.json", "new.json"])
    }

    @Test func replace_leftoversOfACrash_areRemovedAndNothingElse() throws {
        for name in [
            ".config.json.0badcafe.new", ".config.json.0badcafe.old", ".config.json.x.new",
            ".other.json.0badcafe.new", "config.json.0badcafe.new",
        ] { try folder.write("left", to: name) }
        #expect(try replace(path) == .replaced)
        #expect(
            folder.names == [
                ".config.json.0badcafe.old", ".config.json.x.new", ".other.json.0badcafe.new",
                "config.json", "config.json.0badcafe.new",
            ])
    }

    @Test func replace_fileOfALivingWriter_isKept() throws {
        let other = try folder.write("other", to: ".config.json.0badcafe.new")
        let descriptor = open(other, O_RDONLY)
        defer { close(descriptor) }
        try #require(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        #expect(try replace(path) == .replaced)
        #expect(folder.names == [".config.json.0badcafe.new", "config.json"])
    }

    /// One meaning for every command.
    @Test(arguments: [
        (EACCES, ConfigError.Kind.notPermitted), (EPERM, .notPermitted), (EROFS, .inputOutput),
        (ENOSPC, .inputOutput),
    ])
    func file_unwritable_hasAKind(code: Int32, kind: ConfigError.Kind) throws {
        try folder.write(crm(""))
        let file = ConfigFile(
            path: path, environment: .only([:]), replacer: FileReplacer { _ in code })
        let error = try #require(throws: ConfigError.self) {
            try file.recordLastSync(UTCInstant(seconds: 0), for: .crm)
        }
        #expect(error.kind == kind)
        #expect(error.commandHint.hasPrefix("run it as root") == (kind == .notPermitted))
    }

    @Test func file_unwritable_saysWhatAndWhatToDo() throws {
        let text = crm("")
        try folder.write(text)
        let file = ConfigFile(
            path: path, environment: .only([:]),
            replacer: FileReplacer { $0 == .write ? ENOSPC : nil })
        let settings = try file.load().settings
        let error = try #require(throws: ConfigError.self) {
            try file.recordLastSync(UTCInstant(seconds: 0), for: .crm)
        }
        #expect(
            error.description == "cannot write \(path): cannot write to \(folder.path): "
                + "no space left on device")
        #expect(error.hint == "free some space; the file is as it was")
        #expect(throws: ConfigError.self) { try file.patch(["enabled": false]) }
        #expect(try folder.read() == text)
        #expect(file.settings == settings)
    }
}
