import SyncCore
import TestSupport
import Testing

@testable import Settings

/// Patches of many keys. At the square of their number these would take minutes.
@Suite struct BigPatchTests {
    private static let count = 8_000

    private func object(
        _ range: Range<Int> = 0..<count, _ value: (Int) -> JSONValue
    ) -> JSONObject {
        JSONObject(range.map { ("key\($0)", value($0)) })
    }

    private func patched(_ text: String, _ patches: [JSONObject]) throws -> String {
        var editor = try JSONEditor(Array(text.utf8))
        for patch in patches {
            let wanted = editor.document.value.merged(with: .object(patch))
            let changed = try editor.apply(patch)
            #expect(changed == patch.keys.map { [$0] })
            #expect(editor.document.value == wanted)
        }
        return String(decoding: editor.bytes, as: UTF8.self)
    }

    @Test(arguments: ["{\n  \"a\" : 1\n}\n", "{\"a\":1}", "{ \"a\": 1 }", "{}"])
    func keysThatComeChangeAndGo_LeaveTheTextAsItWas(text: String) throws {
        let start = try patched(text, [JSONObject([("first", 0)])])
        let end = try patched(
            start,
            [
                object { JSONValue($0) }, object { ["a": JSONValue($0)] },
                JSONObject(
                    (0..<Self.count).map { index in
                        index % 2 == 0 ? ("key\(index)", nil) : ("new\(index)", true)
                    }),
                JSONObject(
                    (0..<Self.count).filter { $0 % 2 == 1 }
                        .flatMap { [("new\($0)", nil), ("key\($0)", nil)] }),
            ])
        #expect(end == start)
    }

    @Test func aConfigurationOfManyUnknownKeys_IsPatchedAndRead() throws {
        let folder = try TemporaryFolder()
        let file = ConfigFile(
            path: try folder.write(crm(#""enabled":true"#)), environment: .only([:]))
        let before = try folder.read()
        try file.load()
        let many = JSONValue.object(object { JSONValue($0) })
        let change = try file.patch(["modules": ["Zoho CRM": many], "x": many])
        #expect(change.changedKeyPaths.count == Self.count + 1)
        #expect(change.warnings.count == Self.count + 1)
        let loaded = try file.load()
        #expect(loaded.changedKeyPaths == [] && !loaded.hasOddChanges)
        #expect(change.warnings.last?.line == 1)
        let shown = try #require(try file.maskedJSON().object)
        #expect(try file.patch(.object(shown)).changedKeyPaths == [])
        #expect(throws: ConfigError.self) { try file.patch(["modules": many]) }
        let none = JSONValue.object(object { _ in nil })
        try file.patch(["modules": ["Zoho CRM": none], "x": nil])
        #expect(try folder.read() == before)
    }

    /// An edit by hand of as many.
    @Test func changedKeysOfMany_AreTold() {
        let old = JSONValue.object(object { JSONValue($0) })
        let new = JSONValue.object(object(1..<Self.count + 1) { JSONValue($0 + $0 % 2) })
        let changed = ChangedKeys.between(old, new)
        #expect(changed.count == Self.count / 2 + 2 && changed.last == "key0")
        #expect(old.merged(with: old.mergePatch(to: new)) == new)
    }
}
