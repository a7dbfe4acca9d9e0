import CurlHTTP
import Foundation
import Settings
import SyncCore
import TestSupport
import Testing

@testable import Setup

/// The file, where no daemon serves it: what stands in the way is told before a code is spent.
@Suite struct SetupFileTests {
    private static let fetched = """
        {"client_id": "1000.X", "client_secret": {"credential": "secret"}, "refresh_token": "1000.r",
         "modules": {}}
        """

    @Test func aSecretThatOnlyTheDaemonCanRead_IsRefusedWhereItIsToStay() async throws {
        try await withFile(Self.fetched, keepsClientSecret: true) { file in
            let failure = await #expect(throws: SetupFailure.self) { _ = try await file.present() }
            #expect(failure?.kind == .config)
            #expect(failure?.message.contains("client secret cannot be read here") == true)
            #expect(failure?.hint.contains("start the daemon") == true)
        }
    }

    @Test func aSecretThatIsReplaced_NeedNotBeReadable() async throws {
        try await withFile(Self.fetched, keepsClientSecret: false) { file in
            let present = try await file.present()
            #expect(present?["client_id"] == "1000.X")
        }
    }

    @Test(arguments: [true, false])
    func anotherMistake_IsRefused(keepsClientSecret: Bool) async throws {
        let text = Self.fetched.replacing("{}", with: "{\"Zoho CRM\": {\"interval\": 15}}")
        try await withFile(text, keepsClientSecret: keepsClientSecret) { file in
            await #expect(throws: SetupFailure.self) { _ = try await file.present() }
        }
    }

    @Test func aFileThatEverybodyMayRead_IsRefusedBeforeTheCode() async throws {
        try await withFile(Self.fetched, keepsClientSecret: false, mode: 0o644) { file in
            let failure = await #expect(throws: SetupFailure.self) { _ = try await file.present() }
            #expect(failure?.kind == .config && failure?.hint.contains("chmod 0600") == true)
        }
    }

    /// A sealed secret does not get a plain successor, and a key that is none seals nothing.
    @Test(arguments: [true, false])
    func aSealedSecretWithoutItsKey_IsRefusedBeforeTheCode(
        keepsClientSecret: Bool
    ) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/config.json"
        let text = Self.fetched.replacing("{\"credential\": \"secret\"}", with: "{\"env\": \"S\"}")
        try Data(text.utf8).write(to: URL(filePath: path))
        chmod(path, 0o600)
        let key = Data(repeating: 7, count: 32).base64EncodedString()
        try ConfigFile(
            path: path, environment: ConfigEnvironment { ["ZOHOSYNCD_KEY": key, "S": "s"][$0] }
        ).sealSecrets()
        let file = SetupFile(
            ConfigFile(path: path, environment: ConfigEnvironment { ["S": "s"][$0] }),
            http: CurlClient(), keepsClientSecret: keepsClientSecret)
        let failure = await #expect(throws: SetupFailure.self) { _ = try await file.present() }
        #expect(failure?.kind == .config && failure?.hint.contains("ZOHOSYNCD_KEY") == true)
    }

    @Test(arguments: ["ZOHOSYNCD_KEY", "ZOHOSYNCD_OLD_KEY"])
    func aKeyThatIsNone_IsRefusedBeforeTheCode_AlsoWithoutAFile(variable: String) async throws {
        let folder = try TemporaryFolder()
        let config = ConfigFile(
            path: folder.path + "/config.json",
            environment: ConfigEnvironment { $0 == variable ? "nonsense" : nil })
        let file = SetupFile(config, http: CurlClient(), keepsClientSecret: false)
        let failure = await #expect(throws: SetupFailure.self) { _ = try await file.present() }
        #expect(failure?.kind == .config && failure?.message.contains(variable) == true)
    }

    @Test(
        arguments: [
            ("config_not_writable", .inputOutput), ("config_invalid", .config),
            ("config_file_broken", .config), ("shutting_down", .failed), ("nonsense", .failed),
            (nil, .failed),
        ] as [(String?, SetupFailure.Kind)])
    func whatADaemonRefuses_IsOfTheSameKind(code: String?, kind: SetupFailure.Kind) {
        #expect(SetupFailure.Kind(refusal: code) == kind)
    }

    @Test func noFile_IsNoMistake() async throws {
        let folder = try TemporaryFolder()
        let file = SetupFile(
            ConfigFile(path: folder.path + "/config.json"), http: CurlClient(),
            keepsClientSecret: false)
        let present = try await file.present()
        #expect(present == nil)
    }

    private func withFile(
        _ text: String, keepsClientSecret: Bool, mode: mode_t = 0o600,
        _ work: (SetupFile) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/config.json"
        try Data(text.utf8).write(to: URL(filePath: path))
        chmod(path, mode)
        let config = ConfigFile(path: path, environment: ConfigEnvironment { _ in nil })
        try await work(
            SetupFile(config, http: CurlClient(), keepsClientSecret: keepsClientSecret))
    }
}
