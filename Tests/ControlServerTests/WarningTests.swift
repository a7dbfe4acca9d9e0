import ControlAPI
import SyncCore
import Testing

/// What is odd in a change, in a header field.
@Suite struct WarningTests {
    @Test(arguments: [
        #"modules."Zoho CRM".intervall"#, "a\r\nSet-Cookie: x=1", "Größe – 尺寸 🙂", "\u{7F}\u{0}", "",
    ])
    func aWarning_PassesThroughAHeaderField(key: String) throws {
        let warnings = ["1", "2"].map {
            ConfigurationWarning(key: key + $0, message: "unknown key", hint: "write \(key)")
        }
        let value = ConfigurationWarning.fieldValue(warnings)
        #expect(value.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
        #expect(ConfigurationWarning.all(inField: value) == warnings)
    }

    @Test(arguments: ["", "{}", "[7, {}]", "nonsense"])
    func anotherValue_HoldsNone(value: String) {
        #expect(ConfigurationWarning.all(inField: value) == [])
    }
}
