import Glibc
import SyncCore
import TestSupport
import Testing

@testable import Settings

/// What root's commands do with a configuration that is another user's.
@Suite(.enabled(if: geteuid() == 0, "only root can be led astray"))
struct RootTests {
    private static let user: uid_t = 12345
    private let folder: TemporaryFolder
    private let ours: String
    private let theirs: String

    init() throws {
        folder = try TemporaryFolder()
        ours = folder.path + "/root"
        theirs = folder.path + "/user"
        try #require(mkdir(ours, 0o755) == 0 && mkdir(theirs, 0o755) == 0)
        try #require(chmod(folder.path, 0o755) == 0)
        try folder.write(config(#""modules":{}"#), to: "root/app.json")
        try folder.write(config(#""modules":{}"#), to: "user/own.json")
        try give("user")
        try give("user/own.json")
    }

    private func give(_ name: String) throws {
        try #require(lchown("\(folder.path)/\(name)", Self.user, Self.user) == 0)
    }

    private func link(_ target: String, from name: String, isTheirs: Bool = true) throws {
        try #require(symlink(target, "\(folder.path)/\(name)") == 0)
        if isTheirs { try give(name) }
    }

    private func file(_ name: String) -> ConfigFile {
        ConfigFile(path: "\(folder.path)/\(name)", environment: .only([:]))
    }

    @Test func aUsersLink_ToAFileOfRoots_IsNotWrittenThrough() throws {
        try link("../root/app.json", from: "user/config.json")
        try link("user/config.json", from: "chain.json", isTheirs: false)
        try link("../root", from: "user/sub")
        let before = try folder.read("root/app.json")
        for name in ["user/config.json", "chain.json", "user/sub/app.json", "user/sub/new.json"] {
            let error = try #require(throws: ConfigError.self) {
                try file(name).patch(
                    ["client_id": "i", "client_secret": "s", "refresh_token": "hush.new"],
                    createIfMissing: true)
            }
            #expect(error.kind == .inputOutput && error.hint.contains("name that file itself"))
            #expect("\(error)".contains("a user's link leads to somebody else's file"))
            #expect(throws: ConfigError.self) { try file(name).checkStorable() }
        }
        #expect(try folder.read("root/app.json") == before)
        #expect(access(ours + "/new.json", F_OK) != 0)
    }

    @Test func linksThatLeadNobodyAstray_AreFollowed() throws {
        try link("own.json", from: "user/config.json")
        try link("../user/own.json", from: "root/to-user.json", isTheirs: false)
        try link("app.json", from: "root/config.json", isTheirs: false)
        for name in ["user/config.json", "root/to-user.json", "root/config.json", "user/own.json"] {
            try file(name).checkStorable()
            try file(name).patch(["enabled": .bool(name.hasPrefix("root"))])
        }
        #expect(try folder.snapshot("user/own.json").owner == Self.user)
        #expect(try folder.snapshot("root/app.json").owner == 0)
    }

    @Test func aLoop_Ends() throws {
        try link("config.json", from: "user/config.json")
        #expect(throws: FileFault.self) { try TrustedPath(theirs + "/config.json") }
    }

    /// Root must not read for a user what that user may not.
    @Test(
        arguments: [
            (user, 0, 0o600, false), (user, 0, 0o644, true), (user, user, 0o600, true),
            (user, user, 0o044, false), (0, 0, 0o600, true), (0, user, 0o600, true),
        ] as [(uid_t, uid_t, mode_t, Bool)])
    func aSecretsFile_IsReadOnBehalfOfTheConfigurationsOwner(
        owner: uid_t, secretOwner: uid_t, mode: mode_t, isRead: Bool
    ) throws {
        try expect(isRead, owner: owner, secretOwner: secretOwner, group: 0, mode: mode)
    }

    /// `daemon` is a user of every system, in the group of that name. Who is in the group has its
    /// rights only, even where they are less than everybody's; a user without a name has no groups.
    @Test(
        arguments: [
            (1, 1, 0o640, true), (1, 1, 0o600, false), (1, 1, 0o604, false), (1, 2, 0o640, false),
            (1, 2, 0o604, true), (user, user, 0o640, false), (user, user, 0o604, true),
        ] as [(uid_t, gid_t, mode_t, Bool)])
    func aSecretsFile_IsReadThroughTheOwnersGroup(
        owner: uid_t, group: gid_t, mode: mode_t, isRead: Bool
    ) throws {
        try expect(isRead, owner: owner, secretOwner: 0, group: group, mode: mode)
    }

    private func expect(
        _ isRead: Bool, owner: uid_t, secretOwner: uid_t, group: gid_t, mode: mode_t
    ) throws {
        let secret = try folder.write("hush.file", to: "secret", mode: mode)
        let path = try folder.write(
            config(#""modules":{}"#).replacing(#""hush""#, with: #"{"file":"\#(secret)"}"#))
        try #require(chown(path, owner, owner) == 0 && chown(secret, secretOwner, group) == 0)
        let reading = Result { try file("config.json").load() }
        #expect(
            (try? reading.get())?.settings.credentials.clientSecret.reveal()
                == (isRead ? "hush.file" : nil))
        guard !isRead else { return }
        let error = try #require(throws: ConfigError.self) { try reading.get() }
        #expect("\(error)".contains("user \(owner)'s"))
        #expect(error.hint.contains("a group of that user's"))
        #expect(error.hint.contains("or the configuration to root"))
    }
}
