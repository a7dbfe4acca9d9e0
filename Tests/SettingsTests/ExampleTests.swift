import SyncCore
import TestSupport
import Testing

@testable import Settings

/// The example that is installed with the service.
@Suite struct ExampleTests {
    private static let path = Repository.path("etc/config.json")

    @Test func example_parsed_isWhatItSays() throws {
        let snapshot = try FileSnapshot.read(Self.path, limit: 1 << 16).get()
        let reading = ConfigReading(
            try JSONDocument(snapshot.bytes), folder: "/etc/zohosyncd", environment: .only([:]),
            mode: 0o600, path: "/etc/zohosyncd/config.json")
        #expect(reading.problems == [])
        // Its secrets stand where one's own are to be put in, plain for a start.
        #expect(reading.warnings.map(\.state) == [.plainSecrets])
        let settings = try #require(reading.settings)
        #expect(settings.modules.map(\.module) == Module.allCases)
        #expect(settings.modules.map(\.enabled) == [true, true, true, false])
        #expect(settings.modules.map(\.interval) == [900, 1800, 1800, 3600].map { .seconds($0) })
        #expect(settings.organizationID == "10234695")
    }

    @Test func example_lastSync_changesOneWordOnly() throws {
        let bytes = try FileSnapshot.read(Self.path, limit: 1 << 16).get().bytes
        var editor = try JSONEditor(bytes)
        for module in Module.allCases {
            try editor.set(["modules", module.rawValue, "last_sync"], to: "2026-11-22T13:28:05Z")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(
            String(decoding: editor.bytes, as: UTF8.self)
                == text.replacing("null", with: "\"2026-11-22T13:28:05Z\""))
    }
}
