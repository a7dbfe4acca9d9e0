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

    private static let noKeys: [(String, SealingKeyError)] = [
        ("", .wrongLength(0)), ("\n", .wrongLength(0)),
        ("AAAA", .wrongLength(3)), (many("A", 44), .wrongLength(33)),
        (many("A", 43), .notBase64),
        // Two bits that stand for nothing: another text of the same bytes.
        ("\(many("A", 42))B=", .notBase64),
        (" \(zeros)", .notBase64), ("\(zeros) ", .notBase64), ("\n\(zeros)", .notBase64),
        ("\(many("-", 43))=", .notBase64), ("\(zeros)\(zeros)", .notBase64),
        (many("é", 22), .notBase64),
    ]

    private static func many(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }

    @Test(arguments: noKeys)
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
        #expect(try SealingKey(text: Secret(Self.zeros)).id == "3REq2wUd")
        let text = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
        #expect(try SealingKey(text: Secret(text)).id == "7c1XIkZc")
    }

    @Test func key_printed_showsNothing() throws {
        let key = try SealingKey(text: Secret(Self.zeros))
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] { #expect(!text.contains("AAA")) }
    }
}
