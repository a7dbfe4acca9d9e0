import SyncCore
import Testing

/// A secret is what it hides, and shows nothing of it.
@Suite struct SecretTests {
    /// What differs is different, wherever: also where one difference could hide another.
    @Test func theLikeOfEachOther_AreEqual_AndNothingElse() {
        let texts = (0..<256).map { number in
            String(decoding: [97 + UInt8(number / 16), 97 + UInt8(number % 16)], as: UTF8.self)
        }
        let wrong = texts.flatMap { left in
            texts.filter { (Secret(left) == Secret($0)) != (left == $0) }.map { "\(left) \($0)" }
        }
        #expect(wrong == [])
    }

    @Test func equality_isThatOfTheTexts() {
        #expect(Secret("hush") == Secret(bytes: Array("hush".utf8)))
        #expect(Secret("hush") != Secret("husk") && Secret("hush") != Secret("hus"))
        #expect(Secret("") == Secret("") && Secret("") != Secret("x"))
        #expect(Set([Secret("a"), Secret("a"), Secret("b")]).count == 2)
    }

    @Test func reveal_tellsTheWholeText() {
        for text in ["", "hush", "grün 🗝", String(repeating: "x", count: 5_000)] {
            #expect(Secret(text).reveal() == text)
            #expect(Secret(text).withBytes { Array($0) } == Array(text.utf8))
            #expect(Secret(text).isEmpty == text.isEmpty)
        }
    }

    @Test func aCopy_outlivesTheOriginal() {
        func copy() -> Secret {
            let original = Secret("hush")
            return original
        }
        #expect(copy().reveal() == "hush")
    }

    @Test func printedInsideOthers_isHidden() {
        let secret = Secret("hush-hush")
        let credentials = Credentials(clientID: "id", clientSecret: secret, refreshToken: secret)
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in [
            "\(secret)", String(reflecting: secret), "\(credentials)", dumped,
            String(reflecting: credentials), "\(Optional(secret) as Any)", "\([secret])",
        ] {
            #expect(!text.contains("hush"))
            #expect(text.contains(Secret.mask))
        }
    }
}
