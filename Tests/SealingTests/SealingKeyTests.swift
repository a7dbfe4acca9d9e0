import SyncCore
import Testing

@testable import Sealing

@Suite struct SealingKeyTests {
    private static let zeros = String(repeating: "A", count: 43) + "="

    @Test(arguments: ["", "\n", "\r\n", "\n\n"])
    func text_withOrWithoutLineFeed_isTheSameKey(end: String) throws {
        let key = try SealingKey(text: Secret(Self.zeros + end))
        #expect(key.text.reveal() == Self.zeros)
    }

    @Test(arguments: [
        ("", SealingKeyError.wrongLength(0)), ("\n", .wrongLength(0)),
        ("AAAA", .wrongLength(3)), (String(repeating: "A", count: 44), .wrongLength(33)),
        (String(repeating: "A", count: 43), .notBase64),
        // Two bits that stand for nothing: another text of the same bytes.
        (String(repeating: "A", count: 42) + "B=", .notBase64),
        (" " + zeros, .notBase64), (zeros + " ", .notBase64), ("\n" + zeros, .notBase64),
        (String(repeating: "-", count: 43) + "=", .notBase64), (zeros + zeros, .notBase64),
        (String(repeating: "é", count: 22), .notBase64),
    ])
    func text_noKey_isRefusedWithoutItsText(text: String, error: SealingKeyError) throws {
        #expect(throws: error) { try SealingKey(text: Secret(text)) }
        #expect(error.description.hasPrefix("expected 32 bytes in base64, found "))
    }

    @Test func generate_many_allDiffer() throws {
        let keys = (0..<200).map { _ in SealingKey.generate() }
        #expect(Set(keys).count == 200)
        #expect(Set(keys.map(\.id)).count == 200)
        for key in keys {
            #expect(try SealingKey(text: key.text) == key)
            #expect(key.text.reveal().utf8.count == 44)
        }
    }

    /// Envelopes on disk name their key: it must be called the same for ever.
    @Test func id_isFrozen() throws {
        #expect(try SealingKey(text: Secret(Self.zeros)).id == "")
        let text = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
        #expect(try SealingKey(text: Secret(text)).id == "")
    }

    @Test func key_printed_showsNothing() throws {
        let key = try SealingKey(text: Secret(Self.zeros))
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] { #expect(!text.contains("AAA")) }
    }
}
