import Sealing
import SyncCore
import TestSupport
import Testing

@testable import Settings

/// What is written can be read again: a file that would be too large is not written.
@Suite struct SizeTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A configuration of so many bytes.
    private func file(
        size: Int, _ variables: [String: String] = [:]
    ) throws -> ConfigFile {
        let text = config(#""modules":{"Zoho CRM":{"last_sync":null}},"note":"-""#)
        let padding = String(repeating: "x", count: size - text.utf8.count + 1)
        return ConfigFile(
            path: try folder.write(text.replacing("\"-\"", with: "\"\(padding)\"")),
            environment: .only(variables))
    }

    private func expectTooLarge(_ file: ConfigFile, _ work: () throws -> Void) throws {
        let before = try folder.read()
        let error = #expect(throws: ConfigError.self) { try work() }
        guard case .tooLarge(file.path, let size, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(size > before.utf8.count && error?.isFileBroken == false)
        #expect(error?.problems.map(\.keyPath) == [""] && error?.kind == .config)
        #expect(error?.description.contains("it would have \(size) bytes") == true)
        #expect(error?.hint.contains("write less") == true)
        #expect(try folder.read() == before)
        try file.load()
    }

    @Test func aPatchThatMakesTheFileTooLarge_IsRefused() throws {
        let file = try file(size: 400)
        try expectTooLarge(file) {
            try file.patch(["note": .string(String(repeating: "x", count: 1_048_556))])
        }
        let half = JSONValue.string(String(repeating: "x", count: 600_000))
        try file.patch(["one": half])
        try expectTooLarge(file) { try file.patch(["two": half]) }
        try file.patch(["one": nil])
        try file.patch(["two": half])
    }

    /// There is room for what the daemon writes by itself.
    @Test func afterThePatchThatFillsTheFile_TheDaemonCanStillWrite() throws {
        let key = SealingKey.generate()
        let file = try file(size: 400, ["ZOHOSYNCD_KEY": key.text.reveal()])
        let room = ConfigFile.sizeLimit - ConfigFile.reserve - 1000
        try file.patch(["more": .string(String(repeating: "x", count: room))])
        try file.recordLastSync(UTCInstant(seconds: 1_780_000_000), for: .crm)
        try file.sealSecrets()
        let token = Secret(String(repeating: "t", count: 4096))
        let stored = file.storeRefreshToken(token, replacing: Secret("1000.token"))
        #expect(stored == .stored(place: "\(file.path), sealed"))
        #expect(try file.load().settings.credentials.refreshToken == token)
        #expect(try folder.read().utf8.count > ConfigFile.sizeLimit - ConfigFile.reserve)
    }

    @Test func aFileThatIsNearlyTooLarge_MayBecomeSmaller() throws {
        let file = try file(size: ConfigFile.sizeLimit)
        try file.patch(["client_id": "i"])
        #expect(try folder.read().utf8.count < ConfigFile.sizeLimit)
        try expectTooLarge(file) { try file.patch(["client_id": "1000.ID"]) }
    }

    @Test func whatTheDaemonWrites_IsRefusedAsWell() throws {
        let key = SealingKey.generate()
        let file = try file(size: ConfigFile.sizeLimit)
        try expectTooLarge(file) {
            try file.recordLastSync(UTCInstant(seconds: 1_780_000_000), for: .crm)
        }
        let keyed = ConfigFile(
            path: file.path, environment: .only(["ZOHOSYNCD_KEY": key.text.reveal()]))
        try expectTooLarge(keyed) { try keyed.sealSecrets() }
        let before = try folder.read()
        let stored = file.storeRefreshToken(
            Secret("1000.token.longer"), replacing: Secret("1000.token"))
        guard case .notStored(let reason, _) = stored else {
            Issue.record("\(stored)")
            return
        }
        #expect(reason.contains("it would have") && !reason.contains("longer"))
        #expect(try folder.read() == before)
    }

    @Test func aFileThatIsTooLarge_IsToldWithItsRemedy() throws {
        let file = try file(size: ConfigFile.sizeLimit + 1)
        let error = #expect(throws: ConfigError.self) { try file.load() }
        #expect(error?.description.contains("larger than 1048576 bytes") == true)
        #expect(error?.hint.hasPrefix("remove from it") == true)
    }
}
